//! Waivers: each names a rule, versions of the spec, and a reason.

use super::Checker;
use crate::contract::diff::rules;
use crate::contract::messages::{facts as messages, versions as version_messages};
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
        match waiver.reason.trim().is_empty() {
            true => self.report(messages::empty_reason(&waiver.item, &waiver.reason)),
            false => self.check_doc("waiver", &waiver.item, &waiver.reason),
        }
    }

    fn check_waiver_versions(&mut self, waiver: &Waiver) {
        let Some(versions) = &waiver.versions else {
            return;
        };
        if versions.is_empty() {
            self.report(messages::waiver_without_versions(
                &waiver.item,
                versions.place,
            ));
        }
        self.check_unique("version", versions);
        for version in versions.iter() {
            if self.knows_versions && self.timeline.index(version.value).is_none() {
                let known = self.timeline.versions();
                self.report(version_messages::unknown_version_of_waiver(version, known));
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
