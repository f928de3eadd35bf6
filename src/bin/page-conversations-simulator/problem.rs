//! What keeps the program from running.

use std::fmt::Display;
use std::io::{Error, ErrorKind, Write as _};
use std::path::Path;
use std::process::ExitCode;

use super::secret_text::SecretError;

/// What keeps the program from running, and what to do about it.
#[derive(Debug)]
pub enum Problem {
    /// The settings are wrong.
    Settings(String, Option<&'static str>),
    /// The file of the world is wrong: the errors, as a compiler shows them.
    World(String),
    /// The system refuses something.
    Start(String, Option<&'static str>),
}

impl Problem {
    /// A file of the settings that cannot be read.
    pub fn unreadable(path: &Path, error: &Error) -> Self {
        Self::Settings(format!("cannot read {}: {error}", path.display()), None)
    }

    /// Settings that are wrong.
    pub fn settings(error: impl Display) -> Self {
        Self::Settings(error.to_string(), None)
    }

    /// A simulator that does not start.
    pub fn cannot_start(error: &Error) -> Self {
        let help = match error.kind() {
            ErrorKind::InvalidInput => return Self::settings(error),
            ErrorKind::AddrInUse => {
                "another program listens there: end it, choose another port with --port, \
                 or leave --port out for a free one"
            }
            ErrorKind::AddrNotAvailable => {
                "--address takes an address of this machine, such as 127.0.0.1, or 0.0.0.0 \
                 for all of them"
            }
            ErrorKind::PermissionDenied => {
                "ports below 1024 are often reserved for administrators: choose a higher one \
                 with --port"
            }
            _ => return Self::Start(error.to_string(), None),
        };
        Self::Start(error.to_string(), Some(help))
    }

    /// Prints it, and returns the exit code: 2 for wrong settings, as for wrong flags, and
    /// 1 for the rest.
    pub fn report(&self) -> ExitCode {
        let text = match self {
            Self::World(errors) => errors.clone(),
            Self::Settings(what, None) | Self::Start(what, None) => format!("error: {what}"),
            Self::Settings(what, Some(help)) | Self::Start(what, Some(help)) => {
                format!("error: {what}\nhelp: {help}")
            }
        };
        // There is nobody to tell if this fails.
        let _ = writeln!(std::io::stderr(), "{text}");
        match self {
            Self::Settings(..) | Self::World(_) => ExitCode::from(2),
            Self::Start(..) => ExitCode::FAILURE,
        }
    }
}

impl From<SecretError> for Problem {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Unreadable(path, error) => Self::unreadable(&path, &error),
            SecretError::Unusable(origin, problem) => Self::settings(format!("{origin} {problem}")),
        }
    }
}
