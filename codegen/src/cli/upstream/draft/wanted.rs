//! What is asked for.

use crate::contract::spec::{Date, VersionName};

/// What to draft.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Calls: `Page.conversations`, or `Page` for the node itself. `*` is any
    /// text, and all reads if it is alone.
    pub targets: Vec<String>,
    /// The number of levels of nodes that are drafted below those that the calls
    /// return.
    pub depth: usize,
    /// The Graph version of Meta's files.
    pub version: VersionName,
    /// The day of its release, if known.
    pub released: Option<Date>,
    /// Whether the files are taken for all versions of the contract.
    pub assume_same: bool,
}
