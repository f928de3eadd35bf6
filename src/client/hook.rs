//! Hooks into attempts, for metrics, logs and policies.

use std::error::Error as StdError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use reqwest::header::HeaderMap;

use crate::client::options::header;
use crate::client::response_info::ResponseInfo;
use crate::client::trace;
use crate::error::{Error, Invalid, messages};
use crate::version::Version;

/// The future of a [`Hook`].
pub type HookFuture<'a> =
    Pin<Box<dyn Future<Output = Result<(), Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// Sees each attempt of each call, before it is sent and after it was answered.
///
/// Use it for metrics, logs and traces. It sees no secrets: neither the query of the
/// URL nor the headers of the client. [`GraphBuilder::hook`](crate::GraphBuilder::hook) adds
/// it.
///
/// An attempt has its place in the pace before hooks see it: one whose hook waits is sent later,
/// perhaps at the same time as others. A [`Pacer`](crate::Pacer) is the place to wait.
///
/// ```
/// use page_conversations::{Attempt, AttemptOutcome, Hook};
///
/// struct Log;
///
/// impl Hook for Log {
///     fn after_attempt(&self, attempt: &Attempt, outcome: &AttemptOutcome<'_>) {
///         let status = outcome.info().map(|info| info.status);
///         println!("{} {} {status:?} {:?}", attempt.method(), attempt.path(), outcome.duration);
///     }
/// }
/// ```
pub trait Hook: Send + Sync + 'static {
    /// Is called before an attempt is sent. It may add headers, or refuse the attempt.
    ///
    /// The timeout of the attempt does not include the time that this takes, the operation
    /// timeout does.
    ///
    /// # Errors
    ///
    /// An error is returned to the caller as [`Error::Hook`](crate::Error::Hook), and the call
    /// is neither sent nor retried. A panic is such an error too.
    fn before_attempt<'a>(&'a self, attempt: &'a mut Attempt) -> HookFuture<'a> {
        let _ = attempt;
        Box::pin(std::future::ready(Ok(())))
    }

    /// Is called once after each attempt that was sent, with its outcome: also if the operation
    /// timeout ends it ([`Error::OperationTimeout`](crate::Error::OperationTimeout)) or its call
    /// is dropped ([`Error::Canceled`](crate::Error::Canceled)). It must not block. A panic has
    /// no effect on the call; the feature `tracing` logs it.
    fn after_attempt(&self, attempt: &Attempt, outcome: &AttemptOutcome<'_>) {
        let _ = (attempt, outcome);
    }
}

/// An attempt of a call.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub(crate) operation: &'static str,
    pub(crate) version: Version,
    pub(crate) number: u32,
    pub(crate) calls: usize,
    pub(crate) method: &'static str,
    pub(crate) host: Arc<str>,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
}

impl Attempt {
    /// Returns the name of the operation, such as `ListConversations`.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Returns the requested Graph version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Returns the number of the attempt, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Returns the number of calls that the attempt counts as: 1, or the number of requests in a
    /// [batch](crate::Batch).
    pub fn calls(&self) -> usize {
        self.calls
    }

    /// Returns the HTTP method: `GET`, or `POST` for a [batch](crate::Batch) of `GET`
    /// requests.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// Returns the host as a URL, such as `https://graph.facebook.com`.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the path without the query, such as `/v26.0/210000000000001/conversations`.
    /// That of a batch, such as `/v26.0/`, does not name its requests.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Adds a header, or replaces it.
    ///
    /// # Errors
    ///
    /// Returns an error if the header is invalid, or if the client sets it itself.
    pub fn header(&mut self, name: &str, value: &str) -> Result<(), Invalid> {
        let (name, value) = header(name, value)?;
        self.headers.insert(name, value);
        Ok(())
    }
}

/// The outcome of an attempt.
#[derive(Debug)]
#[non_exhaustive]
pub struct AttemptOutcome<'a> {
    /// Time from sending the attempt to the last byte of the response.
    pub duration: Duration,
    /// Metadata of the response, or the error. The body is not decoded yet.
    pub result: Result<&'a ResponseInfo, &'a Error>,
}

impl AttemptOutcome<'_> {
    /// Returns the metadata of the response, also of an error, if there was one.
    pub fn info(&self) -> Option<&ResponseInfo> {
        match self.result {
            Ok(info) => Some(info),
            Err(error) => error.info(),
        }
    }
}

/// The hooks of a client, in the order in which they were added.
pub(crate) type Hooks = Vec<Arc<dyn Hook>>;

/// Calls the hooks before an attempt. Returns the message of the one that refuses it.
pub(crate) async fn before(hooks: &Hooks, attempt: &mut Attempt) -> Result<(), String> {
    for hook in hooks {
        let call = async { hook.before_attempt(attempt).await };
        match AssertUnwindSafe(call).catch_unwind().await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(messages(&*error)),
            Err(_) => return Err("it panicked".to_owned()),
        }
    }
    Ok(())
}

/// Calls the hooks after an attempt.
pub(crate) fn after(hooks: &Hooks, attempt: &Attempt, outcome: &AttemptOutcome<'_>) {
    for hook in hooks {
        let call = || hook.after_attempt(attempt, outcome);
        if catch_unwind(AssertUnwindSafe(call)).is_err() {
            trace::hook_panicked(attempt.operation);
        }
    }
}
