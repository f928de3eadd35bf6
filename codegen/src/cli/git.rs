//! Reads a repository through the `git` command.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An error from git.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// Git cannot be run.
    #[error("cannot run `git`: {0}; install git and add it to the `PATH`")]
    Missing(io::Error),
    /// The folder is not in a repository that git can use.
    #[error(
        "`{0}` is not in a git repository, or git refuses it (`git -C {0} status` shows why), so \
         there is no revision to compare with; to compare two Graph versions, run \
         `cargo codegen diff v25.0 v26.0`"
    )]
    NoRepository(PathBuf),
    /// The name cannot be that of a revision.
    #[error(
        "invalid revision `{0}`; name a branch, a tag or a commit. `git merge-base` prints an \
         empty name where a shallow clone lacks the history: \
         run `git fetch --unshallow`, or set `fetch-depth: 0` in the workflow"
    )]
    NotAName(String),
    /// The revision does not exist.
    #[error(
        "unknown revision `{0}`; `git branch --all` and `git log` list the revisions, \
         and `git fetch` gets more"
    )]
    Unknown(String),
    /// The revision may be older than a shallow clone.
    #[error(
        "unknown revision `{0}` in a shallow clone; to fetch the history, \
         run `git fetch --unshallow`, or set `fetch-depth: 0` in the workflow"
    )]
    Shallow(String),
    /// A file of the commit is a link to something else.
    #[error(
        "`{0}` is a symbolic link in that commit, and not to a file of it; to compare, commit the \
         file itself"
    )]
    Link(String),
    /// Git failed for another reason.
    #[error("`git {command}` failed: {stderr}")]
    Failed {
        /// The arguments.
        command: String,
        /// The message of git.
        stderr: String,
    },
}

/// A repository and a folder in it.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// Path of the folder below the root, with `/` at its end; empty for the root.
    pub prefix: String,
}

/// A file of a commit.
#[derive(Debug)]
pub struct Blob {
    /// Path below the root.
    pub path: String,
    hash: String,
}

/// An entry of a folder of a commit.
#[derive(Debug)]
struct Entry {
    blob: Blob,
    /// Whether it is a symbolic link, whose content is the path of another file.
    is_link: bool,
}

/// Returns the path that the target of a link has below the root; `None` outside of it.
fn joined(link: &str, target: &str) -> Option<String> {
    if target.starts_with('/') {
        return None;
    }
    let (folder, _) = link.rsplit_once('/').unwrap_or_default();
    let mut path = Vec::new();
    for part in folder.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(path.pop()?),
            part => path.push(part),
        }
    }
    Some(path.join("/"))
}

impl Folder {
    /// Finds the repository of a folder.
    ///
    /// # Errors
    ///
    /// The folder is not in a repository that git can use.
    pub fn at(path: &Path) -> Result<Self, GitError> {
        let found = run(path, &["rev-parse", "--show-prefix", "--show-toplevel"])?;
        if !found.status.success() {
            return Err(GitError::NoRepository(path.to_owned()));
        }
        let found = line(&found);
        let (prefix, root) = found.split_once('\n').unwrap_or(("", &found));
        Ok(Self {
            root: root.into(),
            prefix: prefix.to_owned(),
        })
    }

    /// Returns the commit of a revision.
    ///
    /// # Errors
    ///
    /// The revision does not exist.
    pub fn commit(&self, revision: &str) -> Result<String, GitError> {
        // A name with a leading dash would be an option.
        if revision.trim().is_empty() || revision.starts_with('-') {
            return Err(GitError::NotAName(revision.to_owned()));
        }
        let commit = format!("{revision}^{{commit}}");
        let output = run(&self.root, &["rev-parse", "--verify", "--quiet", &commit])?;
        if output.status.success() {
            return Ok(line(&output));
        }
        let shallow = run(&self.root, &["rev-parse", "--is-shallow-repository"])?;
        Err(match line(&shallow).as_str() {
            "true" => GitError::Shallow(revision.to_owned()),
            _ => GitError::Unknown(revision.to_owned()),
        })
    }

    /// Returns the files of a commit at a path below the root: the file, or those
    /// of the folder that are wanted if the path ends with `/`.
    ///
    /// # Errors
    ///
    /// The commit cannot be read.
    pub fn files(
        &self,
        commit: &str,
        path: &str,
        is_wanted: fn(&Path) -> bool,
    ) -> Result<Vec<Blob>, GitError> {
        let is_folder = path.is_empty() || path.ends_with('/');
        let entries = self.entries(commit, path)?.into_iter();
        let entries = entries.filter(|entry| !is_folder || is_wanted(Path::new(&entry.blob.path)));
        let files = entries.map(|entry| match entry.is_link {
            true => self.linked(commit, entry),
            false => Ok(entry.blob),
        });
        files.collect()
    }

    /// Returns a file by the path of a link to it.
    fn linked(&self, commit: &str, link: Entry) -> Result<Blob, GitError> {
        const MOST_LINKS: usize = 8;
        let mut entry = link;
        let path = entry.blob.path.clone();
        for _ in 0..MOST_LINKS {
            let target = self.read(&entry.blob)?;
            let target = joined(&entry.blob.path, &String::from_utf8_lossy(&target));
            let found = target.map(|target| self.entries(commit, &target));
            let found = found.transpose()?.unwrap_or_default();
            match <[Entry; 1]>::try_from(found) {
                Ok([found]) if !found.is_link => {
                    let hash = found.blob.hash;
                    return Ok(Blob { path, hash });
                }
                Ok([found]) => entry = found,
                Err(_) => break,
            }
        }
        Err(GitError::Link(path))
    }

    fn entries(&self, commit: &str, path: &str) -> Result<Vec<Entry>, GitError> {
        let mut command = vec!["ls-tree", "-z", "--full-tree", commit];
        if !path.is_empty() {
            command.extend(["--", path]);
        }
        let output = run_checked(&self.root, &command)?;
        let listing = String::from_utf8_lossy(&output.stdout);
        let entries = listing.split_terminator('\0').filter_map(|entry| {
            let (about, path) = entry.split_once('\t')?;
            let mut about = about.split(' ');
            let is_link = about.next()? == "120000";
            (about.next()? == "blob").then_some(())?;
            let blob = Blob {
                path: path.to_owned(),
                hash: about.next()?.to_owned(),
            };
            Some(Entry { blob, is_link })
        });
        Ok(entries.collect())
    }

    /// Returns the bytes of a file.
    ///
    /// # Errors
    ///
    /// The repository does not have them.
    pub fn read(&self, blob: &Blob) -> Result<Vec<u8>, GitError> {
        Ok(run_checked(&self.root, &["cat-file", "blob", &blob.hash])?.stdout)
    }
}

/// Runs git in a folder, and returns an error if it fails.
fn run_checked(folder: &Path, command: &[&str]) -> Result<Output, GitError> {
    let output = run(folder, command)?;
    match output.status.success() {
        true => Ok(output),
        false => Err(GitError::Failed {
            command: command.join(" "),
            stderr: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        }),
    }
}

/// Runs git in a folder, without the repository that git sets for hooks.
fn run(folder: &Path, command: &[&str]) -> Result<Output, GitError> {
    let mut git = Command::new("git");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        git.env_remove(name);
    }
    git.env("LC_ALL", "C")
        .args([OsStr::new("-C"), folder.as_os_str()])
        .args(command)
        .output()
        .map_err(GitError::Missing)
}

fn line(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim_end_matches(['\r', '\n']).to_owned()
}
