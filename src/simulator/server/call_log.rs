//! The log of the calls that the simulator answered.

use std::collections::VecDeque;

use super::login;
use crate::simulator::call::Call;

/// Maximum number of logged calls, and of their bytes. They bound the memory of a
/// long run.
const MAX_CALLS: usize = 100_000;
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// Parameters that are not logged.
const PROOFS: [&str; 2] = ["appsecret_proof", "appsecret_time"];

/// A call that the simulator answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoggedCall {
    /// HTTP method, such as `GET`.
    pub method: String,
    /// Version in the path, such as `v26.0`.
    pub version: Option<String>,
    /// Version that answered.
    pub answered_by: String,
    /// Path after the version, such as `/me/conversations`.
    pub path: String,
    /// Parameters, without access token and proof.
    pub params: Vec<(String, String)>,
    /// HTTP status of the response.
    pub status: u16,
    /// Code of the Graph error that was returned, if it has one.
    pub error_code: Option<i64>,
}

impl LoggedCall {
    /// Returns the value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        let (_, value) = self.params.iter().find(|(other, _)| other == name)?;
        Some(value)
    }

    /// Returns about how much memory it takes, in bytes.
    fn bytes(&self) -> usize {
        let texts = self.method.len() + self.answered_by.len() + self.path.len();
        let params = self
            .params
            .iter()
            .map(|(name, value)| size_of::<(String, String)>() + name.len() + value.len());
        size_of::<Self>() + texts + params.sum::<usize>()
    }
}

fn is_secret(name: &str) -> bool {
    PROOFS.contains(&name) || login::SECRETS.contains(&name)
}

/// The calls, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct CallLog {
    calls: VecDeque<LoggedCall>,
    bytes: usize,
    /// Number of calls that were logged, also of those that are gone.
    last: u64,
}

impl CallLog {
    /// Adds a call, with the version, the status and the error code of its response.
    pub(crate) fn push(
        &mut self,
        call: Call,
        answered_by: &str,
        (status, error_code): (u16, Option<i64>),
    ) {
        let params = call.params.into_iter();
        let call = LoggedCall {
            method: call.method.to_string(),
            version: call.version,
            answered_by: answered_by.to_owned(),
            path: ["/", &call.path.join("/")].concat(),
            params: params.filter(|(name, _)| !is_secret(name)).collect(),
            status,
            error_code,
        };
        self.last += 1;
        self.bytes += call.bytes();
        self.calls.push_back(call);
        while self.calls.len() > MAX_CALLS || self.bytes > MAX_BYTES {
            let Some(oldest) = self.calls.pop_front() else {
                break;
            };
            self.bytes -= oldest.bytes();
        }
    }

    /// Returns the calls, the oldest first.
    pub(crate) fn calls(&self) -> Vec<LoggedCall> {
        self.calls.iter().cloned().collect()
    }

    /// Returns the number of the newest call, which counts from 1.
    #[cfg(feature = "simulator-server")]
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// Returns the calls after the one with a number, with their numbers.
    #[cfg(feature = "simulator-server")]
    pub(crate) fn after(&self, number: u64) -> Vec<(u64, LoggedCall)> {
        let first = self.last - self.calls.len() as u64 + 1;
        let numbered = (first..).zip(&self.calls);
        let numbered = numbered.skip_while(|(place, _)| *place <= number);
        numbered
            .map(|(place, call)| (place, call.clone()))
            .collect()
    }

    /// Removes all calls.
    #[cfg(feature = "simulator-server")]
    pub(crate) fn clear(&mut self) {
        self.calls.clear();
        self.bytes = 0;
    }
}
