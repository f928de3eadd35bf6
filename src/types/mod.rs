//! Types of the fields of generated structs.

pub(crate) mod edge;
mod fields;
pub(crate) mod list;
pub(crate) mod one_or_many;
pub(crate) mod text;
pub(crate) mod timestamp;
