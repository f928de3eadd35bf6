//! Files that are named on the command line.

use std::fs::{self, File};
use std::path::Path;

use crate::failure::Failure;

/// Returns the size of a file that can be read, if there is one. What is no file, such as a folder
/// or a device, is refused: it would be replaced, and what SQLite says of it names no path.
pub fn size(path: &Path) -> Result<Option<u64>, Failure> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::path(path, &error)),
    };
    if !metadata.is_file() {
        return Err(Failure::usage(format!("{} is not a file", path.display())).help("name a file"));
    }
    let opened = File::open(path);
    opened.map_err(|error| Failure::path(path, &error))?;
    Ok(Some(metadata.len()))
}

/// Refuses a path whose folder does not exist.
pub fn require_folder(path: &Path) -> Result<(), Failure> {
    let folder = folder_of(path);
    match folder.try_exists() {
        Ok(true) => Ok(()),
        Ok(false) => {
            let failure = Failure::usage(format!("there is no folder {}", folder.display()));
            Err(failure.help("create it, or name a file in another folder"))
        }
        Err(error) => Err(Failure::path(path, &error)),
    }
}

/// Returns the folder of a file.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
