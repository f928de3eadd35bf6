//! Waivers: each names a rule, versions of the spec, and a reason.

use super::Checker;
use crate::contract::diff::rules;
use crate::contract::messages::{facts as messages, versions};
use crate::contract::spec::Waiver;

impl Checker<'_> {
    pub(super) fn check_waivers(&mut self) {
        let waivers = &self.spec.waivers;
        let rules: Vec<_> = rules::all().map(|rule| rule.id).collect();
        for (index, waiver) in waivers.iter().enumerate() {
            if !rules.contains(&waiver.rule.as_str()) {
                self.report(messages::unknown_rule(&waiver.rule, &rules));
            }
            self.check_reason(waiver);
            self.check_waiver_versions(waiver);
            let mut earlier = waivers[..index].iter();
            if let Some(first) = earlier.find(|first| waive_the_same(first, waiver)) {
                self.report(messages::duplicate_waiver(waiver, &first.item));
            }
        }
    }

    fn check_reason(&mut self, waiver: &Waiver) {
        if waiver.reason.trim().is_empty() {
            self.report(messages::empty_reason(&waiver.item));
        }
        self.check_doc("waiver", &waiver.item, &waiver.reason);
        self.check_line("waiver", &waiver.item, &waiver.item);
    }

    fn check_waiver_versions(&mut self, waiver: &Waiver) {
        if waiver.versions.as_ref().is_some_and(Vec::is_empty) {
            self.report(messages::waiver_without_versions(&waiver.item));
        }
        for version in waiver.versions.iter().flatten() {
            if self.timeline.index(version.value).is_none() {
                let known = self.timeline.versions();
                self.report(versions::unknown_version_of_waiver(version, known));
            }
        }
    }
}

/// Returns whether two waivers waive the same change in some version.
fn waive_the_same(one: &Waiver, other: &Waiver) -> bool {
    let (left, right) = (one.versions(), other.versions());
    let both = left.is_empty() || right.is_empty() || left.iter().any(|v| right.contains(v));
    both && one.rule.value == other.rule.value && one.item.value == other.item.value
}
