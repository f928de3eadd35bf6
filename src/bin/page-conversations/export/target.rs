//! Where an export goes, and where it keeps what it has read until it is complete.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir, TempPath};

use crate::failure::Failure;
use crate::files::{self, folder_of};

/// Where an export goes.
pub enum Target {
    /// Stdout, with a folder for the file to work with.
    Stdout(TempDir),
    /// A file.
    File(PathBuf),
}

/// What follows the name of a file in that of the file to work with.
const WORK: &str = ".partial.db";

/// What is written to.
pub enum OutFile {
    Stdout(BufWriter<Stdout>),
    /// A file beside the target, which replaces it when it is complete.
    File(BufWriter<File>, TempPath, PathBuf),
}

impl Target {
    /// Refuses to write to a file that is read, or to remove it.
    pub fn require_other(out: &Path, from: &Path) -> Result<(), Failure> {
        let Ok(from) = from.canonicalize() else {
            // It is refused when it is read.
            return Ok(());
        };
        let work = with_suffix(out, WORK);
        let is_read = |path: &Path| path.canonicalize().is_ok_and(|path| path == from);
        if !is_read(out) && !is_read(&work) {
            return Ok(());
        }
        let failure = Failure::usage("--out would replace the mirror that --from reads");
        Err(failure.help("name another file with --out"))
    }

    /// Refuses a file that exists, except with `force`.
    pub fn new(out: Option<&Path>, force: bool) -> Result<Self, Failure> {
        let Some(path) = out else {
            let folder = tempfile::tempdir();
            let folder = folder.map_err(|error| Failure::file("no temporary folder", &error))?;
            return Ok(Self::Stdout(folder));
        };
        if files::size(path)?.is_some() && !force {
            let failure = Failure::usage(format!("{} already exists", path.display()));
            return Err(failure.help("name another file, or replace it with --force"));
        }
        files::require_folder(path)?;
        let target = Self::File(path.to_owned());
        if force {
            target.remove_work_file();
        }
        Ok(target)
    }

    /// Returns the file to work with. It continues what was stopped.
    pub fn work_file(&self) -> PathBuf {
        match self {
            Self::Stdout(folder) => folder.path().join("export.db"),
            Self::File(path) => with_suffix(path, WORK),
        }
    }

    /// Removes the file to work with, and those that SQLite has beside it.
    pub fn remove_work_file(&self) {
        let Self::File(path) = self else { return };
        let work = with_suffix(path, WORK);
        for suffix in ["", "-wal", "-shm"] {
            // It need not exist.
            let _ = fs::remove_file(with_suffix(&work, suffix));
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
                // Its error names the temporary file too.
                let file = file.map_err(|error| Failure::path(path, &error.kind().into()))?;
                let (file, temporary) = file.into_parts();
                Ok(OutFile::File(BufWriter::new(file), temporary, path.clone()))
            }
        }
    }
}

impl OutFile {
    /// Writes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Stdout(stdout) => Ok(stdout.write_all(bytes)?),
            Self::File(file, _, path) => file
                .write_all(bytes)
                .map_err(|error| Failure::path(path, &error)),
        }
    }

    /// Returns the path of the file beside the target, which is empty before the first write.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdout(_) => None,
            Self::File(_, temporary, _) => Some(temporary),
        }
    }

    /// Makes what was written the file. Returns its path.
    pub fn finish(self) -> Result<Option<PathBuf>, Failure> {
        let (file, temporary, path) = match self {
            Self::Stdout(mut stdout) => return Ok(stdout.flush().map(|()| None)?),
            Self::File(file, temporary, path) => (file, temporary, path),
        };
        let cannot = |error: io::Error| Failure::path(&path, &error);
        let file = file
            .into_inner()
            .map_err(|error| cannot(error.into_error()))?;
        file.sync_all().map_err(cannot)?;
        let persisted = temporary.persist(&path);
        persisted.map_err(|error| cannot(error.error))?;
        Ok(Some(path))
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(suffix);
    name.into()
}
