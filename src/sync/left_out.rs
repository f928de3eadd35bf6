//! Nodes that are in a response, and are left out because they are no objects.

use crate::decode::{Outcome, Report};

/// Returns the number of nodes that were left out.
pub(super) fn count(report: &Report) -> u64 {
    let left_out = report
        .groups()
        .filter(|(group, _)| group.outcome == Outcome::LeftOut);
    left_out.map(|(_, count)| count).sum()
}

/// Returns whether the node of an id was left out of a response to a request of ids.
pub(super) fn has_id(report: &Report, id: &str) -> bool {
    let mut mismatches = report.mismatches().iter();
    mismatches.any(|one| one.outcome == Outcome::LeftOut && one.path == id)
}
