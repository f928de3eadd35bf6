//! The contract: read from YAML, checked, resolved and compared.
//!
//! ```text
//! spec/*.yaml ──load──> Spec ──check──> ──resolve──> Contracts ──diff──> changes
//! ```

mod availability;
pub(crate) mod characters;
pub mod check;
pub(crate) mod derived;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod forbidden;
mod lifetime;
pub mod load;
pub mod location;
pub(crate) mod messages;
mod model;
mod operation;
pub mod origin;
pub mod path;
// Only drafts write placeholders.
#[cfg_attr(not(feature = "cli"), allow(dead_code))]
pub(crate) mod placeholder;
mod resolve;
mod shapes;
pub mod spec;
// Only edits depend on the layout of a text.
#[cfg_attr(not(feature = "cli"), allow(dead_code))]
pub(crate) mod yaml;

pub use self::availability::{Replacement, Span};
pub use self::lifetime::Lifetime;
pub use self::model::{
    Contract, Contracts, Enum, EnumValue, ErrorCode, Field, Header, Host, Id, Source, Type,
};
pub use self::operation::{Note, Operation, Param, Permission};
pub use self::resolve::resolve;
pub use self::shapes::{Item, Shapes};
