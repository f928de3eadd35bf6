//! `cargo codegen format`: formats the contract.

use std::process::ExitCode;

use crate::Error;
use crate::cli::edit::Editor;

use super::paths::Paths;
use super::terminal::print_status;

/// Formats the contract: a map in braces is on one line of at most 100 columns,
/// or its entries have a line each. Comments and order are kept.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(paths: &Paths) -> Result<ExitCode, Error> {
    let mut editor = Editor::open(&paths.spec())?;
    editor.format()?;
    editor.stage()?.commit_together()?;
    for file in editor.changed() {
        print_status("Updated", file);
    }
    Ok(ExitCode::SUCCESS)
}
