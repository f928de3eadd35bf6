//! What generated code is written against. Not part of the public interface:
//! it changes with the generator, and [`RUNTIME`] with it.

pub use progenitor_client;
pub use reqwest;
pub use serde;
pub use serde_json;

pub use crate::__object as object;
pub use crate::__text as text;
pub use crate::advice::{AdviceKind, ErrorCase, ErrorEntry};
pub use crate::builder::GraphBuilder;
pub use crate::decode::UnknownMembers;
pub use crate::decode::object::{OBJECT, missing, skip, twice};
pub use crate::edge::Edge;
pub use crate::error::Invalid;
pub use crate::field_set::{Expansion, FieldSet, SelectedField};
pub use crate::one_or_many::OneOrMany;
pub use crate::permission::Permission;
pub use crate::request::{
    Continues, EdgeRequest, FieldRequest, NoRequest, NodeRequest, NodesRequest, Request, Sent,
    check_comma, check_count, check_limit, check_path, comma, json,
};
pub use crate::session::Session;
pub use crate::text::read_text;
pub use crate::timestamp::Timestamp;
pub use crate::version::{Date, GraphVersion, Version};

/// The interface that this module offers to generated code.
pub const RUNTIME: u32 = 1;
