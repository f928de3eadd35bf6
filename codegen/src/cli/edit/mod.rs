//! Edits of the spec's YAML that preserve everything else: comments, order,
//! layout, line ends.

mod address;
mod block;
mod editor;
mod edits;
mod entries;
mod flow;
mod forms;
mod layout;
mod order;
mod position;
mod text;
mod versions;

pub use self::address::Address;
pub use self::editor::{EditError, Editor};
pub use self::entries::{VersionedEntry, versioned};
pub use self::versions::{
    NewVersion, Opened, cut_back, drop_outer_version, drop_version, new_version,
};
pub use crate::contract::yaml::Value;
