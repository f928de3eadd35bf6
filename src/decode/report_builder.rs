//! Collects a report while a body is decoded.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use super::error::MismatchError;
use super::json_path;
use super::report::{Mismatch, Outcome, Report};

/// Collects the mismatches of a body.
#[derive(Default)]
pub(super) struct ReportBuilder {
    report: RefCell<Report>,
    /// Whether bytes of the body were replaced.
    has_replaced_bytes: Cell<bool>,
}

impl ReportBuilder {
    pub(super) fn build(self) -> Report {
        self.report.into_inner()
    }

    pub(super) fn add(&self, error: MismatchError, outcome: Outcome) {
        let (location, expected) = error.into_parts();
        let mismatch = Mismatch {
            path: location.exact,
            expected,
            found: location.found,
            outcome,
        };
        self.report
            .borrow_mut()
            .add_mismatch(mismatch, location.pattern);
    }

    /// Returns the text of a body. Bytes that are not UTF-8 are replaced, and reported
    /// once.
    pub(super) fn text<'a>(&self, body: &'a [u8]) -> Cow<'a, str> {
        let error = match std::str::from_utf8(body) {
            Ok(text) => return Cow::Borrowed(text),
            Err(error) => error,
        };
        let path = json_path::before(body, error.valid_up_to());
        let error = MismatchError::expected("text in UTF-8").at_invalid_utf8(path);
        self.add(error, Outcome::Replaced);
        self.has_replaced_bytes.set(true);
        String::from_utf8_lossy(body)
    }

    /// Returns whether bytes of a part of the body may have been replaced.
    pub(super) fn may_be_altered(&self, part: &str) -> bool {
        self.has_replaced_bytes.get() && part.contains(char::REPLACEMENT_CHARACTER)
    }

    /// Returns the number of values that were lost or altered.
    pub(super) fn lost_values(&self) -> u64 {
        let report = self.report.borrow();
        let groups = report.groups();
        let lost = groups.filter(|(group, _)| group.outcome != Outcome::Converted);
        lost.map(|(_, count)| count).sum()
    }

    /// Returns whether a value was replaced, or chosen of several.
    pub(super) fn has_altered_values(&self) -> bool {
        let report = self.report.borrow();
        let mut groups = report.groups();
        groups.any(|(group, _)| matches!(group.outcome, Outcome::Replaced | Outcome::LeftOut))
    }

    pub(super) fn mismatch_count(&self) -> u64 {
        self.report.borrow().mismatch_count()
    }
}
