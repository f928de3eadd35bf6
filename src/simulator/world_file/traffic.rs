//! The traffic of a world file.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use super::values::Seconds;
use crate::simulator::model::traffic::{Traffic, TrafficKind};

const MINUTE: Duration = Duration::from_secs(60);

/// Changes at random. The same seed makes the same changes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `changes`")]
#[schemars(rename = "Traffic")]
pub(crate) struct TrafficForm {
    /// Seed; 1 by default.
    #[serde(default)]
    seed: Option<u64>,
    /// Number of changes on average, in the time of `per`.
    changes: u32,
    /// A time, 60 by default. There is at most one change in a millisecond.
    #[serde(default)]
    per: Option<Seconds>,
    /// How often each kind is drawn, compared with the others.
    #[serde(default)]
    weights: WeightsForm,
}

/// Weights of the kinds of changes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map of kinds of changes")]
#[schemars(rename = "Weights")]
struct WeightsForm {
    /// A person writes in a conversation; 50 by default.
    #[serde(default)]
    message_from_person: Option<u32>,
    /// A Page writes in a conversation; 20 by default.
    #[serde(default)]
    message_from_page: Option<u32>,
    /// A new person writes to a Page; 10 by default.
    #[serde(default)]
    new_thread: Option<u32>,
    /// A conversation is archived, marked as spam, or moved back to the inbox; 6 by default.
    #[serde(default, rename = "move")]
    move_: Option<u32>,
    /// A conversation is read; 8 by default.
    #[serde(default)]
    read: Option<u32>,
    /// A person reacts to a message; 4 by default.
    #[serde(default)]
    reaction: Option<u32>,
    /// A message is deleted; 1 by default.
    #[serde(default)]
    deleted_message: Option<u32>,
    /// A conversation is deleted; 1 by default.
    #[serde(default)]
    deleted_thread: Option<u32>,
}

impl TrafficForm {
    /// Returns the traffic.
    pub(super) fn build(&self) -> Traffic {
        let per = self.per.map_or(MINUTE, |per| per.0);
        let traffic = Traffic::new(self.seed.unwrap_or(1), self.changes, per);
        let weights = &self.weights;
        let weights = [
            (TrafficKind::MessageFromPerson, weights.message_from_person),
            (TrafficKind::MessageFromPage, weights.message_from_page),
            (TrafficKind::NewThread, weights.new_thread),
            (TrafficKind::Move, weights.move_),
            (TrafficKind::Read, weights.read),
            (TrafficKind::Reaction, weights.reaction),
            (TrafficKind::DeletedMessage, weights.deleted_message),
            (TrafficKind::DeletedThread, weights.deleted_thread),
        ];
        let weights = weights.into_iter();
        weights.fold(traffic, |traffic, (kind, weight)| match weight {
            Some(weight) => traffic.weight(kind, weight),
            None => traffic,
        })
    }
}
