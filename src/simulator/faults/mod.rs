//! Faults: what goes wrong on request, when, and what it does to a response.

pub(crate) mod apply;
pub(crate) mod fault;
pub(crate) mod poison;
pub(crate) mod schedule;
