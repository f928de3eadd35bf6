//! What is noted while a body is read with care.

use std::cell::RefCell;

use super::error::Wrong;
use super::report::{Outcome, Report};

/// What is noted while a body is read.
pub(super) struct Notes {
    report: RefCell<Report>,
    /// Whether members that the contract does not know are kept.
    pub(super) keeps_unknown: bool,
}

impl Notes {
    pub(super) fn new(keeps_unknown: bool) -> Self {
        Self {
            report: RefCell::default(),
            keeps_unknown,
        }
    }

    pub(super) fn into_report(self) -> Report {
        self.report.into_inner()
    }

    pub(super) fn add(&self, wrong: Wrong, outcome: Outcome) {
        self.report.borrow_mut().add_wrong(wrong, outcome);
    }

    /// Notes that bytes of a body were replaced.
    pub(super) fn add_text(&self, path: String) {
        let wrong = Wrong::expected("text in UTF-8").at_text(path);
        self.add(wrong, Outcome::Replaced);
    }

    /// How many values were lost.
    pub(super) fn losses(&self) -> u64 {
        let report = self.report.borrow();
        let groups = report.groups();
        let lost = groups
            .filter(|(group, _)| matches!(group.outcome, Outcome::LeftEmpty | Outcome::LeftOut));
        lost.map(|(_, count)| count).sum()
    }

    pub(super) fn count(&self) -> u64 {
        self.report.borrow().mismatch_count()
    }
}
