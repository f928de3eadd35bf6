//! Says that another Graph version answers than the requested one.

use std::sync::Once;

use page_conversations::{Attempt, AttemptOutcome, Hook};

use crate::output::note;

/// Says so on stderr, once.
pub struct VersionNotice(Once);

impl VersionNotice {
    pub const fn new() -> Self {
        Self(Once::new())
    }
}

impl Hook for VersionNotice {
    fn after_attempt(&self, attempt: &Attempt, outcome: &AttemptOutcome<'_>) {
        let answered = outcome.info().and_then(|info| info.answered_by.as_deref());
        let requested = attempt.version();
        if let Some(answered) = answered.filter(|answered| *answered != requested.name) {
            self.0.call_once(|| {
                note(&format!(
                    "warning: {requested} was requested, and {answered} answered: choose another \
                     version with --graph-version"
                ));
            });
        }
    }
}
