//! Where to resume a plan.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::paging::Checkpoint;

/// A position in a plan, from which another run of the same plan continues.
///
/// It can be stored, for example as JSON, and passed to
/// [`ReadPlan::resume`](crate::ReadPlan::resume). It identifies sources by their names.
///
/// ```
/// use page_conversations::PlanCheckpoint;
///
/// let stored = r#"{"sales":{"nodes":50,"position":{"after":"QVFIUkdq"}}}"#;
/// let checkpoint: PlanCheckpoint = serde_json::from_str(stored)?;
/// assert_eq!(checkpoint.delivered("sales"), 50);
/// assert!(!checkpoint.is_done("sales") && !checkpoint.is_done("support"));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlanCheckpoint {
    sources: BTreeMap<String, Progress>,
}

/// How far a source was delivered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// Number of nodes, including those that cannot be read.
    pub(super) nodes: usize,
    /// The position in the pages of an edge; of ids, whether all were delivered.
    pub(super) position: Checkpoint,
}

impl PlanCheckpoint {
    /// Returns whether a source was delivered to its end.
    pub fn is_done(&self, source: &str) -> bool {
        let progress = self.sources.get(source);
        progress.is_some_and(|progress| progress.position.is_done())
    }

    /// Returns how many nodes of a source were delivered, including those that cannot be
    /// read.
    pub fn delivered(&self, source: &str) -> usize {
        self.sources
            .get(source)
            .map_or(0, |progress| progress.nodes)
    }

    pub(super) fn progress(&self, source: &str) -> Option<&Progress> {
        self.sources.get(source)
    }

    pub(super) fn update(&mut self, source: &str, progress: Progress) {
        self.sources.insert(source.to_owned(), progress);
    }
}
