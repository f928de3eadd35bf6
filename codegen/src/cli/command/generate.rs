//! `cargo codegen`: from the spec to the files.

use std::process::ExitCode;

use crate::cli::expiry::{self, versions_near_end};
use crate::contract::spec::Date;
use crate::emit::output::{Action, Change};
use crate::emit::{Generated, emit};
use crate::{Error, output, read};

use super::{Paths, complain, say};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only look: write nothing, and exit with 1 where files are stale.
    #[arg(long)]
    pub check: bool,

    /// Day for which to tell of versions near their end. [default: the day that
    /// it is, in UTC]
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
        complain(format_args!("{:>12} {version}\n", version.verb()));
    }
    Ok(Outcome::new(generated, changes, written).tell(paths))
}

/// How a run that came to its end went.
pub struct Outcome {
    generated: Generated,
    /// Those files that were not as they should be.
    changes: Vec<Change>,
    /// Whether the changes were made, or only looked for.
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

    /// Says what was done or found.
    pub fn tell(&self, paths: &Paths) -> ExitCode {
        for change in &self.changes {
            say(self.verb(change.action), &change.path);
        }
        say("Counted", &self.generated.counts);
        let (count, changed) = (self.generated.files.len(), self.changes.len());
        if changed == 0 {
            say(
                "Up to date",
                format_args!("{count} files, nothing to change"),
            );
        } else if self.written {
            say(
                "Finished",
                format_args!("{changed} of {count} files changed"),
            );
        } else {
            complain(format_args!(
                "error: {} is not what the contract gives; run `cargo codegen` and commit the \
                 result\n",
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
