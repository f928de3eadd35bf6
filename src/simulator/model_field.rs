//! The fields that the model has values for.

use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

/// A field that the model has a value for, in one of its types. Fields are found by it
/// instead of by name when nodes are rendered, because lists have many.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ModelField {
    AccessToken,
    CanReply,
    Category,
    CreatedTime,
    Email,
    Folder,
    FormerParticipants,
    From,
    InstagramBusinessAccount,
    IsOwner,
    IsSubscribed,
    Link,
    Message,
    MessageCount,
    Name,
    Participants,
    ScopedThreadKey,
    Senders,
    Snippet,
    Sticker,
    Subject,
    Tags,
    Tasks,
    To,
    UnreadCount,
    UpdatedTime,
    UserId,
    Username,
}

impl ModelField {
    /// Returns the field with a name in the contract, if the model has values for it.
    pub(crate) fn new(name: &str) -> Option<Self> {
        Self::deserialize(StrDeserializer::<Error>::new(name)).ok()
    }
}
