//! The conditions that a list of conversations is filtered by.

use super::thread::Thread;
use crate::types::timestamp::Timestamp;

/// Conditions that a conversation has to meet.
#[derive(Clone, Debug, Default, Hash)]
pub(crate) struct ThreadFilter {
    pub(crate) folder: Option<String>,
    /// Id of a participant.
    pub(crate) person: Option<String>,
    /// Exclusive lower bound, as Unix time in milliseconds.
    pub(crate) updated_after_ms: Option<i64>,
    /// Exclusive upper bound, as Unix time in milliseconds.
    pub(crate) updated_before_ms: Option<i64>,
}

impl ThreadFilter {
    /// Returns whether a conversation meets all conditions.
    pub(crate) fn matches(&self, thread: &Thread) -> bool {
        let folder = self.folder.as_ref();
        let person = self.person.as_ref();
        let mut people = thread.participants.iter();
        folder.is_none_or(|folder| thread.folder == *folder)
            && person.is_none_or(|id| people.any(|person| person.id == *id))
            && self.is_before_end(thread.updated_time)
            && !self.is_before_start(thread.updated_time)
    }

    /// Returns whether a time is below the upper bound.
    pub(crate) fn is_before_end(&self, time: Timestamp) -> bool {
        let end = self.updated_before_ms;
        end.is_none_or(|end| time < Timestamp::from_unix_milliseconds(end))
    }

    /// Returns whether a time is at or below the lower bound.
    pub(crate) fn is_before_start(&self, time: Timestamp) -> bool {
        let start = self.updated_after_ms;
        start.is_some_and(|start| time <= Timestamp::from_unix_milliseconds(start))
    }
}
