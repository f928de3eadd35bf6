//! YAML: how it is read and how it is written.

mod tree;
mod write;

pub(crate) use self::tree::{Entry, Node, Shape};
pub use self::write::Value;
pub(crate) use self::write::{WIDTH, is_plain, key};
