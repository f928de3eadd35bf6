//! Reads the spec at a git revision, which a change is compared with.

use std::fs;
use std::io;
use std::path::Path;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::cli::git::{Folder, GitError};
use crate::contract::check;
use crate::contract::diagnostic::{Report, Sources};
use crate::contract::diff::{Location, Side};
use crate::contract::load;
use crate::contract::load::files::is_of_spec;
use crate::contract::spec::{FORMAT, Spec};
use crate::contract::{Contracts, resolve};
use crate::emit::contract_json;

/// An error from reading the spec at a revision.
#[derive(Debug, thiserror::Error)]
pub enum BaseError {
    /// Git failed.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The revision is older than the spec.
    #[error(
        "`{revision}` has no spec at `{path}`; compare with a revision that has one: \
         `git log -- {path}` lists those that changed it"
    )]
    NoSpec {
        /// The revision, as it was named.
        revision: String,
        /// Where the spec would be.
        path: String,
    },
    /// The spec at the revision is invalid, and there is no `contract.json` to use.
    #[error("{report}{note}")]
    Wrong {
        /// The errors in it.
        report: Report,
        /// Why `contract.json` is not used; empty if the format is this one.
        note: String,
    },
    /// The spec cannot be copied.
    #[error("cannot copy the spec at `{revision}` to a temporary folder: {source}")]
    Copy {
        /// The revision, as it was named.
        revision: String,
        /// The cause.
        source: io::Error,
    },
}

/// The spec at a revision.
#[derive(Debug)]
pub struct Base {
    /// The revision, as it was named.
    pub revision: String,
    /// The commit that it names.
    pub commit: String,
    /// The contracts.
    pub contracts: Contracts,
    /// The spec with its places; `None` if `contract.json` was read instead.
    pub spec: Option<(Spec, Sources)>,
    /// Path of the spec below the repository's root: a folder's ends with `/`,
    /// the root's is empty.
    path: String,
}

impl Base {
    /// Reads the spec at the path `spec` at a revision. If it has another format,
    /// the `contract.json` in `generated` is read instead.
    ///
    /// # Errors
    ///
    /// The revision does not exist, or has no valid spec.
    pub fn read(spec: &Path, generated: &Path, revision: &str) -> Result<Self, BaseError> {
        let is_file = spec.is_file();
        let around = match spec.parent().filter(|_| is_file) {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => spec,
        };
        let folder = Folder::at(around)?;
        let commit = folder.commit(revision)?;
        let name = spec.file_name().filter(|_| is_file);
        let name = name.unwrap_or_default().to_string_lossy();
        let path = format!("{}{name}", folder.prefix);
        let label = label(spec);
        let copy = copy(&folder, &commit, &path, &label, revision)?;
        let loaded = load::load(&copy.path().join(label));
        let other_format = is_of_another_format(&loaded.sources);
        let (contracts, spec) = match check::check(loaded) {
            Ok((spec, sources)) => (resolve(&spec), Some((spec, sources))),
            Err(report) => {
                let wrong = |note| BaseError::Wrong {
                    report: report.compared(&format!("the spec at `{revision}` (base)")),
                    note,
                };
                if !other_format {
                    return Err(wrong(String::new()));
                }
                (contract(generated, &commit).map_err(wrong)?, None)
            }
        };
        Ok(Self {
            revision: revision.to_owned(),
            commit,
            contracts,
            spec,
            path,
        })
    }

    /// Returns the file below the repository's root, and the line in the head
    /// that is at a place or, if it was removed, directly before it; `None` if the
    /// head has no such file.
    pub fn annotated(&self, at: &Location, head: &Sources) -> Option<(String, usize)> {
        let head = head.0.iter().find(|source| source.name == at.file)?;
        let line = match (at.side, &self.spec) {
            (Side::Base, Some((_, sources))) => {
                let base = sources.0.iter().find(|source| source.name == at.file)?;
                line_after(&base.text, &head.text, at.line)
            }
            (Side::Base, None) => 1,
            (Side::Head, _) => at.line,
        };
        let file = match is_folder(&self.path) {
            true => format!("{}{}", self.path, last_name(&at.file)),
            false => self.path.clone(),
        };
        Some((file, line))
    }
}

/// Returns whether a file states a format that this generator does not read. For
/// an invalid spec of this format, `contract.json` would be of an older one.
fn is_of_another_format(sources: &Sources) -> bool {
    let mut formats = sources.0.iter().map(|source| load::format_of(&source.text));
    formats.any(|format| format.is_some_and(|format| format != u64::from(FORMAT)))
}

/// Copies the files of the spec to a temporary folder.
fn copy(
    folder: &Folder,
    commit: &str,
    path: &str,
    label: &str,
    revision: &str,
) -> Result<tempfile::TempDir, BaseError> {
    let files = folder.files(commit, path, is_of_spec)?;
    if files.is_empty() {
        return Err(BaseError::NoSpec {
            revision: revision.to_owned(),
            path: path.to_owned(),
        });
    }
    let failed = |source| BaseError::Copy {
        revision: revision.to_owned(),
        source,
    };
    let copy = tempfile::tempdir().map_err(failed)?;
    for file in files {
        let name = match is_folder(path) {
            true => format!("{label}/{}", last_name(&file.path)),
            false => label.to_owned(),
        };
        let to = copy.path().join(name);
        let bytes = folder.read(&file)?;
        let parent = to.parent().unwrap_or(copy.path());
        fs::create_dir_all(parent).map_err(failed)?;
        fs::write(&to, bytes).map_err(failed)?;
    }
    Ok(copy)
}

/// Reads the `contract.json` of a commit, or returns a note why it cannot.
fn contract(generated: &Path, commit: &str) -> Result<Contracts, String> {
    let read = || {
        // The folder may not exist in the working tree.
        let there = generated.ancestors().find(|folder| folder.is_dir());
        let there = there.unwrap_or(Path::new("."));
        let rest = generated.strip_prefix(there).unwrap_or(generated);
        let folder = Folder::at(there).map_err(|error| error.to_string())?;
        let rest = rest.components();
        let rest = rest.map(|part| format!("{}/", part.as_os_str().to_string_lossy()));
        let path = format!("{}{}contract.json", folder.prefix, rest.collect::<String>());
        let files = folder.files(commit, &path, |_| true);
        let files = files.map_err(|error| error.to_string())?;
        let Some(file) = files.first() else {
            return Err(format!("the revision has no `{path}`"));
        };
        let bytes = folder.read(file).map_err(|error| error.to_string())?;
        contract_json::read(&String::from_utf8_lossy(&bytes))
            .map_err(|error| format!("`{path}` cannot be read: {error}"))
    };
    read().map_err(|error| format!("note: cannot use `contract.json` instead: {error}\n"))
}

/// Returns the name of the spec's folder, or of its one file, for messages.
fn label(spec: &Path) -> String {
    let whole = fs::canonicalize(spec).unwrap_or_else(|_| spec.to_owned());
    let name = whole.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn is_folder(path: &str) -> bool {
    path.is_empty() || path.ends_with('/')
}

fn last_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Returns the line in `new` of a line of `old`; if it was removed, the one
/// before it. Lines are counted from 1.
fn line_after(old: &str, new: &str, line: usize) -> usize {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let index = line.saturating_sub(1);
    let operations = capture_diff_slices(Algorithm::Patience, &old, &new);
    let operation = operations.iter().find(|op| op.old_range().contains(&index));
    let after = match operation {
        Some(DiffOp::Equal {
            old_index,
            new_index,
            ..
        }) => new_index + index - old_index + 1,
        Some(DiffOp::Replace { new_index, .. }) => new_index + 1,
        Some(other) => other.new_range().start,
        None => new.len(),
    };
    after.clamp(1, new.len().max(1))
}
