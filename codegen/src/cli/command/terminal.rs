//! What commands print.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::Error;

/// Prints a line to stdout after a status word, as Cargo does. Errors, such as
/// from a closed pipe, are ignored.
pub(super) fn print_status(verb: &str, what: impl Display) {
    let _ = writeln!(anstream::stdout(), "{verb:>12} {what}");
}

/// Prints the files of interrupted runs that were removed.
pub(super) fn print_cleared(files: &[PathBuf]) {
    for file in files {
        print_stderr(format_args!(
            "{:>12} {}, which an interrupted run left\n",
            "Cleared",
            file.display()
        ));
    }
}

/// Prints a report to stdout. If nobody reads the rest, that is no error.
///
/// # Errors
///
/// Stdout cannot be written.
pub(super) fn print_report(text: &str) -> io::Result<()> {
    // Removes colours if the output is not a terminal.
    let mut out = anstream::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Prints to stderr.
pub(super) fn print_stderr(what: impl Display) {
    let _ = write!(anstream::stderr(), "{what}");
}

/// Prints an error, and returns its exit code.
pub fn print_error(error: &Error) -> ExitCode {
    match error {
        Error::Spec(report) => print_stderr(report.render(true)),
        other => print_stderr(format_args!("error: {other}\n")),
    }
    ExitCode::from(2)
}
