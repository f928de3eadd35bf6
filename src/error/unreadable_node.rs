//! Nodes that cannot be read.

use std::fmt;
use std::sync::Arc;

use crate::error::Error;

/// A node that Graph lists but does not deliver.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UnreadableNode {
    /// Id of the node.
    pub id: String,
    /// The error of reading it.
    pub error: Arc<Error>,
}

impl fmt::Display for UnreadableNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id, self.error)
    }
}
