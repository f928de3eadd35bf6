//! The calls that the simulator saw.

use std::collections::VecDeque;
use std::sync::Mutex;

use crate::simulator::locked;
use crate::simulator::server::call::Call;

/// Calls that are remembered, so that one that stays up does not grow.
const MOST_SEEN: usize = 100_000;

/// Parameters that nobody reads of them.
const SECRET: [&str; 2] = ["appsecret_proof", "appsecret_time"];

/// A call that the simulator saw.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seen {
    /// Method, such as `GET`.
    pub method: String,
    /// The version in the path, such as `v26.0`.
    pub version: Option<String>,
    /// The version that answered.
    pub answered_by: String,
    /// The path below the version, such as `/me/conversations`.
    pub path: String,
    /// Parameters, without the access token and the proof.
    pub params: Vec<(String, String)>,
    /// HTTP status of the answer.
    pub status: u16,
}

impl Seen {
    /// The value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        let (_, value) = self.params.iter().find(|(other, _)| other == name)?;
        Some(value)
    }
}

/// Remembers a call, and by which version and with which status it was answered.
pub(crate) fn note(all: &Mutex<VecDeque<Seen>>, call: Call, answered_by: &str, status: u16) {
    let params = call.params.into_iter();
    let seen = Seen {
        method: call.method.to_string(),
        version: call.version,
        answered_by: answered_by.to_owned(),
        path: format!("/{}", call.path.join("/")),
        params: params
            .filter(|(name, _)| !SECRET.contains(&name.as_str()))
            .collect(),
        status,
    };
    let mut all = locked(all);
    if all.len() == MOST_SEEN {
        all.pop_front();
    }
    all.push_back(seen);
}
