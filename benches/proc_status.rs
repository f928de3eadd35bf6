//! The memory of a process, as Linux states it.

use std::error::Error;
use std::fs;

/// Returns a size in the status of a process, such as `VmHWM`, in KiB. `self` is this
/// process.
pub fn kib(process: &str, name: &str) -> Result<usize, Box<dyn Error>> {
    let path = format!("/proc/{process}/status");
    let status = fs::read_to_string(&path)?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let size = line.and_then(|line| line.strip_prefix(':')?.trim().strip_suffix(" kB"));
    let missing = || format!("no {name} in {path}");
    Ok(size.ok_or_else(missing)?.parse()?)
}
