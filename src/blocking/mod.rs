//! The client for code without async: the same names, but calls block the thread.
//!
//! [`GraphBuilder::build_blocking`](crate::GraphBuilder::build_blocking) builds a [`Graph`],
//! and streams are iterators. Pacing, retries, errors, reports and checkpoints are those of the
//! async client, which runs on a thread of its own. The caller needs no runtime.
//!
//! Within an async task of tokio, calls return [`Error::Blocking`](crate::Error::Blocking)
//! instead of blocking the task. Threads of `tokio::task::spawn_blocking` may block.
//!
//! ```
//! use page_conversations::v26_0::{ListConversations, UnifiedThreadFields};
//! use page_conversations::{Error, blocking};
//!
//! fn print_inbox(graph: &blocking::Graph, page_id: &str) -> Result<(), Error> {
//!     let fields = UnifiedThreadFields::new().updated_time().participants();
//!     for thread in graph.items(ListConversations::new(page_id).fields(fields)) {
//!         let thread = thread?;
//!         println!("{} {:?}", thread.id, thread.updated_time);
//!     }
//!     Ok(())
//! }
//!
//! let graph = blocking::Graph::builder("a Page access token").build_blocking()?;
//! # let _ = print_inbox;
//! # drop(graph);
//! # Ok::<_, Error>(())
//! ```

mod batch;
mod graph;
mod iter;
mod path_call;
mod runtime;

pub use self::batch::Batch;
pub use self::graph::Graph;
pub use self::iter::{Items, Iter, NodesById, Pages};
pub use self::path_call::PathCall;
