//! The world that the simulator serves: Pages, conversations, messages and people.
//!
//! Plain data that can change over time. Nothing here depends on HTTP, JSON
//! rendering or the contract.

mod apply;
pub(crate) mod change;
pub(crate) mod living_world;
pub(crate) mod message;
pub(crate) mod node_id;
pub(crate) mod page;
mod pages;
pub(crate) mod person;
mod reactions;
mod seed;
mod shelf;
mod store;
pub(crate) mod thread;
pub(crate) mod thread_filter;
pub(crate) mod thread_list;
pub(crate) mod timeline;
pub(crate) mod token;
pub(crate) mod traffic;
pub(crate) mod viewer;
pub(crate) mod world;
