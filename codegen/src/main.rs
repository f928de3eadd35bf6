//! `cargo codegen`: from the spec to the bindings.

mod command;

use std::process::ExitCode;

use clap::Parser;
use page_conversations_codegen::artefact::Generated;
use page_conversations_codegen::{Error, generate, output};

use crate::command::{Command, Outcome};

/// Syntax trees are many small allocations, made and freed on many threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let command = Command::parse();
    match run(&command) {
        Ok(outcome) => outcome.tell(&command),
        Err(error) => command::tell(&error),
    }
}

fn run(command: &Command) -> Result<Outcome, Error> {
    let Generated { files, counts } = generate(&command.spec(), "crate")?;
    let changes = output::compare(&command.out(), &files)?;
    let written = !command.check;
    if written {
        output::apply(&command.out(), &files, &changes)?;
    }
    Ok(Outcome {
        written,
        files,
        changes,
        counts,
    })
}
