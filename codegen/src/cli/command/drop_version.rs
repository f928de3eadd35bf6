//! `cargo codegen drop-version`: closes the oldest or the newest Graph version.

use std::process::ExitCode;

use crate::Error;
use crate::cli::edit::{self, Draft};
use crate::contract::spec::VersionName;

use super::{Paths, say, write};

/// Removes the oldest or the newest Graph version from the contract, with all
/// that no other version has, and its bindings.
///
/// It breaks callers of that version. The newest one is removed where it was
/// opened by mistake, and the oldest once it has been out of use for long.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Graph version, such as `v19.0`.
    version: VersionName,
}

pub fn run(paths: &Paths, args: &Args) -> Result<ExitCode, Error> {
    let mut draft = Draft::open(&paths.spec())?;
    edit::drop_outer_version(&mut draft, args.version)?;
    let outcome = write(paths, &draft)?;
    say("Dropped", args.version);
    for file in draft.changed() {
        say("Updated", file);
    }
    for place in draft.mentions(args.version) {
        say(
            "Look at",
            format_args!("{place}, which speaks of {}", args.version),
        );
    }
    Ok(outcome.tell(paths))
}
