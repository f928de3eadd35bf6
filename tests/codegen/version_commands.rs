//! Graph versions that are opened and closed: what the spec says then.

mod command;
mod drop_version;
mod new_version;
mod orders;
mod specs;
