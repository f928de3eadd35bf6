//! The metadata of a response.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::DateTime;

use crate::client::headers::Headers;
use crate::client::usage::Usage;

/// Metadata of a response: status, headers, version, trace id and usage.
///
/// Pages, responses and the errors of calls that were answered carry it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ResponseInfo {
    /// HTTP status. A Graph error may come with any status, also with 200.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The version that answered, such as `v21.0`, from the header
    /// `facebook-api-version`. Graph forwards calls in an expired version to the
    /// oldest version that it still serves.
    pub answered_by: Option<String>,
    /// Id to give to Meta's support, from the header `x-fb-trace-id` or from
    /// `fbtrace_id` of a Graph error.
    pub trace_id: Option<String>,
    /// How much of its quota the token has used.
    pub usage: Usage,
    /// Time to wait before the next call, from the header `retry-after`: a number of
    /// seconds or a date.
    pub retry_after: Option<Duration>,
    /// The body as it was received, without secrets, if
    /// [`GraphBuilder::keep_raw_bodies`](crate::GraphBuilder::keep_raw_bodies)
    /// is set. Its size is at most the
    /// [body limit](crate::GraphBuilder::body_limit).
    pub raw: Option<String>,
}

impl ResponseInfo {
    /// Returns whether the status is one of success.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Reads the header `retry-after`. A date in the past is no wait.
pub(crate) fn retry_after(text: &str) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::parse_from_rfc2822(text).ok()?.timestamp();
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = u64::try_from(date).ok()?;
    Some(Duration::from_secs(
        seconds.saturating_sub(now.unwrap_or_default().as_secs()),
    ))
}
