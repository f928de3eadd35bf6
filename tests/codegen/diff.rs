//! What is said to differ between contracts.

#![allow(clippy::unwrap_used)]

#[path = "diff/spec.rs"]
mod spec;

#[path = "diff/history.rs"]
mod history;

#[path = "diff/rules.rs"]
mod rules;

#[path = "diff/documentation.rs"]
mod documentation;

#[path = "diff/breaking.rs"]
mod breaking;

#[path = "diff/whole.rs"]
mod whole;

#[path = "diff/edits.rs"]
mod edits;

#[path = "diff/properties.rs"]
mod properties;

#[path = "diff/cases.rs"]
mod cases;
