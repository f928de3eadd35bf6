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
mod edge;
mod error;
mod field_set;
mod graph;
mod page;
mod request;
mod response;
mod session;
mod text;
mod timestamp;
mod version;

#[path = "../generated/mod.rs"]
#[rustfmt::skip]
mod generated;

pub use crate::advice::{Advice, ErrorEntry};
pub use crate::edge::{Edge, Paging};
pub use crate::error::{DecodeError, Error, GraphError, HttpError, Invalid, TransportError};
pub use crate::field_set::{Expansion, FieldSet};
pub use crate::generated::*;
pub use crate::graph::{Graph, GraphBuilder};
pub use crate::page::{Items, Page, Pages};
pub use crate::request::{EdgeRequest, Request};
pub use crate::timestamp::{ParseTimestampError, Timestamp};
pub use crate::version::{Date, GraphVersion, Version};

/// The README's code, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
