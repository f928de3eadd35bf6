//! What is said to differ between contracts.

mod bindings;
mod breaking;
mod cases;
mod documentation;
mod edits;
mod error_lookup;
mod error_rows;
mod error_ways;
mod history;
mod properties;
mod rules;
pub mod spec;
mod verdicts;
mod whole;
