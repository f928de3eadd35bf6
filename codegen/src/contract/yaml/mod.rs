//! YAML, parsed and written.
//!
//! Loading, editing and the places of a diff share one tree, and everything
//! that writes YAML shares one writer.

mod cause;
mod error;
pub(crate) mod json;
mod parse;
#[cfg(feature = "cli")]
mod reread;
mod scalar;
#[cfg(test)]
mod tests;
mod tree;
#[cfg(feature = "cli")]
mod write;

pub(crate) use self::error::{ParseError, YamlError};
pub(crate) use self::parse::MOST_LEVELS;
#[cfg(feature = "cli")]
pub(crate) use self::reread::reread;
pub(crate) use self::scalar::Scalar;
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
