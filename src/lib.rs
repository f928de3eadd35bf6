//! Conversations of a Page, on Messenger and Instagram, from Meta's Graph API.
//!
//! The bindings are generated from a YAML contract of the edge
//! `GET /{page-id}/conversations`. Each Graph version is a module, such as
//! [`v26_0`], with the requests, types and enums of that version. [`Graph`]
//! sends the requests.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use page_conversations::Graph;
//! use page_conversations::v26_0::{Folder, ListConversations, Platform, UnifiedThreadFields};
//!
//! # async fn run(access_token: String) -> Result<(), page_conversations::Error> {
//! let graph = Graph::builder(access_token).build()?;
//! let request = ListConversations::new("210000000000001")
//!     .platform(Platform::Messenger)
//!     .folder(Folder::Inbox)
//!     .fields(UnifiedThreadFields::new().updated_time().participants());
//!
//! let mut threads = graph.items(request);
//! while let Some(thread) = threads.try_next().await? {
//!     println!("{} {:?}", thread.id, thread.updated_time);
//! }
//! # Ok(())
//! # }
//! ```

#[doc(hidden)]
#[path = "rt.rs"]
pub mod __rt;

mod advice;
mod builder;
mod call;
mod edge;
mod error;
mod field_set;
mod graph;
mod graph_error;
mod nodes;
mod pacing;
mod page;
mod pages;
mod proof;
mod request;
mod response;
mod retry;
mod session;
mod text;
mod timestamp;
mod trace;
mod usage;
mod version;
mod walk;

#[path = "../generated/mod.rs"]
#[rustfmt::skip]
mod generated;

pub use crate::advice::{Advice, AdviceKind, ErrorCase, ErrorEntry};
pub use crate::builder::GraphBuilder;
pub use crate::edge::{Edge, Paging};
pub use crate::error::{DecodeError, Error, HttpError, Invalid, TransportError};
pub use crate::field_set::{Expansion, FieldSet};
pub use crate::generated::*;
pub use crate::graph::Graph;
pub use crate::graph_error::GraphError;
pub use crate::nodes::Nodes;
pub use crate::pacing::Pacing;
pub use crate::page::Page;
pub use crate::pages::{Items, Pages};
pub use crate::request::{EdgeRequest, NodesRequest, Permission, Request};
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
