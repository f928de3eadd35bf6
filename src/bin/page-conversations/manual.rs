//! Completions and manual pages.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::failure::{Failure, Outcome};
use crate::output::note;

/// Prints the completions for a shell.
pub fn completions(shell: Shell) -> Result<Outcome, Failure> {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut text);
    io::stdout().write_all(&text)?;
    Ok(Outcome::Complete)
}

/// Prints the manual page, or writes one for each command to a folder.
pub fn man(folder: Option<&Path>) -> Result<Outcome, Failure> {
    match folder {
        None => clap_mangen::Man::new(Arguments::command()).render(&mut io::stdout())?,
        Some(folder) => {
            let written = fs::create_dir_all(folder)
                .and_then(|()| clap_mangen::generate_to(Arguments::command(), folder));
            written.map_err(|error| Failure::path(folder, &error))?;
            note(&format!("written to {}", folder.display()));
        }
    }
    Ok(Outcome::Complete)
}
