//! How many nodes to ask for at once.

use super::DEFAULT_LIMIT;

/// Pages that have to be read before a larger one is tried.
const PATIENCE: u32 = 8;

/// The longest patience.
const LONGEST_PATIENCE: u32 = 512;

/// The size of the pages of a walk: halved where Graph asks for less data, and
/// grown back now and then.
///
/// It keeps between the largest size that worked and the smallest that failed.
/// Each larger size that fails makes the next attempt four times as late.
#[derive(Debug)]
pub(super) struct PageSize {
    /// What the caller asked for.
    asked: Option<u64>,
    /// What is asked for now; `None` where it is what the caller asked for.
    current: Option<u64>,
    /// The size that worked last.
    worked: u64,
    /// The smallest size that failed.
    failed: Option<u64>,
    /// How often the pages within nodes are halved.
    halvings: u32,
    /// Pages of this size that were read.
    read: u32,
    patience: u32,
    /// Whether the last change made it larger.
    has_grown: bool,
}

impl PageSize {
    pub(super) fn new(asked: Option<u64>) -> Self {
        Self {
            asked,
            current: None,
            worked: 1,
            failed: None,
            halvings: 0,
            read: 0,
            patience: PATIENCE,
            has_grown: false,
        }
    }

    /// Returns the limit to ask for; `None` for Graph's own.
    pub(super) fn limit(&self) -> Option<u64> {
        self.current.or(self.asked)
    }

    /// Returns how many nodes a page has at most.
    pub(super) fn nodes(&self) -> u64 {
        self.limit().unwrap_or(DEFAULT_LIMIT)
    }

    /// Returns how often the pages within nodes are halved.
    pub(super) fn halvings(&self) -> u32 {
        self.halvings
    }

    /// Makes pages smaller; `false` where one has a single node already.
    pub(super) fn shrink(&mut self) -> bool {
        let (nodes, has_grown) = (self.nodes(), self.has_grown);
        self.failed();
        if nodes < 2 {
            return false;
        }
        self.failed = Some(nodes);
        self.current = Some(match has_grown && self.worked < nodes {
            true => self.worked,
            false => nodes / 2,
        });
        true
    }

    /// Asks for at most so many nodes, after more of them failed.
    pub(super) fn limit_to(&mut self, nodes: u64) {
        if nodes < self.nodes() {
            self.failed = Some(self.nodes());
            self.current = Some(nodes);
            self.failed();
        }
    }

    /// Forgets what failed: it was not about the size.
    pub(super) fn forget(&mut self) {
        *self = Self::new(self.asked);
    }

    /// Makes the pages within nodes smaller.
    pub(super) fn shrink_within(&mut self) {
        self.failed();
        self.halvings += 1;
    }

    fn failed(&mut self) {
        if self.has_grown {
            self.patience = self.patience.saturating_mul(4).min(LONGEST_PATIENCE);
        }
        self.has_grown = false;
        self.read = 0;
    }

    /// Notes that a page was read, and makes the next one larger if it is time.
    pub(super) fn was_read(&mut self) {
        if self.current.is_none() && self.halvings == 0 {
            self.patience = PATIENCE;
            self.has_grown = false;
            return;
        }
        self.worked = self.nodes();
        self.read = self.read.saturating_add(1);
        // A size that turned out well is followed up at once.
        if self.has_grown || self.read >= self.patience {
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
        let (nodes, asked) = (self.nodes(), self.asked.unwrap_or(DEFAULT_LIMIT));
        let next = match self.failed {
            Some(failed) if failed > nodes + 1 => nodes.midpoint(failed),
            // Larger sizes are tried again in the end: what failed may be behind.
            _ => nodes.saturating_mul(2),
        };
        self.failed = self.failed.filter(|failed| next < *failed);
        self.current = (next < asked).then_some(next);
    }
}

#[cfg(test)]
mod tests {
    use super::PageSize;

    /// The sizes that are asked for until so many nodes were read, where pages of
    /// more than `most` fail.
    fn sizes(asked: Option<u64>, most: u64, mut nodes: u64) -> Vec<u64> {
        let mut size = PageSize::new(asked);
        let mut sizes = Vec::new();
        while nodes > 0 {
            sizes.push(size.nodes());
            if size.nodes() > most {
                assert!(size.shrink());
            } else {
                nodes = nodes.saturating_sub(size.nodes());
                size.was_read();
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
            size.was_read();
        }
        assert_eq!(size.limit(), Some(100));
    }

    #[test]
    fn pages_within_nodes_grow_back_first() {
        let mut size = PageSize::new(Some(1));
        assert!(!size.shrink());
        size.shrink_within();
        size.shrink_within();
        assert_eq!(size.halvings(), 2);
        for _ in 0..10 {
            size.was_read();
        }
        assert_eq!((size.halvings(), size.limit()), (0, Some(1)));
    }
}
