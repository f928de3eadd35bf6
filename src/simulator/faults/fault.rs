//! What goes wrong, on request.
//!
//! A fault is asked for in three ways: by a script, by chance, or for every call.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::Value;

use crate::simulator::faults::poison::Poison;
use crate::simulator::render::contract::ErrorCode;
use crate::simulator::render::refusal::Refusal;

/// Something that goes wrong with a call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// An error of Graph's, by its code and subcode, in the contract's words.
    Error {
        /// The code.
        code: i64,
        /// The subcode.
        subcode: Option<i64>,
        /// Whether Graph says that it passes.
        is_transient: Option<bool>,
    },
    /// "Reduce the amount of data", where more nodes than these are asked for.
    TooMuchData {
        /// Nodes that are not too many.
        above: u64,
    },
    /// "Reduce the amount of data", where a list is asked for more nodes than
    /// these and its `fields` expand them, as [`Poison`] has it.
    TooMuchExpanded {
        /// Nodes that are not too many.
        above: u64,
    },
    /// "Reduce the amount of data", where a list within a node is asked for more
    /// nodes than these, as in `messages.limit(10)`. Without a limit it is asked
    /// for 25.
    TooMuchNested {
        /// Nodes that are not too many.
        above: u64,
    },
    /// A conversation, a message or an id that fails the calls which hold it.
    Poison(Poison),
    /// Another value in a node, wherever an answer shows the node.
    WrongValue {
        /// Id of the node.
        id: String,
        /// Where the value is, as a JSON pointer from the node without the first
        /// slash: `updated_time`, `participants/data/0/name`. The empty path is
        /// the node itself. A path that leads nowhere changes nothing.
        path: String,
        /// What is there instead.
        value: Value,
    },
    /// A conversation gets a new message before the call is answered, and moves
    /// to the top of its list, as with
    /// [`Simulator::add_message`](crate::simulator::Simulator::add_message).
    NewMessage {
        /// Id of the conversation.
        thread_id: String,
    },
    /// An `ids` call leaves out ids that do not exist, and answers `[]` where none
    /// does. By default an id that does not exist fails the call.
    MissingIdsLeftOut,
    /// Throttling for a while, which the usage headers state.
    Throttle(Duration),
    /// A page of HTML, with a status.
    Html(u16),
    /// Nothing, with a status.
    Empty(u16),
    /// The connection ends within the answer.
    Cut,
    /// The answer states more bytes than it has, and ends.
    WrongLength,
    /// The answer comes after a while.
    Slow(Duration),
    /// The answer comes byte by byte, each after a while.
    SlowBody(Duration),
    /// An empty page; its nodes come on the page that it names as the next.
    EmptyPage,
    /// A page whose cursor is the one that was asked for, from the second page
    /// on.
    RepeatedCursor,
    /// An answer with fields and enum values that nobody knows.
    Unknown,
}

impl From<Poison> for Fault {
    fn from(poison: Poison) -> Self {
        Self::Poison(poison)
    }
}

/// The faults to come: a script, then by chance, and those of every call.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub(crate) script: VecDeque<Option<Fault>>,
    pub(crate) chance: Option<Chance>,
    pub(crate) always: Vec<Fault>,
}

/// Faults by chance.
#[derive(Debug)]
pub(crate) struct Chance {
    random: fastrand::Rng,
    rate: f64,
    faults: Vec<Fault>,
}

impl Chance {
    pub(crate) fn new(seed: u64, rate: f64, faults: Vec<Fault>) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
            rate,
            faults,
        }
    }
}

impl Faults {
    /// The faults of the next call, its own before those of every call.
    pub(crate) fn next(&mut self) -> Vec<Fault> {
        let own = self.next_own();
        own.into_iter().chain(self.always.iter().cloned()).collect()
    }

    fn next_own(&mut self) -> Option<Fault> {
        if let Some(scripted) = self.script.pop_front() {
            return scripted;
        }
        let Chance {
            random,
            rate,
            faults,
        } = self.chance.as_mut()?;
        let hit = random.f64() < *rate && !faults.is_empty();
        hit.then(|| faults[random.usize(..faults.len())].clone())
    }
}

/// An error in the contract's words.
pub(crate) fn refusal(
    table: &[ErrorCode],
    code: i64,
    subcode: Option<i64>,
    is_transient: Option<bool>,
) -> Refusal {
    let entries = || {
        table
            .iter()
            .filter(|error| error.holds(code) && error.message.is_none())
    };
    // One code beats a range.
    let closest = |subcode| {
        let entries = entries().filter(|error| error.subcode == subcode);
        entries.min_by_key(|error| error.through.is_some())
    };
    let entry = closest(subcode).or_else(|| closest(None));
    let doc = entry.map_or("An error.", |entry| entry.doc.as_str());
    // Meta documents no status; these are what was seen.
    let status = match (code, subcode, entry.map(|entry| entry.advice.as_str())) {
        (1 | 2, None, _) => 500,
        (3, ..) => 400,
        (4, ..) | (_, _, Some("get_permission")) => 403,
        _ => 400,
    };
    let error_type = match (code, subcode) {
        (100, Some(33)) => "GraphMethodException",
        _ => "OAuthException",
    };
    Refusal {
        subcode,
        is_transient,
        error_type,
        ..Refusal::new(status, code, format!("(#{code}) {doc}"))
    }
}
