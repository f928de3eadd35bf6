//! Edits of the spec's YAML that preserve everything else: comments, order,
//! layout, line ends.

mod address;
mod availability;
mod block;
mod bulk;
mod claims;
mod editor;
mod edits;
mod entries;
mod flow;
mod forms;
mod items;
mod layout;
mod long_lines;
mod opening;
mod order;
mod position;
pub mod spans;
pub(crate) mod spec_file;
mod text;
mod versions;

pub use self::address::Address;
pub use self::claims::{Claimed, claimed};
pub use self::editor::{EditError, Editor};
pub use self::entries::{VersionedEntry, versioned};
pub use self::opening::{Claim, NewVersion, Opened, new_version};
pub use self::versions::{cut_back, drop_outer_version, drop_version};
pub use crate::contract::yaml::Value;
