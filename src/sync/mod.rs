//! A mirror of inboxes.

mod call_counter;
mod error;
mod inbox;
mod json;
mod node;
mod reader;
mod report;
mod run;
mod sqlite;
mod store;
mod thread;
mod threads_by_id;
mod walk;

pub use self::error::{StoreError, SyncError};
pub use self::inbox::Inbox;
pub use self::report::SyncReport;
pub use self::run::{Depth, Sync, run_all};
pub use self::sqlite::SqliteStore;
pub use self::store::{
    AttachmentRow, Changes, Gap, KnownThread, Lease, MessageRow, PersonRow, Progress, Store,
    ThreadRow, UnreadableRow, Vanished, WalkPosition,
};
