//! `cargo codegen`: generates the files from the spec.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::expiry::{self, versions_near_end};
use crate::contract::spec::Date;
use crate::emit::output::lock::spec_folder;
use crate::emit::output::{Action, Change, interrupted};
use crate::emit::{Generated, emit};
use crate::{Error, output, read};

use super::paths::Paths;
use super::terminal::{print_cleared, print_status, print_stderr};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write nothing, and exit with 1 if files are out of date.
    #[arg(long)]
    pub check: bool,

    /// Date for the messages about versions that expire [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub today: Option<Date>,
}

pub fn run(paths: &Paths, args: &Args) -> Result<ExitCode, Error> {
    let (contracts, origins) = read(&paths.spec())?;
    let generated = emit(&contracts, &origins, "crate")?;
    let out = paths.out();
    let outcome = match args.check {
        true => {
            let changes = output::compare(&out, &generated.files)?;
            let mut left = interrupted::directly_in(spec_folder(&paths.spec()));
            left.extend(interrupted::below(&out)?);
            Outcome {
                left,
                ..Outcome::new(generated, changes, false)
            }
        }
        false => {
            let (changes, cleared) = output::prepare(&out, &generated.files)?.commit()?;
            print_cleared(&cleared);
            Outcome::new(generated, changes, true)
        }
    };
    let today = args.today.unwrap_or_else(expiry::today);
    for version in versions_near_end(&contracts, today) {
        print_stderr(format_args!("{:>12} {version}\n", version.verb()));
    }
    Ok(outcome.print(paths))
}

/// The result of a completed run.
pub struct Outcome {
    generated: Generated,
    /// The files that were out of date.
    changes: Vec<Change>,
    /// Whether the changes were written.
    written: bool,
    /// Files that interrupted runs left.
    left: Vec<PathBuf>,
}

impl Outcome {
    pub fn new(generated: Generated, changes: Vec<Change>, written: bool) -> Self {
        Self {
            generated,
            changes,
            written,
            left: Vec::new(),
        }
    }

    /// Prints the result, and returns the exit code.
    pub fn print(&self, paths: &Paths) -> ExitCode {
        for change in &self.changes {
            print_status(self.verb(change.action), &change.path);
        }
        for file in &self.left {
            let file = file.display();
            print_status("Interrupted", format_args!("{file}, which a run left"));
        }
        print_status("Counted", &self.generated.counts);
        let (count, changed) = (self.generated.files.len(), self.changes.len());
        if changed == 0 && self.left.is_empty() {
            print_status(
                "Up to date",
                format_args!("{count} files, nothing to change"),
            );
        } else if self.written {
            print_status(
                "Finished",
                format_args!("{changed} of {count} files changed"),
            );
        } else {
            print_stderr(self.findings(paths));
            return ExitCode::from(1);
        }
        ExitCode::SUCCESS
    }

    /// The errors that a check found.
    fn findings(&self, paths: &Paths) -> String {
        let mut errors = String::new();
        if !self.changes.is_empty() {
            errors += &format!(
                "error: {} is out of date; run `cargo codegen` and commit the result\n",
                paths.out().display()
            );
        }
        if !self.left.is_empty() {
            errors += "error: an interrupted run left temporary files; run `cargo codegen`, which \
                       removes them\n";
        }
        errors
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
