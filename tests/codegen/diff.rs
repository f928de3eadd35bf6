//! What is said to differ between contracts.

mod breaking;
mod cases;
mod documentation;
mod edits;
mod history;
mod properties;
mod rules;
mod spec;
mod whole;
