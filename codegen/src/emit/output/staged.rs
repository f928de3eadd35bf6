//! Files that are written next to those that they replace.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{OutputError, failed, interrupted, journal};

/// Files that are written next to those that they are to replace, so that
/// little can fail when they do.
#[derive(Debug)]
pub struct Staged(Vec<(tempfile::TempPath, PathBuf)>);

/// Writes texts next to the files at these paths.
///
/// # Errors
///
/// A file cannot be written. No file has changed then.
pub fn stage<'a>(
    texts: impl IntoIterator<Item = (PathBuf, &'a str)>,
) -> Result<Staged, OutputError> {
    let mut staged = Vec::new();
    for (path, text) in texts {
        let file = write_beside(&path, text).map_err(failed("write", &path))?;
        staged.push((file, path));
    }
    Ok(Staged(staged))
}

impl Staged {
    /// Returns the temporary files with the paths of those that they replace.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &Path)> {
        let files = self.0.iter();
        files.map(|(file, path)| (&**file, path.as_path()))
    }

    /// Replaces the files.
    ///
    /// # Errors
    ///
    /// A file cannot be replaced.
    pub fn commit(self) -> Result<(), OutputError> {
        for (file, path) in self.0 {
            let replaced = file.persist(&path).map_err(|error| error.error);
            replaced.map_err(failed("write", &path))?;
        }
        Ok(())
    }
}

impl Staged {
    /// Replaces the files of one folder, all of them or none: if the process ends
    /// in between, [`journal::finish`] replaces the rest.
    ///
    /// # Errors
    ///
    /// A file cannot be replaced.
    pub fn commit_together(self) -> Result<(), OutputError> {
        let folder = match self.0.as_slice() {
            [first, _, ..] => first.1.parent().unwrap_or(Path::new(".")).to_owned(),
            _ => return self.commit(),
        };
        let journal = journal::path(&folder);
        journal::write(&folder, self.files()).map_err(failed("write", &journal))?;
        let result = self.commit();
        fs::remove_file(&journal).map_err(failed("remove", &journal))?;
        result
    }
}

fn write_beside(path: &Path, text: &str) -> io::Result<tempfile::TempPath> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(interrupted::PREFIX)
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644))?;
    }
    Ok(file.into_temp_path())
}
