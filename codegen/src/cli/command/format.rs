//! `cargo codegen format`: one layout for the contract.

use std::process::ExitCode;

use crate::Error;
use crate::cli::edit::Draft;

use super::{Paths, say};

/// Lays the contract out: a map in braces stands on one line of at most 100
/// columns, else its entries have lines of their own. Comments and order stay.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(paths: &Paths) -> Result<ExitCode, Error> {
    let mut draft = Draft::open(&paths.spec())?;
    draft.lay_out()?;
    draft.stage()?.commit()?;
    for file in draft.changed() {
        say("Updated", file);
    }
    Ok(ExitCode::SUCCESS)
}
