//! JSON of the model, as Graph writes it.

pub(crate) mod contract;
pub(crate) mod edge;
pub(crate) mod fields;
pub(crate) mod json;
pub(crate) mod node;
pub(crate) mod page;
pub(crate) mod refusal;
pub(crate) mod times;
