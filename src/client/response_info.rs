//! The metadata of a response.

use std::time::Duration;

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
    /// [body limit](crate::GraphBuilder::body_limit). If the body was not received as a
    /// whole, it is the part that was.
    pub raw: Option<String>,
    /// The longest wait that an error advises; see
    /// [`GraphBuilder::max_pause`](crate::GraphBuilder::max_pause).
    pub(crate) max_wait: Option<Duration>,
}

impl ResponseInfo {
    /// Returns the media type of the body, from the header `content-type`.
    pub fn content_type(&self) -> Option<String> {
        self.headers.name("content-type")
    }

    /// Returns what is wrong with a token, from the header `www-authenticate`.
    pub fn www_authenticate(&self) -> Option<String> {
        self.headers.get("www-authenticate")
    }

    /// Returns whether the status is one of success.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Returns the wait that the headers state.
    pub(crate) fn stated_wait(&self) -> Option<Duration> {
        self.retry_after.max(self.usage.regain_access())
    }

    /// Returns the wait to advise: the stated one, but none that is absurdly long.
    pub(crate) fn advised_wait(&self, default: Duration) -> Duration {
        let wait = self.stated_wait().unwrap_or(default);
        wait.min(self.max_wait.unwrap_or(wait))
    }
}
