//! The contract made to say what Meta's files say.

#![allow(clippy::unwrap_used)]

mod applying;
mod catalogues;

#[path = "upstream_apply/stated.rs"]
mod stated;

#[path = "upstream_apply/versions.rs"]
mod versions;

#[path = "upstream_apply/entries.rs"]
mod entries;

#[path = "upstream_apply/command.rs"]
mod command;
