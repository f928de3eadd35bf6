//! The commands of `cargo codegen`, and the modules that only they need.
//!
//! ```text
//! generate                   spec ──> contracts ──> files
//! diff                       contracts ──> changes ──> report
//! upstream                   contracts and Meta's files ──> changes ──> report
//! upstream --apply, new-version, drop-version
//!                            edits of the spec ──> contracts ──> files
//! format                     spec ──> spec, formatted
//! ```

pub mod base;
mod command;
pub mod edit;
pub mod expiry;
pub mod git;
pub mod report;
pub mod review;
pub mod upstream;

use std::process::ExitCode;

use self::command::{
    Action, Cli, Paths, diff, drop_version, format, generate, lock, new_version, print_error,
    upstream as compare_upstream,
};
use crate::Error;

/// Runs the command of the process's arguments.
pub fn main() -> ExitCode {
    let (paths, action) = Cli::read();
    run(&paths, &action).unwrap_or_else(|error| print_error(&error))
}

fn run(paths: &Paths, action: &Action) -> Result<ExitCode, Error> {
    let _locks = lock(paths, action)?;
    match action {
        Action::Generate(args) => generate::run(paths, args),
        Action::Diff(args) => Ok(diff::run(paths, args)),
        Action::NewVersion(args) => new_version::run(paths, args),
        Action::DropVersion(args) => drop_version::run(paths, args),
        Action::Upstream(args) => compare_upstream::run(paths, args),
        Action::Format(_) => format::run(paths),
    }
}
