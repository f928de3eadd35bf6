//! Drafts that are merged with a contract.

mod contracts;
mod metas_files;
mod names;
mod patterns;
