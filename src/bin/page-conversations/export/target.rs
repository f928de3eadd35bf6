//! Where an export goes, and where it keeps what it has read until it is complete.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use crate::failure::Failure;

/// Where an export goes.
pub enum Target {
    /// Stdout, with a folder for the file to work with.
    Stdout(TempDir),
    /// A file.
    File(PathBuf),
}

/// What is written to.
pub enum OutFile {
    Stdout(BufWriter<Stdout>),
    /// A file beside the target, which replaces it when it is complete.
    File(Box<BufWriter<NamedTempFile>>, PathBuf),
}

impl Target {
    /// Refuses a file that exists, except with `force`.
    pub fn new(out: Option<&Path>, force: bool) -> Result<Self, Failure> {
        let Some(path) = out else {
            let folder = tempfile::tempdir();
            let folder = folder.map_err(|error| Failure::file("no temporary folder", &error))?;
            return Ok(Self::Stdout(folder));
        };
        let target = Self::File(path.to_owned());
        match (path.try_exists(), force) {
            (Err(error), _) => Err(Failure::path(path, &error)),
            (Ok(true), false) => {
                let failure = Failure::usage(format!("{} already exists", path.display()));
                Err(failure.help("name another file, or replace it with --force"))
            }
            (Ok(_), true) => {
                target.remove_work_file();
                Ok(target)
            }
            (Ok(false), false) => Ok(target),
        }
    }

    /// Returns the file to work with. It continues what was stopped.
    pub fn work_file(&self) -> Result<PathBuf, Failure> {
        match self {
            Self::Stdout(folder) => Ok(folder.path().join("export.db")),
            Self::File(path) => match folder_of(path).try_exists() {
                Ok(true) => Ok(with_suffix(path, ".partial.db")),
                Ok(false) => {
                    let folder = folder_of(path).display().to_string();
                    Err(Failure::usage(format!("there is no folder {folder}"))
                        .help("create it, or name a file in another folder"))
                }
                Err(error) => Err(Failure::path(path, &error)),
            },
        }
    }

    /// Removes the file to work with, and those that SQLite has beside it.
    pub fn remove_work_file(&self) {
        let Self::File(path) = self else { return };
        for suffix in [".partial.db", ".partial.db-wal", ".partial.db-shm"] {
            // It need not exist.
            let _ = fs::remove_file(with_suffix(path, suffix));
        }
    }

    /// Adds what to do to the failure of an export that was stopped.
    pub fn explain(&self, stopped: Failure) -> Failure {
        match self {
            Self::Stdout(_) => stopped.help("with --out FILE, an export can be continued"),
            Self::File(_) => stopped,
        }
    }

    /// Creates what is written to.
    pub fn create(&self) -> Result<OutFile, Failure> {
        match self {
            Self::Stdout(_) => Ok(OutFile::Stdout(BufWriter::new(io::stdout()))),
            Self::File(path) => {
                let file = NamedTempFile::new_in(folder_of(path));
                let file = file.map_err(|error| Failure::path(path, &error))?;
                Ok(OutFile::File(Box::new(BufWriter::new(file)), path.clone()))
            }
        }
    }
}

impl OutFile {
    /// Writes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Stdout(stdout) => Ok(stdout.write_all(bytes)?),
            Self::File(file, path) => file
                .write_all(bytes)
                .map_err(|error| Failure::path(path, &error)),
        }
    }

    /// Returns the path of the file beside the target, which is empty before the first write.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdout(_) => None,
            Self::File(file, _) => Some(file.get_ref().path()),
        }
    }

    /// Makes what was written the file. Returns its path.
    pub fn finish(self) -> Result<Option<PathBuf>, Failure> {
        let (file, path) = match self {
            Self::Stdout(mut stdout) => return Ok(stdout.flush().map(|()| None)?),
            Self::File(file, path) => (file, path),
        };
        let cannot = |error: io::Error| Failure::path(&path, &error);
        let file = file
            .into_inner()
            .map_err(|error| cannot(error.into_error()))?;
        file.as_file().sync_all().map_err(cannot)?;
        file.persist(&path).map_err(|error| cannot(error.error))?;
        Ok(Some(path))
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(suffix);
    name.into()
}
