//! Edits of the spec's YAML that leave everything else as it is written:
//! comments, order, layout, line ends.

mod address;
mod draft;
mod edits;
mod entries;
mod flow;
mod forms;
mod found;
mod layout;
mod order;
mod text;
mod versions;

pub use self::address::Address;
pub use self::draft::{Draft, EditError};
pub use self::entries::{VersionedEntry, versioned};
pub use self::versions::{
    NewVersion, Opened, cut_back, drop_outer_version, drop_version, new_version,
};
pub use crate::contract::yaml::Value;
