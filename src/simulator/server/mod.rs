//! The server: from an HTTP request to its response.

pub(crate) mod access;
mod answer;
mod batch;
pub(crate) mod builder;
pub(crate) mod call_log;
mod connections;
mod exchange;
pub(crate) mod form;
mod headers;
pub(crate) mod http;
pub(crate) mod login;
mod quota;
mod reference;
mod request;
pub(crate) mod request_body;
pub(crate) mod response;
mod response_body;
mod router;
mod send;
pub(crate) mod simulator;
pub(crate) mod state;
#[cfg(feature = "simulator-server")]
pub(crate) mod tls;
mod transport;
