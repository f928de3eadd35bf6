#![doc = include_str!("guide.md")]

#[doc(hidden)]
#[path = "rt.rs"]
pub mod __rt;

mod advice;
mod bad_response;
mod builder;
mod call;
mod decode;
mod edge;
mod error;
mod error_body;
mod field_set;
mod graph;
mod graph_error;
mod json_path;
mod one_or_many;
mod pacing;
mod paging;
mod permission;
mod proof;
mod redact;
mod request;
mod response;
mod retry;
mod session;
#[cfg(feature = "simulator")]
pub mod simulator;
mod text;
mod timestamp;
mod trace;
mod usage;
mod version;

#[path = "../generated/mod.rs"]
#[rustfmt::skip]
mod generated;

pub use crate::advice::{Advice, AdviceKind, Concern, ErrorCase, ErrorEntry};
pub use crate::bad_response::{DecodeError, HttpError};
pub use crate::builder::GraphBuilder;
pub use crate::decode::{
    Decoding, JsonKind, Mismatch, MismatchGroup, Outcome, Report, UnknownMembers, UnreadableNode,
};
pub use crate::edge::{Edge, Paging};
pub use crate::error::{Error, Invalid, TransportError};
pub use crate::field_set::{Expansion, FieldSet};
pub use crate::generated::*;
pub use crate::graph::Graph;
pub use crate::graph_error::GraphError;
pub use crate::one_or_many::OneOrMany;
pub use crate::pacing::Pacing;
pub use crate::paging::{Checkpoint, Items, Nodes, OnUnreadable, Page, Pages};
pub use crate::permission::Permission;
pub use crate::request::{
    Continues, EdgeRequest, FieldRequest, NoRequest, NodeRequest, NodesRequest, Request,
};
pub use crate::response::{Response, ResponseInfo};
pub use crate::retry::Retry;
pub use crate::session::VersionCheck;
pub use crate::timestamp::{ParseTimestampError, Timestamp};
pub use crate::usage::{BusinessUsage, Metrics, Usage};
pub use crate::version::{Date, GraphVersion, Version};

/// The README's code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
