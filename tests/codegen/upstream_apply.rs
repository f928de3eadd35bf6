//! The contract made to say what Meta's files say.

mod command;
mod entries;
mod stated;
mod versions;
