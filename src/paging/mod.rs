//! Streams of pages, of their nodes, and of nodes by their ids.

mod bisection;
mod checkpoint;
mod failing_page;
mod items;
mod nodes_by_id;
mod on_unreadable;
mod page;
mod page_reader;
mod page_size;
mod pages;

pub use self::checkpoint::Checkpoint;
pub use self::items::Items;
pub use self::nodes_by_id::NodesById;
pub(crate) use self::nodes_by_id::{NodeBatch, NodeReader};
pub use self::on_unreadable::OnUnreadable;
pub use self::page::Page;
pub(crate) use self::page_reader::PageReader;
pub use self::pages::Pages;
