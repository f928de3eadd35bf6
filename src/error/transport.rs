//! Errors of the connection.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;

use crate::client::response_info::ResponseInfo;

/// An error of the connection, without the URL of the request.
#[derive(Debug)]
pub struct TransportError {
    cause: Cause,
    /// Metadata of the response, if its head was received.
    pub(crate) info: Option<Box<ResponseInfo>>,
}

#[derive(Debug)]
enum Cause {
    Http(reqwest::Error),
    /// No data of the body arrived for this duration.
    Stalled(Duration),
}

/// What is wrong with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The connection could not be established.
    Connect,
    /// The certificate of the server was refused. Recognized with the feature `rustls`; with
    /// `native-tls` this is [`Connect`](Self::Connect).
    Certificate,
    /// The response is not valid HTTP: its head is too large, its content length
    /// is invalid, or something else than an HTTP server answered.
    InvalidResponse,
    /// An attempt timed out, or the body stalled.
    Timeout,
    /// The connection was closed or failed before the response was complete.
    Interrupted,
}

impl TransportErrorKind {
    /// Returns the name, in words of lower case.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Certificate => "certificate",
            Self::InvalidResponse => "invalid_response",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
        }
    }
}

impl TransportError {
    pub(crate) fn new(error: reqwest::Error) -> Self {
        // A URL may contain more than belongs into a log.
        Self {
            cause: Cause::Http(error.without_url()),
            info: None,
        }
    }

    pub(crate) fn stalled(after: Duration) -> Self {
        Self {
            cause: Cause::Stalled(after),
            info: None,
        }
    }

    pub(crate) fn with_info(self, info: &ResponseInfo) -> Self {
        Self {
            info: Some(Box::new(info.clone())),
            ..self
        }
    }

    /// Returns what is wrong.
    pub fn kind(&self) -> TransportErrorKind {
        match &self.cause {
            Cause::Stalled(_) => TransportErrorKind::Timeout,
            Cause::Http(error) if error.is_timeout() => TransportErrorKind::Timeout,
            Cause::Http(error) if is_certificate(error) => TransportErrorKind::Certificate,
            Cause::Http(error) if error.is_connect() => TransportErrorKind::Connect,
            Cause::Http(error) if is_invalid_response(error) => TransportErrorKind::InvalidResponse,
            Cause::Http(_) => TransportErrorKind::Interrupted,
        }
    }

    /// Returns whether the connection could not be established.
    pub fn is_connect(&self) -> bool {
        matches!(&self.cause, Cause::Http(error) if error.is_connect())
    }

    /// Returns whether the same call may succeed later.
    pub(crate) fn is_retryable(&self) -> bool {
        !matches!(
            self.kind(),
            TransportErrorKind::Certificate | TransportErrorKind::InvalidResponse
        )
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::Http(error) => error.fmt(f),
            Cause::Stalled(after) => write!(f, "no data for {after:?}"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.cause {
            Cause::Http(error) => error.source(),
            Cause::Stalled(_) => None,
        }
    }
}

/// Returns the first source of an error that is a `T`.
fn source<T: StdError + 'static>(error: &reqwest::Error) -> Option<&T> {
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An I/O error hides the error that it carries from `source`.
        let carried = error.downcast_ref().and_then(io::Error::get_ref);
        next = match carried {
            Some(carried) => Some(carried as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}

#[cfg(feature = "rustls-no-provider")]
fn is_certificate(error: &reqwest::Error) -> bool {
    matches!(
        source(error),
        Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented)
    )
}

#[cfg(not(feature = "rustls-no-provider"))]
fn is_certificate(_: &reqwest::Error) -> bool {
    false
}

fn is_invalid_response(error: &reqwest::Error) -> bool {
    source(error).is_some_and(hyper::Error::is_parse)
}
