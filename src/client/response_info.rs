//! The metadata of a response.

use crate::client::usage::Usage;

/// Metadata of a response: status, version, trace id and usage.
///
/// Errors of calls that were answered carry it too.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ResponseInfo {
    /// HTTP status. A Graph error may come with any status, also with 200.
    pub status: u16,
    /// The version that answered, such as `v21.0`, from the header
    /// `facebook-api-version`. Graph forwards calls in an expired version to the
    /// oldest version that it still serves.
    pub answered_by: Option<String>,
    /// Id to give to Meta's support, from the header `x-fb-trace-id` or from
    /// `fbtrace_id` of a Graph error.
    pub trace_id: Option<String>,
    /// How much of its quota the token has used.
    pub usage: Usage,
    /// The body as it was received, without the access token, if
    /// [`GraphBuilder::keep_raw_bodies`](crate::GraphBuilder::keep_raw_bodies)
    /// is set.
    pub raw: Option<String>,
}

impl ResponseInfo {
    /// Returns whether the status is one of success.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}
