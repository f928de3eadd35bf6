//! `cargo codegen`: from the spec to the bindings.

mod command;

use std::process::ExitCode;

use clap::Parser;
use page_conversations_codegen::{Error, generate, output};

use crate::command::{Command, Outcome};

fn main() -> ExitCode {
    let command = Command::parse();
    match run(&command) {
        Ok(outcome) => outcome.tell(&command),
        Err(error) => command::tell(&error),
    }
}

fn run(command: &Command) -> Result<Outcome, Error> {
    let files = generate(&command.spec(), "crate")?;
    let changes = output::compare(&command.out(), &files)?;
    if command.check {
        return Ok(Outcome::Checked { files, changes });
    }
    output::apply(&command.out(), &files, &changes)?;
    Ok(Outcome::Written { files, changes })
}
