//! The command line: what is asked, and what is said.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use page_conversations_codegen::Error;
use page_conversations_codegen::expiry::{self, NearEnd};
use page_conversations_codegen::output::{Action, Change, File};
use page_conversations_codegen::rust::Counts;
use page_conversations_codegen::spec::words::Date;

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

    /// Day for which to tell of versions near their end. [default: the day that
    /// it is, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
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

    /// Day for which to tell of versions near their end.
    pub fn today(&self) -> Date {
        self.today.unwrap_or_else(expiry::today)
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
pub struct Outcome {
    /// Whether the changes were made, or only looked for.
    pub written: bool,
    /// All generated files.
    pub files: Vec<File>,
    /// Those that were not as they should be.
    pub changes: Vec<Change>,
    /// What the bindings hold.
    pub counts: Counts,
    /// Versions that are expired or soon will be.
    pub near_end: Vec<NearEnd>,
}

impl Outcome {
    /// Says what was done or found.
    pub fn tell(&self, command: &Command) -> ExitCode {
        for version in &self.near_end {
            eprintln!("{:>12} {version}", version.verb());
        }
        for change in &self.changes {
            println!("{:>12} {}", self.verb(change.action), change.path);
        }
        println!("{:>12} {}", "Counted", self.counts);
        let (count, changed) = (self.files.len(), self.changes.len());
        if changed == 0 {
            println!("{:>12} {count} files, nothing to change", "Up to date");
        } else if self.written {
            println!("{:>12} {changed} of {count} files changed", "Finished");
        } else {
            eprintln!(
                "error: {} is not what the contract gives; run `cargo codegen` and commit the result",
                command.out().display()
            );
            return ExitCode::from(1);
        }
        ExitCode::SUCCESS
    }

    fn verb(&self, action: Action) -> &'static str {
        match (self.written, action) {
            (true, Action::Add) => "Added",
            (true, Action::Update) => "Updated",
            (true, Action::Remove) => "Removed",
            (false, Action::Add) => "Missing",
            (false, Action::Update) => "Stale",
            (false, Action::Remove) => "Left over",
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
