//! `cargo codegen drop-version`: removes the oldest or the newest Graph version.

use std::process::ExitCode;

use crate::Error;
use crate::cli::edit::{self, Editor};
use crate::contract::spec::VersionName;

use super::paths::Paths;
use super::terminal::print_status;
use super::write;

/// Removes the oldest or the newest Graph version from the contract, with
/// everything that no other version has, and its bindings.
///
/// This breaks callers of that version. Remove the newest version if it was added
/// by mistake, and the oldest once it is long out of use.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Graph version, such as `v19.0`.
    version: VersionName,
}

pub fn run(paths: &Paths, args: &Args) -> Result<ExitCode, Error> {
    let mut editor = Editor::open(&paths.spec())?;
    edit::drop_outer_version(&mut editor, args.version)?;
    let outcome = write(paths, &editor)?;
    print_status("Dropped", args.version);
    for file in editor.changed() {
        print_status("Updated", file);
    }
    for place in editor.mentions(args.version) {
        print_status(
            "Review",
            format_args!("{place}, which mentions {}", args.version),
        );
    }
    Ok(outcome.print(paths))
}
