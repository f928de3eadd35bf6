//! YAML: how it is read and how it is written.
//!
//! Loading, editing and the places of a diff share one tree, and whatever
//! writes YAML one writer.

mod parse;
mod scalar;
#[cfg(test)]
mod tests;
mod tree;
#[cfg(feature = "cli")]
mod write;

pub(crate) use self::parse::Unreadable;
pub(crate) use self::scalar::Kind;
#[cfg(feature = "cli")]
pub(crate) use self::scalar::is_plain;
pub(crate) use self::tree::{Document, Entry, Node, Shape};
#[cfg(feature = "cli")]
pub use self::write::Value;
#[cfg(feature = "cli")]
pub(crate) use self::{
    tree::Reference,
    write::{WIDTH, key},
};
