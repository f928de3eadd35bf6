//! What is said to differ between contracts.

mod breaking;
mod cases;
mod documentation;
mod edits;
mod error_rows;
mod history;
mod properties;
mod rules;
mod spec;
mod verdicts;
mod whole;
