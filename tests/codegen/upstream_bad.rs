//! Files of Meta's that make no sense: what is said, and that nothing is
//! written.

#![allow(clippy::unwrap_used)]

mod catalogues;

#[path = "upstream_bad/workplace.rs"]
mod workplace;

#[path = "upstream_bad/entries.rs"]
mod entries;

#[path = "upstream_bad/unreadable.rs"]
mod unreadable;

#[path = "upstream_bad/names.rs"]
mod names;

#[path = "upstream_bad/drafts.rs"]
mod drafts;
