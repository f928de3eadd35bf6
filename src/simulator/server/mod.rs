//! HTTP, from a request to its response.

pub(crate) mod access;
pub(crate) mod answer;
pub(crate) mod batch;
pub(crate) mod builder;
pub(crate) mod call;
pub(crate) mod form;
pub(crate) mod http;
pub(crate) mod quota;
pub(crate) mod reply;
pub(crate) mod seen;
