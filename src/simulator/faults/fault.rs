//! The kinds of faults.

use std::time::Duration;

use serde_json::Value;

use super::poison::Poison;

/// Something that goes wrong with a call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// Returns a Graph error, with the description in the contract as its message.
    Error {
        /// The code.
        code: i64,
        /// The subcode.
        subcode: Option<i64>,
        /// The member `is_transient`.
        is_transient: Option<bool>,
    },
    /// Returns "reduce the amount of data" for lists of more than `above` nodes.
    TooMuchData {
        /// Maximum number of nodes.
        above: u64,
    },
    /// Returns "reduce the amount of data" for lists of more than `above` nodes
    /// whose `fields` expand them, as defined by [`Poison`].
    TooMuchExpanded {
        /// Maximum number of nodes.
        above: u64,
    },
    /// Returns "reduce the amount of data" for nodes with a nested list of more
    /// than `above` nodes, such as `messages.limit(10)`. The default limit is 25.
    TooMuchNested {
        /// Maximum number of nodes.
        above: u64,
    },
    /// Fails the calls that read a conversation, message or id.
    Poison(Poison),
    /// Replaces a value of a node wherever the node is returned.
    WrongValue {
        /// Id of the node.
        id: String,
        /// JSON pointer to the value within the node, with or without the leading slash:
        /// `updated_time`, `participants/data/0/name`. The empty path is the node
        /// itself. A path that does not exist has no effect.
        path: String,
        /// The new value.
        value: Value,
    },
    /// Adds a message to a conversation before the call is answered, as
    /// [`Change::message`](crate::simulator::Change::message).
    NewMessage {
        /// Id of the conversation.
        thread_id: String,
    },
    /// Omits missing ids from the response to an `ids` call, and returns `[]` if
    /// all are missing. By default a missing id fails the call.
    OmitMissingIds,
    /// Answers only so many requests of a batch, and `null` for the others, as Graph does
    /// if they take too long.
    UnansweredAfter(usize),
    /// Rate limits the Page, or the app for tokens of people, for a duration, which the
    /// usage headers state in whole minutes, unless
    /// [`exact_estimates`](crate::simulator::SimulatorBuilder::exact_estimates) is set.
    Throttle(Duration),
    /// Returns an HTML page with this HTTP status.
    Html(u16),
    /// Returns an empty body with this HTTP status.
    EmptyBody(u16),
    /// Closes the connection in the middle of the body.
    Disconnect,
    /// States a `content-length` above that of the body.
    WrongContentLength,
    /// Delays the response.
    Delay(Duration),
    /// Sends the body byte by byte, with a delay before each.
    SlowBody(Duration),
    /// Returns an empty page whose nodes are on the next one.
    EmptyPage,
    /// Returns the cursor of the call as that of the next page, from the second
    /// page on.
    RepeatedCursor,
    /// Adds fields and enum values that the contract does not have.
    UnknownFields,
}

impl From<Poison> for Fault {
    fn from(poison: Poison) -> Self {
        Self::Poison(poison)
    }
}
