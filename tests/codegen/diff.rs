//! What is said to differ between contracts.

#![allow(clippy::unwrap_used)]

#[path = "diff/spec.rs"]
mod spec;

#[path = "diff/history.rs"]
mod history;
