//! The client: configuration, calls, retries and rate limits.

pub(crate) mod account;
pub(crate) mod attempt;
pub(crate) mod builder;
pub(crate) mod call;
pub(crate) mod call_phase;
pub(crate) mod graph;
pub(crate) mod headers;
pub(crate) mod hook;
pub(crate) mod options;
pub(crate) mod pacing;
pub(crate) mod path_call;
mod proof;
pub(crate) mod protection;
pub(crate) mod redact;
pub(crate) mod response;
pub(crate) mod response_info;
pub(crate) mod retry;
pub(crate) mod retry_after;
pub(crate) mod retry_budget;
pub(crate) mod session;
pub(crate) mod span;
pub(crate) mod task;
mod tls;
pub(crate) mod token;
pub(crate) mod trace;
pub(crate) mod url_collector;
pub(crate) mod usage;
