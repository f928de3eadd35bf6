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
        // A symbolic link stays one.
        let path = match path.is_symlink() {
            true => fs::canonicalize(&path).map_err(failed("write", &path))?,
            false => path,
        };
        let file = write_beside(&path, text.as_bytes()).map_err(failed("write", &path))?;
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
    /// Replaces all of the files or none: if one cannot be replaced, the others get back what
    /// they had. If the process ends in between, [`journal::finish`] replaces the rest of files
    /// that are in one folder.
    ///
    /// # Errors
    ///
    /// A file cannot be replaced.
    pub fn commit_together(self) -> Result<(), OutputError> {
        let journal = match self.folder() {
            Some(folder) => {
                let journal = journal::path(folder);
                journal::write(folder, self.files()).map_err(failed("write", &journal))?;
                Some(journal)
            }
            None => None,
        };
        let paths = self.files().map(|(_, path)| path.to_owned());
        let before: Vec<_> = paths.map(|path| (fs::read(&path).ok(), path)).collect();
        let result = self.commit();
        if result.is_err() {
            restore(&before)?;
        }
        if let Some(journal) = journal {
            fs::remove_file(&journal).map_err(failed("remove", &journal))?;
        }
        result
    }

    /// Returns the folder that several files are in; `None` if they are in more than one.
    fn folder(&self) -> Option<&Path> {
        let mut folders = self.files().map(|(_, path)| path.parent());
        let first = folders.next()??;
        let rest: Vec<_> = folders.collect();
        let is_one = !rest.is_empty() && rest.iter().all(|folder| *folder == Some(first));
        is_one.then_some(first)
    }
}

/// Gives files what they had before.
fn restore(files: &[(Option<Vec<u8>>, PathBuf)]) -> Result<(), OutputError> {
    for (before, path) in files {
        let is_changed = fs::read(path).ok() != *before;
        let restored = match before {
            _ if !is_changed => continue,
            None => fs::remove_file(path),
            Some(bytes) => write_beside(path, bytes)
                .and_then(|file| file.persist(path).map_err(|error| error.error)),
        };
        restored.map_err(failed("restore", path))?;
    }
    Ok(())
}

fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<tempfile::TempPath> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(interrupted::PREFIX)
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A file that is replaced keeps who may read and write it.
        let mode =
            fs::metadata(path).map_or(0o644, |replaced| replaced.permissions().mode() & 0o7777);
        fs::set_permissions(file.path(), fs::Permissions::from_mode(mode))?;
    }
    Ok(file.into_temp_path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_one_file_cannot_be_replaced_none_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name| folder.path().join(name);
        fs::write(path("changed"), "old").expect("a file");
        // No file replaces a folder.
        fs::create_dir(path("folder")).expect("a folder");
        let names = ["changed", "added", "folder", "later"];
        let staged = stage(names.map(|name| (path(name), "new"))).expect("staged files");
        let error = staged.commit_together().expect_err("a folder");
        assert!(error.to_string().contains("folder"), "{error}");
        assert_eq!(fs::read(path("changed")).expect("a file"), b"old");
        let left = fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(left, 2);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_names_is_replaced() {
        let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
        let [here, there] = folders.each_ref().map(|folder| folder.path());
        fs::write(there.join("linked"), "old").expect("a file");
        std::os::unix::fs::symlink(there.join("linked"), here.join("link")).expect("a link");
        let staged = stage(["link", "added"].map(|name| (here.join(name), "new")));
        let staged = staged.expect("staged files");
        staged.commit_together().expect("files");
        assert!(here.join("link").is_symlink());
        let files = [there.join("linked"), here.join("added")];
        assert_eq!(
            files.map(|file| fs::read(file).expect("a file")),
            [b"new"; 2]
        );
        let left = [here, there].map(|folder| fs::read_dir(folder).expect("a folder").count());
        assert_eq!(left, [2, 1]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_mode_and_a_new_one_is_readable() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().expect("a folder");
        let path = |name| folder.path().join(name);
        fs::write(path("private"), "old").expect("a file");
        fs::set_permissions(path("private"), fs::Permissions::from_mode(0o600)).expect("a mode");
        let staged = stage(["private", "added"].map(|name| (path(name), "new")));
        staged.expect("staged files").commit().expect("files");
        let mode = |name| {
            let metadata = fs::metadata(path(name)).expect("a file");
            metadata.permissions().mode() & 0o777
        };
        assert_eq!(["private", "added"].map(mode), [0o600, 0o644]);
    }
}
