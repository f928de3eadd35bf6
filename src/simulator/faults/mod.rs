//! What goes wrong on request.

pub(crate) mod fault;
pub(crate) mod poison;
pub(crate) mod quirk;
