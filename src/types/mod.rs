//! The types that fields of generated structs have.

pub(crate) mod edge;
pub(crate) mod one_or_many;
pub(crate) mod text;
pub(crate) mod timestamp;
