//! Bisects a failing page.

use super::page_size::PageSize;
use crate::error::Error;

/// The state of bisecting a page that keeps failing.
pub(super) struct Bisection {
    /// The error of the last call.
    error: Option<Error>,
    /// Nodes of the page that were not read yet.
    left: u64,
    /// The next nodes, one of which makes the page fail unless only their number does;
    /// 0 if none is known to.
    suspects: u64,
    /// Whether a page with only the next node fails.
    is_single: bool,
    /// Whether only one node is requested next, because the previous one failed.
    is_cautious: bool,
    /// The largest page that was read.
    largest_read: u64,
    /// Whether all suspects could be read, so that the page was too large.
    is_too_large: bool,
}

impl Bisection {
    pub(super) fn new(nodes: u64, is_cautious: bool, error: Error) -> Self {
        Self {
            is_cautious,
            error: Some(error),
            left: nodes,
            suspects: nodes,
            is_single: nodes < 2,
            largest_read: 0,
            is_too_large: false,
        }
    }

    /// Lets the ids of the nodes be listed before pages are halved.
    pub(super) fn begin_with_ids(&mut self) {
        self.is_single = true;
    }

    /// Returns how many nodes to request: half of the suspects, or one if the previous
    /// node failed.
    pub(super) fn limit(&self) -> u64 {
        match self.suspects {
            _ if self.is_cautious => 1,
            0 => self.left,
            suspects => suspects.div_ceil(2),
        }
    }

    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// Returns whether the next node is known to fail.
    pub(super) fn is_single(&self) -> bool {
        self.is_single
    }

    pub(super) fn take_error(&mut self) -> Option<Error> {
        self.error.take()
    }

    pub(super) fn page_failed(&mut self, error: Error) {
        let nodes = self.limit();
        self.is_single = nodes < 2;
        self.suspects = nodes;
        self.error = Some(error);
    }

    pub(super) fn page_was_read(&mut self) {
        let nodes = self.limit();
        self.largest_read = self.largest_read.max(nodes);
        self.is_too_large = self.suspects == nodes;
        self.suspects = self.suspects.saturating_sub(nodes);
        self.left = self.left.saturating_sub(nodes);
        self.is_cautious = false;
    }

    pub(super) fn nodes_were_read(&mut self, nodes: u64) {
        self.is_single = false;
        self.is_cautious = true;
        self.suspects = 0;
        self.left = self.left.saturating_sub(nodes);
    }

    pub(super) fn is_finished(&self) -> bool {
        self.left == 0 || self.is_too_large
    }

    /// Limits the page size if the page was too large.
    pub(super) fn adjust(&self, size: &mut PageSize) {
        if self.is_too_large {
            size.limit_to(self.largest_read);
        }
    }
}
