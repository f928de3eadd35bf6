//! How the runtime handles an error, and what becomes of that.

use serde::Serialize;

use crate::contract::ErrorCode;
use crate::contract::spec::{Advice, Concern, VersionName};

/// The code whose general meaning applies to nodes and to calls: see
/// `GraphError::is_about_a_node` of the runtime.
const INVALID_PARAMETER: i64 = 100;

/// Errors that are handled in another way than before, or by another entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ErrorEffect {
    /// The versions whose errors they are, oldest first.
    pub versions: Vec<VersionName>,
    /// The errors.
    pub errors: Errors,
    /// How they were handled; `None` if no entry described them.
    pub before: Option<Handling>,
    /// How they are handled now.
    pub now: Option<Handling>,
}

/// Errors as Graph sends them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Errors {
    /// Their codes: first and last of each range.
    pub codes: Vec<(i64, i64)>,
    /// Their subcodes; empty for those without one that the contract states.
    pub subcodes: Vec<i64>,
    /// What their messages contain.
    pub words: Vec<String>,
}

/// What the runtime makes of an error.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Handling {
    /// Names of the entries, which messages show.
    pub names: Vec<String>,
    /// What a client should do.
    pub advice: Advice,
    /// Kind of access token that is advised.
    pub token: Option<String>,
    /// What the error is about.
    pub about: About,
}

/// What an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The whole call.
    Call,
    /// One node, without which the call may succeed.
    Node,
    /// One node, unless the message names a part of the request.
    NodeOrCall,
}

impl ErrorEffect {
    /// Whether the two are the same, in other versions.
    pub(in crate::contract::diff) fn is_like(&self, other: &Self) -> bool {
        (&self.errors, &self.before, &self.now) == (&other.errors, &other.before, &other.now)
    }

    /// Whether the errors are handled in another way; only their names changed
    /// otherwise.
    pub fn is_behavior(&self) -> bool {
        match (&self.before, &self.now) {
            (Some(before), Some(now)) => !before.is_alike(now),
            (before, now) => before.is_some() != now.is_some(),
        }
    }
}

impl Handling {
    /// How the errors of an entry are handled.
    pub(super) fn of(entry: &ErrorCode) -> Self {
        let is_general = entry.code == INVALID_PARAMETER
            && entry.through.is_none_or(|through| through == entry.code)
            && !entry.is_case()
            && entry.advice == Advice::FixRequest;
        let about = match entry.concerns {
            Concern::Node => About::Node,
            Concern::Call if is_general => About::NodeOrCall,
            Concern::Call => About::Call,
        };
        Self {
            names: vec![entry.name.clone()],
            advice: entry.advice,
            token: entry.token.clone(),
            about,
        }
    }

    /// Whether errors are handled in the same way, whatever their names.
    pub fn is_alike(&self, other: &Self) -> bool {
        (self.advice, &self.token, self.about) == (other.advice, &other.token, other.about)
    }

    /// Whether the call is sent again.
    pub(super) fn is_retried(&self) -> bool {
        matches!(self.advice, Advice::Wait | Advice::SlowDown)
    }
}
