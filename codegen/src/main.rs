//! `cargo codegen`: from the spec to the bindings, and to what is said of it.
//!
//! ```text
//! generate                   spec ──> contracts ──> files
//! diff                       contracts ──> changes ──> report
//! upstream                   contracts and Meta's files ──> changes ──> report
//! upstream --apply, new-version, drop-version
//!                            edits of the spec ──> contracts ──> files
//! format                     spec ──> spec, laid out
//! ```

mod command;

use std::process::ExitCode;

use page_conversations_codegen::Error;

use crate::command::{
    Action, Cli, Paths, diff, drop_version, format, generate, new_version, upstream,
};

/// Syntax trees are many small allocations, made and freed on many threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let (paths, action) = Cli::read();
    run(&paths, &action).unwrap_or_else(|error| command::tell(&error))
}

fn run(paths: &Paths, action: &Action) -> Result<ExitCode, Error> {
    match action {
        Action::Generate(args) => generate::run(paths, args),
        Action::Diff(args) => Ok(diff::run(paths, args)),
        Action::NewVersion(args) => new_version::run(paths, args),
        Action::DropVersion(args) => drop_version::run(paths, args),
        Action::Upstream(args) => upstream::run(paths, args),
        Action::Format(_) => format::run(paths),
    }
}
