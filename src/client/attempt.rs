//! What one attempt is sent with.

use std::sync::{Arc, OnceLock};

use tokio::time::Instant;

use crate::client::hook::Attempt;
use crate::client::response_info::ResponseInfo;
use crate::client::token::Token;
use crate::version::Version;

/// The attempt of a call that is sent, and how far it got.
pub(crate) struct SentAttempt {
    pub(crate) token: Arc<Token>,
    pub(crate) operation: &'static str,
    pub(crate) version: Version,
    pub(crate) number: u32,
    /// Number of calls that it counts as.
    pub(crate) calls: usize,
    /// What the hooks saw, once they were called.
    pub(crate) seen: OnceLock<Attempt>,
    /// The message of a hook that refused the attempt.
    pub(crate) refusal: OnceLock<String>,
    /// When it was sent, after the hooks.
    pub(crate) sent: OnceLock<Instant>,
    /// The head of the response.
    pub(crate) head: OnceLock<ResponseInfo>,
}
