//! Locks on folders, so that runs which use the same folder wait for each other.
//!
//! The operating system releases the locks of a process that ends, however it
//! ends. Nothing is left that could block the next run.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What a run does with a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Others may read at the same time.
    Read,
    /// Nobody else may use the folder.
    Write,
}

/// The folders that a run uses. Dropping it releases them.
#[derive(Debug, Default)]
pub struct Locks {
    held: Vec<(PathBuf, File)>,
    /// Folders that were created to be locked, innermost first.
    created: Vec<PathBuf>,
}

impl Locks {
    /// Locks the folder of a spec, which is a folder or a file. Waits for runs
    /// that edit it.
    pub fn spec(&mut self, spec: &Path, access: Access) {
        self.folder(spec_folder(spec), access);
    }

    /// Locks an output folder, after the spec. It is created if it is to be
    /// written, and removed again if it stays empty.
    pub fn output(&mut self, folder: &Path, access: Access) {
        if access == Access::Write {
            let missing = folder.ancestors().take_while(|path| !path.exists());
            let missing: Vec<_> = missing.map(Path::to_owned).collect();
            // Writing into the folder reports what is wrong with it.
            if fs::create_dir_all(folder).is_ok() {
                self.created = missing;
            }
        }
        self.folder(folder, access);
    }

    fn folder(&mut self, folder: &Path, access: Access) {
        // A folder that does not exist has no name to compare, and no lock.
        let Ok(name) = fs::canonicalize(folder) else {
            return;
        };
        // A second lock would wait for the first one.
        if self.held.iter().any(|(held, _)| *held == name) {
            return;
        }
        match open(&name).and_then(|file| lock(&file, folder, access).map(|()| file)) {
            Ok(file) => self.held.push((name, file)),
            Err(error) => say(&format!(
                "{:>12} cannot lock `{}`: {error}; do not start another run until this one ends",
                "Note",
                folder.display()
            )),
        }
    }
}

impl Drop for Locks {
    fn drop(&mut self) {
        for folder in &self.created {
            // Fails if there is something in it.
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
}

/// Returns the folder of a spec, which is a folder or a file.
pub fn spec_folder(spec: &Path) -> &Path {
    match spec.parent().filter(|_| !spec.is_dir()) {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => spec,
    }
}

fn lock(file: &File, folder: &Path, access: Access) -> io::Result<()> {
    let tried = match access {
        Access::Read => file.try_lock_shared(),
        Access::Write => file.try_lock(),
    };
    match tried {
        Ok(()) => return Ok(()),
        Err(TryLockError::Error(error)) => return Err(error),
        Err(TryLockError::WouldBlock) => {}
    }
    say(&format!(
        "{:>12} for another run that uses `{}`",
        "Waiting",
        folder.display()
    ));
    loop {
        let locked = match access {
            Access::Read => file.lock_shared(),
            Access::Write => file.lock(),
        };
        match locked {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Prints a line to stderr, which may be closed.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Opens a folder, which Unix can lock itself.
#[cfg(unix)]
fn open(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// Opens a file that stands for a folder, in the folder of temporary files.
#[cfg(not(unix))]
fn open(folder: &Path) -> io::Result<File> {
    use std::hash::{DefaultHasher, Hash, Hasher};

    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    let name = format!("page-conversations-codegen-{:016x}.lock", hasher.finish());
    let path = std::env::temp_dir().join(name);
    let mut options = File::options();
    // Windows refuses to lock a file that can only be appended to.
    options.create(true).read(true).append(true).open(path)
}
