//! Adapts the page size.

use crate::request::field_set::DEFAULT_LIMIT;

/// Pages to read before a larger size is tried.
const GROW_AFTER: u32 = 8;

/// Maximum of `grow_after`.
const MAX_GROW_AFTER: u32 = 512;

/// The size of the pages of a stream: halved if Graph asks for less data, and grown
/// again later.
///
/// It stays between the last size that succeeded and the smallest that failed. Each
/// larger size that fails quadruples the number of pages before the next attempt.
#[derive(Debug)]
pub(super) struct PageSize {
    /// The limit of the caller.
    requested: Option<u64>,
    /// The current limit; `None` for that of the caller.
    current: Option<u64>,
    /// The last size that succeeded.
    succeeded: u64,
    /// The smallest size that failed.
    failed: Option<u64>,
    /// How often the nested pages are halved.
    halvings: u32,
    /// Pages of this size that were read.
    read: u32,
    grow_after: u32,
    /// Whether the last change was growth.
    has_grown: bool,
}

impl PageSize {
    pub(super) fn new(requested: Option<u64>) -> Self {
        Self {
            requested,
            current: None,
            succeeded: 1,
            failed: None,
            halvings: 0,
            read: 0,
            grow_after: GROW_AFTER,
            has_grown: false,
        }
    }

    /// Returns the limit to request; `None` for the default of Graph.
    pub(super) fn limit(&self) -> Option<u64> {
        self.current.or(self.requested)
    }

    /// Returns the maximum number of nodes of a page.
    pub(super) fn nodes(&self) -> u64 {
        self.limit().unwrap_or(DEFAULT_LIMIT)
    }

    /// Returns how often the nested pages are halved.
    pub(super) fn halvings(&self) -> u32 {
        self.halvings
    }

    /// Halves the pages. Returns `false` if they have only one node.
    pub(super) fn shrink(&mut self) -> bool {
        let (nodes, has_grown) = (self.nodes(), self.has_grown);
        self.page_failed();
        if nodes < 2 {
            return false;
        }
        self.failed = Some(nodes);
        self.current = Some(match has_grown && self.succeeded < nodes {
            true => self.succeeded,
            false => nodes / 2,
        });
        true
    }

    /// Limits the pages to so many nodes, after larger ones failed.
    pub(super) fn limit_to(&mut self, nodes: u64) {
        if nodes < self.nodes() {
            self.failed = Some(self.nodes());
            self.current = Some(nodes);
            self.page_failed();
        }
    }

    /// Starts anew, after failures that were not caused by the size.
    pub(super) fn reset(&mut self) {
        *self = Self::new(self.requested);
    }

    /// Halves the nested pages.
    pub(super) fn shrink_nested(&mut self) {
        self.page_failed();
        self.halvings += 1;
    }

    fn page_failed(&mut self) {
        if self.has_grown {
            self.grow_after = self.grow_after.saturating_mul(4).min(MAX_GROW_AFTER);
        }
        self.has_grown = false;
        self.read = 0;
    }

    /// Counts a page that was read, and grows if it is time.
    pub(super) fn page_was_read(&mut self) {
        if self.current.is_none() && self.halvings == 0 {
            self.grow_after = GROW_AFTER;
            self.has_grown = false;
            return;
        }
        self.succeeded = self.nodes();
        self.read = self.read.saturating_add(1);
        // Growth continues as long as it succeeds.
        if self.has_grown || self.read >= self.grow_after {
            self.grow();
        }
    }

    fn grow(&mut self) {
        self.read = 0;
        self.has_grown = true;
        if self.halvings > 0 {
            self.halvings -= 1;
            return;
        }
        let (nodes, requested) = (self.nodes(), self.requested.unwrap_or(DEFAULT_LIMIT));
        let next = match self.failed {
            Some(failed) if failed > nodes + 1 => nodes.midpoint(failed),
            // The nodes that made this size fail may have been passed.
            _ => nodes.saturating_mul(2),
        };
        self.failed = self.failed.filter(|failed| next < *failed);
        self.current = (next < requested).then_some(next);
    }
}

#[cfg(test)]
mod tests {
    use super::PageSize;

    /// Returns the sizes that are requested until so many nodes are read, if pages of
    /// more than `most` fail.
    fn sizes(requested: Option<u64>, most: u64, mut nodes: u64) -> Vec<u64> {
        let mut size = PageSize::new(requested);
        let mut sizes = Vec::new();
        while nodes > 0 {
            sizes.push(size.nodes());
            if size.nodes() > most {
                assert!(size.shrink());
            } else {
                nodes = nodes.saturating_sub(size.nodes());
                size.page_was_read();
            }
        }
        sizes
    }

    #[test]
    fn one_node_a_page_is_found_with_five_calls_too_many() {
        let sizes = sizes(None, 1, 20);
        assert_eq!(sizes[..5], [25, 12, 6, 3, 1]);
        assert_eq!(sizes.len(), 25, "{sizes:?}");
    }

    #[test]
    fn the_size_settles_at_the_largest_that_works() {
        for most in [1, 2, 3, 5, 7, 10, 18, 24] {
            let sizes = sizes(None, most, 2000 * most);
            let failed = sizes.iter().filter(|size| **size > most).count();
            assert!(failed < 25, "{most}: {failed} calls failed");
            let settled = sizes[500..].iter().filter(|size| **size == most).count();
            assert!(
                settled > sizes[500..].len() * 9 / 10,
                "{most}: {settled} of {}",
                sizes.len()
            );
        }
    }

    #[test]
    fn a_size_that_worked_is_returned_to() {
        let sizes = sizes(Some(100), 40, 4000);
        // 50 and 25 first, then halfway up from what worked.
        assert_eq!(sizes[..3], [100, 50, 25]);
        assert!(
            sizes[3..].iter().all(|size| (25..=50).contains(size)),
            "{sizes:?}"
        );
    }

    #[test]
    fn the_size_grows_back_once_larger_pages_work() {
        let mut size = PageSize::new(Some(100));
        while size.nodes() > 1 {
            size.shrink();
        }
        for _ in 0..60 {
            size.page_was_read();
        }
        assert_eq!(size.limit(), Some(100));
    }

    #[test]
    fn nested_pages_grow_first() {
        let mut size = PageSize::new(Some(1));
        assert!(!size.shrink());
        size.shrink_nested();
        size.shrink_nested();
        assert_eq!(size.halvings(), 2);
        for _ in 0..10 {
            size.page_was_read();
        }
        assert_eq!((size.halvings(), size.limit()), (0, Some(1)));
    }
}
