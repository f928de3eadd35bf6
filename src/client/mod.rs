//! How calls are made: what is asked for once, and what each call does.

pub(crate) mod builder;
pub(crate) mod call;
pub(crate) mod graph;
pub(crate) mod pacing;
mod proof;
pub(crate) mod redact;
pub(crate) mod response;
pub(crate) mod retry;
pub(crate) mod session;
pub(crate) mod trace;
pub(crate) mod usage;
