//! What the last run read and wrote, so that a run with nothing to do reads files only.
//!
//! The record is next to the program in Cargo's target folder, where a build of the generator
//! changes the program itself. An installed program has none.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::cli::expiry::Dates;
use crate::contract::diagnostic::Sources;
use crate::emit::Generated;
use crate::emit::output::{self, all_files, digest};

const NAME: &str = "page-conversations-codegen.last-run";

/// A run that ended without a warning, and wrote all files.
#[derive(Debug, Serialize, Deserialize)]
pub struct LastRun {
    program: Program,
    out: PathBuf,
    /// Digests of the spec and of the folder with the generated files.
    spec: String,
    generated: String,
    /// Number of generated files.
    pub files: usize,
    /// What they hold, in words.
    pub counts: String,
    /// The versions of the contract.
    pub versions: Vec<Dates>,
}

/// The program that ran. A build replaces it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Program {
    path: PathBuf,
    bytes: u64,
    modified: SystemTime,
}

impl LastRun {
    /// Returns the last run if it read the same spec, and if the folder still has exactly what
    /// it wrote.
    pub fn of(sources: &Sources, out: &Path) -> Option<Self> {
        let program = Program::this()?;
        let record = fs::read(program.record()?).ok()?;
        let last: Self = serde_json::from_slice(&record).ok()?;
        let same = last.program == program
            && last.out == fs::canonicalize(out).ok()?
            && last.spec == digest_of_spec(sources)
            && last.generated == digest_of_folder(out)?;
        same.then_some(last)
    }

    /// Records a run. Without a record, the next run generates.
    pub fn record(sources: &Sources, out: &Path, generated: &Generated, versions: Vec<Dates>) {
        let record = || {
            let program = Program::this()?;
            let path = program.record()?;
            let files = generated.files.iter();
            let last = Self {
                program,
                out: fs::canonicalize(out).ok()?,
                spec: digest_of_spec(sources),
                generated: digest(files.map(|file| (&*file.path, file.text.as_bytes()))),
                files: generated.files.len(),
                counts: generated.counts.to_string(),
                versions,
            };
            let text = serde_json::to_string(&last).ok()?;
            output::stage([(path, text.as_str())]).ok()?.commit().ok()
        };
        // A folder may be read-only.
        let _ = record();
    }
}

impl Program {
    fn this() -> Option<Self> {
        let path = std::env::current_exe().ok()?;
        let metadata = fs::metadata(&path).ok()?;
        Some(Self {
            bytes: metadata.len(),
            modified: metadata.modified().ok()?,
            path,
        })
    }

    /// Returns the path of the record; `None` outside of Cargo's target folder.
    fn record(&self) -> Option<PathBuf> {
        let folder = self.path.parent()?;
        folder.join("deps").is_dir().then(|| folder.join(NAME))
    }
}

fn digest_of_spec(sources: &Sources) -> String {
    let files = sources.0.iter();
    digest(files.map(|source| (&*source.name, source.text.as_bytes())))
}

/// Returns the digest of every file in a folder and below; `None` if one cannot be read.
fn digest_of_folder(folder: &Path) -> Option<String> {
    let mut files = Vec::new();
    for (name, path) in all_files(folder).ok()? {
        files.push((name, fs::read(path).ok()?));
    }
    files.sort();
    Some(digest(
        files.iter().map(|(name, bytes)| (&**name, &**bytes)),
    ))
}
