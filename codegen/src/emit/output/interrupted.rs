//! Files that a killed run leaves: it writes each file under a temporary name,
//! which begins with [`PREFIX`], and then renames it.
//!
//! A run removes them while no other run uses the folder (see [`lock`]).
//!
//! [`lock`]: super::lock

use std::fs;
use std::path::{Path, PathBuf};

use super::{OutputError, failed, files_below, remove};

/// First part of temporary names. `.gitignore` lists it.
pub const PREFIX: &str = ".codegen-";

/// Returns the files that interrupted runs left in a folder and below.
///
/// # Errors
///
/// A folder cannot be read.
pub fn below(folder: &Path) -> Result<Vec<PathBuf>, OutputError> {
    files_below(folder, is_temporary)
}

/// Returns the files that interrupted runs left directly in a folder; none if it
/// cannot be read.
pub fn directly_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let temporary = entries.filter(|entry| {
        let is_file = entry.file_type().is_ok_and(|kind| !kind.is_dir());
        is_file && is_temporary(&entry.file_name().to_string_lossy())
    });
    let mut paths: Vec<_> = temporary.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Removes files, and folders below `root` that are empty then. Returns the
/// removed files.
///
/// # Errors
///
/// A file cannot be removed.
pub fn clear(root: &Path, files: &[PathBuf]) -> Result<Vec<PathBuf>, OutputError> {
    for file in files {
        remove(root, file).map_err(failed("remove", file))?;
    }
    Ok(files.to_vec())
}

fn is_temporary(name: &str) -> bool {
    name.starts_with(PREFIX)
}
