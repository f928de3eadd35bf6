//! What one attempt is sent with.

use std::sync::{Arc, OnceLock};

use crate::client::hook::Attempt;
use crate::client::token::Token;
use crate::version::Version;

/// The attempt of a call that is sent.
pub(crate) struct SentAttempt {
    pub(crate) token: Arc<Token>,
    pub(crate) operation: &'static str,
    pub(crate) version: Version,
    pub(crate) number: u32,
    /// What the hooks saw, once they were called.
    pub(crate) seen: OnceLock<Attempt>,
    /// The message of a hook that refused the attempt.
    pub(crate) refusal: OnceLock<String>,
}
