//! What changes of a request changed.

use schemars::JsonSchema;
use serde::Serialize;

use crate::simulator::model::change::Changed;

/// What a change changed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Changed")]
pub(super) struct ChangedForm {
    /// Id of the Page.
    page: String,
    /// Id of the conversation, which is new if the change began one.
    thread: String,
    /// Id of the message, if the change concerns one.
    message: Option<String>,
}

impl From<Changed> for ChangedForm {
    fn from(changed: Changed) -> Self {
        Self {
            page: changed.page_id,
            thread: changed.thread_id,
            message: changed.message_id,
        }
    }
}
