//! `cargo codegen`: from the spec to the bindings.

mod command;

use std::process::ExitCode;

use clap::Parser;
use page_conversations_codegen::artefact::{Generated, emit};
use page_conversations_codegen::expiry::versions_near_end;
use page_conversations_codegen::{Error, output, read};

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
    let (contracts, origins) = read(&command.spec())?;
    let Generated { files, counts } = emit(&contracts, &origins, "crate")?;
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
        near_end: versions_near_end(&contracts, command.today()),
    })
}
