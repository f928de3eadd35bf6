//! Asks the `git` command about a repository.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Why git does not answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The command cannot be run.
    #[error("cannot run `git`: {0}; install git, and see that it is in the `PATH`")]
    Missing(io::Error),
    /// The folder is in no repository.
    #[error(
        "`{0}` is in no git repository, so there is no revision to compare with; \
         to compare two Graph versions, write `cargo codegen diff v25.0 v26.0`"
    )]
    NoRepository(PathBuf),
    /// The revision is not a name of one.
    #[error(
        "`{0}` is not the name of a revision; name a branch, a tag or a commit. An empty name is \
         what `git merge-base` gives where a shallow clone lacks the history: \
         run `git fetch --unshallow`, or set `fetch-depth: 0` in the workflow"
    )]
    NotAName(String),
    /// The repository has no such revision.
    #[error(
        "the repository has no revision `{0}`; `git branch --all` and `git log` list those that \
         it has, and `git fetch` gets more"
    )]
    Unknown(String),
    /// The revision may lie beyond the end of a shallow clone.
    #[error(
        "this shallow clone has no revision `{0}`; fetch more history: \
         run `git fetch --unshallow`, or set `fetch-depth: 0` in the workflow"
    )]
    Shallow(String),
    /// Git failed otherwise.
    #[error("`git {command}` failed: {said}")]
    Failed {
        /// What it was asked.
        command: String,
        /// What it said.
        said: String,
    },
}

/// A repository and a folder in it.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// Path of the folder below the root, with `/` at its end; empty for the root.
    pub prefix: String,
}

/// What a commit has at a path.
#[derive(Debug)]
pub struct Blob {
    /// Path below the root.
    pub path: String,
    hash: String,
}

impl Folder {
    /// The folder at a path.
    ///
    /// # Errors
    ///
    /// It is in no repository.
    pub fn at(path: &Path) -> Result<Self, GitError> {
        let ask = |what| {
            let output = run(path, &["rev-parse", what])?;
            match said(&output) {
                _ if output.status.success() => Ok(line(&output)),
                said if said.contains("not a git repository") => {
                    Err(GitError::NoRepository(path.to_owned()))
                }
                said => Err(GitError::Failed {
                    command: format!("rev-parse {what}"),
                    said,
                }),
            }
        };
        Ok(Self {
            root: ask("--show-toplevel")?.into(),
            prefix: ask("--show-prefix")?,
        })
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn commit(&self, revision: &str) -> Result<String, GitError> {
        // What begins with a dash would be an option.
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

    /// The files of a commit at a path below the root: the one file, or those
    /// of the folder where the path ends with `/`.
    ///
    /// # Errors
    ///
    /// The commit cannot be read.
    pub fn files(&self, commit: &str, path: &str) -> Result<Vec<Blob>, GitError> {
        let mut command = vec!["ls-tree", "-z", "--full-tree", commit];
        if !path.is_empty() {
            command.extend(["--", path]);
        }
        let output = self.ask(&command)?;
        let listing = String::from_utf8_lossy(&output.stdout);
        let entries = listing.split_terminator('\0').filter_map(|entry| {
            let (about, path) = entry.split_once('\t')?;
            let mut about = about.split(' ').skip(1);
            (about.next()? == "blob").then_some(())?;
            Some(Blob {
                path: path.to_owned(),
                hash: about.next()?.to_owned(),
            })
        });
        Ok(entries.collect())
    }

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// The repository lacks them.
    pub fn read(&self, blob: &Blob) -> Result<Vec<u8>, GitError> {
        Ok(self.ask(&["cat-file", "blob", &blob.hash])?.stdout)
    }

    fn ask(&self, command: &[&str]) -> Result<Output, GitError> {
        let output = run(&self.root, command)?;
        match output.status.success() {
            true => Ok(output),
            false => Err(GitError::Failed {
                command: command.join(" "),
                said: said(&output),
            }),
        }
    }
}

/// Runs git in a folder. A hook's own repository is not meant.
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

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}
