//! Why a command failed, what to do about it, and its exit code.

use std::error::Error as StdError;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use page_conversations::Error;
use page_conversations::sync::{StoreError, SyncError};

use crate::advice;
use crate::node::printable;
use crate::output::note;
use crate::server::secret_text::SecretError;

/// How a command ended.
#[derive(Clone, Copy, Debug)]
pub enum Outcome {
    /// Everything was read.
    Complete,
    /// Something cannot be read, and was listed.
    Incomplete,
    /// With this exit code.
    Ended(ExitCode),
}

impl Outcome {
    /// Returns `Complete` if both are.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match self {
            Self::Complete => other,
            incomplete => incomplete,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Complete => Self::SUCCESS,
            Outcome::Incomplete => Self::FAILURE,
            Outcome::Ended(code) => code,
        }
    }
}

/// Why a command failed.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    message: String,
    help: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Arguments, settings or their files are wrong.
    Usage,
    /// A call failed.
    Call,
    /// A file or the store failed.
    File,
    /// Whoever reads the output ended, as `head` does.
    ClosedOutput,
    /// The command was stopped.
    Interrupted,
}

impl Failure {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            help: None,
        }
    }

    /// Wrong arguments or settings.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// An answer that cannot be used.
    pub fn call(message: impl Into<String>) -> Self {
        Self::new(Kind::Call, message)
    }

    /// Something that the system refuses.
    pub fn file(what: &str, error: &dyn StdError) -> Self {
        Self::new(Kind::File, format!("{what}: {}", with_causes(error)))
    }

    /// A file that cannot be read or written.
    pub fn path(path: &Path, error: &io::Error) -> Self {
        let failure = Self::file(&path.display().to_string(), error);
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                failure.help("free some space, and run it again")
            }
            io::ErrorKind::FileTooLarge => {
                failure.help("name a file on a disk that takes larger ones, and run it again")
            }
            io::ErrorKind::NotFound => failure.help("check the path"),
            io::ErrorKind::PermissionDenied => failure.help("check the permissions of the path"),
            io::ErrorKind::IsADirectory => failure.help("name a file"),
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                failure.help("name another path")
            }
            _ => failure,
        }
    }

    /// A command that was stopped, and what to type to continue.
    pub fn interrupted(next: Option<String>) -> Self {
        Self {
            help: next,
            ..Self::new(Kind::Interrupted, "interrupted")
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// Names what failed.
    #[must_use]
    pub fn of(self, what: &str) -> Self {
        Self {
            message: format!("{what}: {}", self.message),
            ..self
        }
    }

    /// Prints it on stderr, and returns the exit code.
    pub fn report(&self) -> ExitCode {
        let text = match self.kind {
            Kind::ClosedOutput => return ExitCode::SUCCESS,
            Kind::Interrupted => self.message.clone(),
            _ => format!("error: {}", printable(&self.message)),
        };
        note(&text);
        if let Some(help) = &self.help {
            note(&format!("help: {help}"));
        }
        match self.kind {
            Kind::ClosedOutput => ExitCode::SUCCESS,
            Kind::Usage => ExitCode::from(2),
            Kind::Call => ExitCode::from(3),
            Kind::File => ExitCode::from(4),
            Kind::Interrupted => ExitCode::from(130),
        }
    }
}

impl From<SecretError> for Failure {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Unreadable(path, error) => Self::path(&path, &error),
            SecretError::Unusable(origin, problem) => Self::usage(format!("{origin} {problem}"))
                .help("it must contain only the token or secret"),
        }
    }
}

/// Returns an error with those that caused it.
pub fn with_causes(error: &dyn StdError) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |text, cause| {
        let cause = cause.to_string();
        match text.contains(&cause) {
            true => text,
            false => format!("{text}: {cause}"),
        }
    })
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(Kind::Call, with_causes(&error)).help(advice::of(&error))
    }
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Graph(error) => error.into(),
            SyncError::Store(error) => error.into(),
            error => Self::file("sync failed", &error),
        }
    }
}

/// The messages of stores say what to do.
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let kind = match error {
            StoreError::OwnAccount => Kind::Usage,
            _ => Kind::File,
        };
        Self::new(kind, with_causes(&error))
    }
}

impl From<io::Error> for Failure {
    /// Of the standard output: files have their path in the message.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Kind::ClosedOutput, ""),
            _ => Self::file("output cannot be written", &error),
        }
    }
}
