//! Reading an edge page by page, and any number of nodes by their ids.

mod checkpoint;
mod isolate;
mod items;
mod nodes;
mod page;
mod pages;
mod size;
mod unreadable;
mod walk;

pub use self::checkpoint::Checkpoint;
pub use self::items::Items;
pub use self::nodes::Nodes;
pub use self::page::Page;
pub use self::pages::Pages;
pub use self::unreadable::OnUnreadable;
pub(crate) use self::walk::Walk;

/// Nodes of a page where the request does not say how many.
pub(crate) const DEFAULT_LIMIT: u64 = 25;
