//! Bodies of responses until clients have read them, within a bound.

use std::sync::Arc;

use axum::body::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Size of a body that takes nothing of the budget, in bytes. The number of connections
/// bounds the memory of small ones.
const SMALL: usize = 16 * 1024;

/// Maximum size of all other bodies that are not read yet, in KiB.
const BUDGET: usize = 256 * 1024;

/// Returns the budget for the bodies of all connections.
pub(crate) fn budget() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(BUDGET))
}

/// A body that takes its size of the budget until it is sent, or its connection ends.
struct Body {
    json: String,
    _permit: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        self.json.as_bytes()
    }
}

/// Takes the size of a body from the budget; `None` if not so much is left.
pub(crate) fn charge(budget: &Arc<Semaphore>, json: String) -> Option<Bytes> {
    if json.len() <= SMALL {
        return Some(json.into());
    }
    let kib = u32::try_from(json.len().div_ceil(1024)).ok()?;
    let _permit = budget.clone().try_acquire_many_owned(kib).ok()?;
    Some(Bytes::from_owner(Body { json, _permit }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn large_bodies_take_their_size_until_they_are_dropped() {
        let budget = Arc::new(Semaphore::new(100));
        let body = |kib: usize| charge(&budget, "x".repeat(kib * 1024));
        let first = body(60).unwrap();
        // A part of it, as the server keeps while it is sent.
        let rest = first.slice(1024..);
        drop(first);
        assert!(body(60).is_none());
        assert_eq!(body(40).unwrap().len(), 40 * 1024);
        assert_eq!(budget.available_permits(), 40);
        assert_eq!(rest.len(), 59 * 1024);
        drop(rest);
        assert!(body(60).is_some());
    }

    #[test]
    fn small_bodies_are_always_sent() {
        let budget = Arc::new(Semaphore::new(0));
        assert!(charge(&budget, "x".repeat(SMALL)).is_some());
        assert!(charge(&budget, "x".repeat(SMALL + 1)).is_none());
    }
}
