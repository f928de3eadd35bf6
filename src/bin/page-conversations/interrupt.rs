//! Ctrl-C, and what to type to continue.

use std::env;

use crate::failure::Failure;
use crate::server::signals;

/// Runs a future until it ends, or the command is stopped.
pub async fn or_interrupted<T>(
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let stopped = signals::stopped();
    let stopped = stopped.map_err(|error| Failure::file("signals cannot be received", &error))?;
    tokio::select! {
        result = work => result,
        () = stopped => Err(Failure::interrupted(None)),
    }
}

/// Returns the help that a command continues if it is run again.
pub fn run_again() -> String {
    let arguments = env::args_os().map(|one| quoted(&one.to_string_lossy()));
    let command: Vec<_> = arguments.collect();
    format!("to continue, run it again: {}", command.join(" "))
}

/// Returns an argument as a shell takes it.
fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@%+".contains(c);
    match !argument.is_empty() && argument.chars().all(is_plain) {
        true => argument.to_owned(),
        false => format!("'{}'", argument.replace('\'', r"'\''")),
    }
}
