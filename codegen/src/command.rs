//! The command line: what is asked, and what is said.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use page_conversations_codegen::Error;
use page_conversations_codegen::output::{Action, Change, File};

/// Generates the bindings from the contract.
///
/// Exit codes: 0, all is as it should be; 1, `--check` found stale files;
/// 2, the spec is wrong or something could not be read or written.
#[derive(Debug, Parser)]
#[command(name = "cargo codegen", bin_name = "cargo codegen", version)]
pub struct Command {
    /// Only look: write nothing, and exit with 1 where files are stale.
    #[arg(long)]
    pub check: bool,

    /// Folder of the contract, or its one file. [default: spec]
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,

    /// Folder of the generated files. [default: generated]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

impl Command {
    /// Where the contract is.
    pub fn spec(&self) -> PathBuf {
        self.spec.clone().unwrap_or_else(|| in_workspace("spec"))
    }

    /// Where the generated files go.
    pub fn out(&self) -> PathBuf {
        self.out
            .clone()
            .unwrap_or_else(|| in_workspace("generated"))
    }
}

/// A folder of the workspace, whichever folder of it cargo was called in.
fn in_workspace(name: &str) -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    match package.as_deref().and_then(|package| package.parent()) {
        Some(workspace) => workspace.join(name),
        None => PathBuf::from(name),
    }
}

/// How a run that came to its end went.
pub enum Outcome {
    /// The folder was made to hold the files.
    Written {
        /// All generated files.
        files: Vec<File>,
        /// Those that were not as they should be.
        changes: Vec<Change>,
    },
    /// The folder was only looked at.
    Checked {
        /// All generated files.
        files: Vec<File>,
        /// Those that are not as they should be.
        changes: Vec<Change>,
    },
}

impl Outcome {
    /// Says what was done or found.
    pub fn tell(&self, command: &Command) -> ExitCode {
        let (Self::Written { files, changes } | Self::Checked { files, changes }) = self;
        for change in changes {
            println!("{:>12} {}", self.verb(change.action), change.path);
        }
        let (count, changed) = (files.len(), changes.len());
        match self {
            Self::Written { .. } if changed == 0 => {
                println!("{:>12} {count} files, nothing to change", "Up to date");
            }
            Self::Written { .. } => {
                println!("{:>12} {changed} of {count} files changed", "Finished")
            }
            Self::Checked { .. } if changed == 0 => {
                println!("{:>12} {count} files", "Up to date");
            }
            Self::Checked { .. } => {
                eprintln!(
                    "error: {} is not what the contract gives; run `cargo codegen` and commit the result",
                    command.out().display()
                );
                return ExitCode::from(1);
            }
        }
        ExitCode::SUCCESS
    }

    fn verb(&self, action: Action) -> &'static str {
        match (self, action) {
            (Self::Written { .. }, Action::Add) => "Added",
            (Self::Written { .. }, Action::Update) => "Updated",
            (Self::Written { .. }, Action::Remove) => "Removed",
            (Self::Checked { .. }, Action::Add) => "Missing",
            (Self::Checked { .. }, Action::Update) => "Stale",
            (Self::Checked { .. }, Action::Remove) => "Left over",
        }
    }
}

/// Says why nothing was generated.
pub fn tell(error: &Error) -> ExitCode {
    match error {
        Error::Spec(report) => eprint!("{}", report.render(std::io::stderr().is_terminal())),
        other => eprintln!("error: {other}"),
    }
    ExitCode::from(2)
}
