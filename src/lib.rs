#![doc = include_str!("guide.md")]

#[doc(hidden)]
#[path = "rt.rs"]
pub mod __rt;

mod batch;
#[cfg(feature = "blocking")]
pub mod blocking;
mod client;
mod decode;
mod error;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod paging;
mod plan;
mod request;
#[cfg(feature = "simulator")]
pub mod simulator;
#[cfg(feature = "sync")]
pub mod sync;
mod types;
mod version;

#[path = "../generated/mod.rs"]
#[rustfmt::skip]
mod generated;

pub use crate::batch::{Batch, BatchAnswers, BatchHandle};
pub use crate::client::builder::GraphBuilder;
pub use crate::client::call_phase::CallPhase;
pub use crate::client::graph::Graph;
pub use crate::client::headers::Headers;
pub use crate::client::hook::{Attempt, AttemptOutcome, Hook, HookFuture};
pub use crate::client::options::CallOptions;
pub use crate::client::pacing::{LocalPacer, PacedCall, Pacer, PacerFuture, Pacing, Permit};
pub use crate::client::path_call::PathCall;
pub use crate::client::response::Response;
pub use crate::client::response_info::ResponseInfo;
pub use crate::client::retry::Retry;
pub use crate::client::retry_budget::RetryBudget;
pub use crate::client::session::VersionCheck;
pub use crate::client::token::{AccessToken, TokenFuture, TokenProvider};
pub use crate::client::usage::{BusinessUsage, Metrics, Usage};
pub use crate::decode::{
    Decoding, JsonKind, Mismatch, MismatchGroup, Outcome, Report, UnknownMembers,
};
pub use crate::error::advice::{Advice, AdviceKind, Concern, ErrorCase, ErrorEntry};
pub use crate::error::bad_response::{DecodeError, HttpError};
pub use crate::error::graph_error::GraphError;
pub use crate::error::permission::Permission;
pub use crate::error::transport::{TransportError, TransportErrorKind};
pub use crate::error::{Error, Invalid, UnreadableNode};
pub use crate::generated::*;
pub use crate::paging::{Checkpoint, Items, NodesById, OnUnreadable, Page, Pages};
pub use crate::plan::{
    PlanCheckpoint, PlanError, PlanEstimate, PlanNode, PlanNodes, ReadPlan, SourceEstimate,
};
pub use crate::request::expansion::Expansion;
pub use crate::request::field_set::FieldSet;
pub use crate::request::graph_path::GraphPath;
pub use crate::request::path_request::PathRequest;
pub use crate::request::selected_field::SelectedField;
pub use crate::request::with_options::WithOptions;
pub use crate::request::{
    Continues, EdgeRequest, FieldRequest, NoRequest, NodeRequest, NodesRequest, Request,
};
pub use crate::types::edge::{Edge, Paging};
pub use crate::types::one_or_many::OneOrMany;
pub use crate::types::timestamp::{ParseTimestampError, Timestamp, TimestampRangeError};
pub use crate::version::{Date, GraphVersion, ParseDateError, Version, VersionVisitor};

/// The README's code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
