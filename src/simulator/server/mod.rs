//! The server: from an HTTP request to its response.

mod access;
mod batch;
pub(crate) mod builder;
pub(crate) mod call_log;
mod form;
mod http;
mod quota;
mod request;
mod response;
mod router;
pub(crate) mod simulator;
mod state;
