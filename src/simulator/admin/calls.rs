//! Endpoints of the log of calls.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::AdminError;
use super::route::Request;
use crate::simulator::server::call_log::LoggedCall;
use crate::simulator::server::state::lock;

/// Which calls to return.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallsQuery {
    /// Number of a call: only those after it are returned.
    #[serde(default)]
    after: u64,
}

/// The log of calls.
#[derive(Serialize, JsonSchema)]
pub(super) struct Calls {
    /// The calls, the oldest first.
    calls: Vec<CallForm>,
    /// Number of the newest call, even if it was cleared; 0 if there was none.
    last: u64,
}

/// A call that the simulator answered.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Call")]
struct CallForm {
    /// Number, from 1.
    number: u64,
    /// HTTP method.
    method: String,
    /// Version in the path.
    version: Option<String>,
    /// Version that answered.
    answered_by: String,
    /// Path after the version.
    path: String,
    /// Parameters, without access token and proof. A repeated one is a list.
    parameters: BTreeMap<String, Parameter>,
    /// HTTP status of the response.
    status: u16,
    /// Code of the Graph error, if it is one.
    error_code: Option<i64>,
}

/// The values of a parameter.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Parameter {
    One(String),
    Several(Vec<String>),
}

impl CallForm {
    fn new(number: u64, call: LoggedCall) -> Self {
        let mut values = BTreeMap::<_, Vec<_>>::new();
        for (name, value) in call.params {
            values.entry(name).or_default().push(value);
        }
        let parameters = values.into_iter().map(|(name, mut values)| {
            let value = match values.len() {
                1 => Parameter::One(values.remove(0)),
                _ => Parameter::Several(values),
            };
            (name, value)
        });
        Self {
            number,
            method: call.method,
            version: call.version,
            answered_by: call.answered_by,
            path: call.path,
            parameters: parameters.collect(),
            status: call.status,
            error_code: call.error_code,
        }
    }
}

pub(super) fn read(request: &Request<'_>, query: CallsQuery) -> Result<Calls, AdminError> {
    let log = lock(&request.state.calls);
    let (last, calls) = (log.last(), log.after(query.after));
    drop(log);
    let calls = calls.into_iter();
    Ok(Calls {
        calls: calls
            .map(|(number, call)| CallForm::new(number, call))
            .collect(),
        last,
    })
}

pub(super) fn clear(request: &Request<'_>) -> Result<Calls, AdminError> {
    let mut log = lock(&request.state.calls);
    log.clear();
    Ok(Calls {
        calls: Vec::new(),
        last: log.last(),
    })
}
