//! The memory of this process, as Linux states it.

use std::error::Error;
use std::fs;

/// Returns a size in `/proc/self/status`, such as `VmHWM`, in KiB.
pub fn kib(name: &str) -> Result<usize, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let size = line.and_then(|line| line.strip_prefix(':')?.trim().strip_suffix(" kB"));
    let missing = || format!("no {name} in /proc/self/status");
    Ok(size.ok_or_else(missing)?.parse()?)
}
