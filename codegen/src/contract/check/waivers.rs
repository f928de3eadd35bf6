//! Waivers: each names a rule, versions of the spec, and a reason.

use super::{Checker, list};
use crate::contract::diagnostic::{Diagnostic, message};
use crate::contract::diff::rules;
use crate::contract::spec::Waiver;

impl Checker<'_> {
    pub(super) fn check_waivers(&mut self) {
        let waivers = &self.spec.waivers;
        for (index, waiver) in waivers.iter().enumerate() {
            self.check_rule(waiver);
            self.check_excuse(waiver);
            if let Some(first) = waivers[..index].iter().find(|first| same(first, waiver)) {
                let message = message!("`{}` of `{}` is waived twice", *waiver.rule, *waiver.item);
                self.found.push(
                    Diagnostic::new(message)
                        .at(waiver.item.place, "again here")
                        .at(first.item.place, "first here")
                        .help("keep one, or name other `versions` in each"),
                );
            }
        }
    }

    fn check_rule(&mut self, waiver: &Waiver) {
        let rule = waiver.rule.value.as_str();
        let known: Vec<_> = rules::all().map(|known| known.id).collect();
        if known.contains(&rule) {
            return;
        }
        let likeness = |id: &str| strsim::normalized_damerau_levenshtein(rule, id);
        let nearest = known
            .into_iter()
            .max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
        let help = match nearest.filter(|id| likeness(id) > 0.6) {
            Some(id) => format!("write `{id}`"),
            None => "write the rule as the report of `cargo codegen diff` names it".to_owned(),
        };
        self.found.push(
            Diagnostic::new(message!("`{}` is not a rule of `cargo codegen diff`", rule))
                .at(waiver.rule.place, "unknown rule")
                .help(help),
        );
    }

    fn check_excuse(&mut self, waiver: &Waiver) {
        if waiver.reason.trim().is_empty() {
            self.found.push(
                Diagnostic::new(message!(
                    "the waiver of `{}` has an empty reason",
                    *waiver.item
                ))
                .at(waiver.item.place, "nothing excuses it")
                .help("say why callers may be broken; the report and the changelog show it"),
            );
        }
        self.check_doc("waiver", &waiver.item, &waiver.reason);
        self.check_line("waiver", &waiver.item, &waiver.item);
        let Some(versions) = &waiver.versions else {
            return;
        };
        if versions.is_empty() {
            self.found.push(
                Diagnostic::new(message!(
                    "the waiver of `{}` names no version",
                    *waiver.item
                ))
                .at(waiver.item.place, "")
                .help("leave `versions` out where it holds for all"),
            );
        }
        for version in versions {
            if self.timeline.index(version.value).is_none() {
                let known = list(self.timeline.versions());
                self.found.push(
                    Diagnostic::new(message!("the spec has no version `{}`", version.value))
                        .at(version.place, "unknown version")
                        .help(format!(
                            "the versions are {known}; remove a waiver whose versions are gone"
                        )),
                );
            }
        }
    }
}

/// Whether two waivers excuse the same change in a version that both hold for.
fn same(one: &Waiver, other: &Waiver) -> bool {
    let (left, right) = (one.versions(), other.versions());
    let both = left.is_empty() || right.is_empty() || left.iter().any(|v| right.contains(v));
    both && one.rule.value == other.rule.value && one.item.value == other.item.value
}
