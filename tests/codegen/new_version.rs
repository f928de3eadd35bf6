//! Graph versions that are opened and closed: what the spec says then.

#![allow(clippy::unwrap_used)]

#[path = "new_version/drafts.rs"]
mod drafts;

#[path = "new_version/opening.rs"]
mod opening;

#[path = "new_version/dropping.rs"]
mod dropping;

#[path = "new_version/command.rs"]
mod command;
