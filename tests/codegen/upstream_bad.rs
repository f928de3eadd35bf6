//! Files of Meta's that make no sense: what is said, and that nothing is
//! written.

mod drafts;
mod entries;
mod names;
mod unreadable;
mod workplace;
