//! `cargo codegen`: generates the files from the spec.

use std::process::ExitCode;

use crate::cli::expiry::{self, versions_near_end};
use crate::contract::spec::Date;
use crate::emit::output::{Action, Change};
use crate::emit::{Generated, emit};
use crate::{Error, output, read};

use super::paths::Paths;
use super::terminal::{print_status, print_stderr};

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
    let changes = output::compare(&paths.out(), &generated.files)?;
    let written = !args.check;
    if written {
        output::apply(&paths.out(), &generated.files, &changes)?;
    }
    let today = args.today.unwrap_or_else(expiry::today);
    for version in versions_near_end(&contracts, today) {
        print_stderr(format_args!("{:>12} {version}\n", version.verb()));
    }
    Ok(Outcome::new(generated, changes, written).print(paths))
}

/// The result of a completed run.
pub struct Outcome {
    generated: Generated,
    /// The files that were out of date.
    changes: Vec<Change>,
    /// Whether the changes were written.
    written: bool,
}

impl Outcome {
    pub fn new(generated: Generated, changes: Vec<Change>, written: bool) -> Self {
        Self {
            generated,
            changes,
            written,
        }
    }

    /// Prints the result, and returns the exit code.
    pub fn print(&self, paths: &Paths) -> ExitCode {
        for change in &self.changes {
            print_status(self.verb(change.action), &change.path);
        }
        print_status("Counted", &self.generated.counts);
        let (count, changed) = (self.generated.files.len(), self.changes.len());
        if changed == 0 {
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
            print_stderr(format_args!(
                "error: {} is out of date; run `cargo codegen` and commit the result\n",
                paths.out().display()
            ));
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
