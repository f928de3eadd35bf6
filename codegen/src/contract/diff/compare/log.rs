//! Writes down what differs, in the words that all rules share.

use super::renames::Renames;
use crate::contract::diff::Rule;
use crate::contract::diff::findings::{Anchor, Finding, Findings};
use crate::contract::diff::rules::provenance::{DOCS_CHANGED, SOURCE_CHANGED};
use crate::contract::diff::subject::Subject;
use crate::contract::messages::list;
use crate::contract::spec::VersionName;

/// Where differences of some versions are written to.
pub(super) struct Log<'a> {
    pub findings: &'a mut Findings,
    pub versions: Vec<VersionName>,
    pub renames: Renames<'a>,
}

/// Letters of a doc that a message repeats.
const MOST_LETTERS: usize = 60;

impl Log<'_> {
    pub(super) fn add(&mut self, finding: Finding<'_>) {
        self.findings.add(&self.versions, finding);
    }

    /// A thing that the base lacks.
    pub(super) fn came(&mut self, rule: &'static Rule, subject: &Subject, message: String) {
        self.add(Finding::new(rule, subject, Anchor::Thing, message));
    }

    /// A thing that the head lacks.
    pub(super) fn gone(&mut self, rule: &'static Rule, subject: &Subject, message: String) {
        self.add(Finding::new(rule, subject, Anchor::Gone, message));
    }

    /// A key of a thing that says something else.
    pub(super) fn key(
        &mut self,
        rule: &'static Rule,
        subject: &Subject,
        key: &'static str,
        message: String,
    ) {
        self.add(Finding::new(rule, subject, Anchor::Key(key), message));
    }

    /// A thing that has another name.
    pub(super) fn renamed(
        &mut self,
        rule: &'static Rule,
        old: &Subject,
        new: &Subject,
        name: &str,
    ) {
        let message = format!("`{old}` is called `{name}` now.");
        self.add(Finding::new(rule, new, Anchor::Thing, message).named(old));
    }

    pub(super) fn doc(&mut self, subject: &Subject, base: &str, head: &str) {
        self.words(subject, "doc", base, head);
    }

    /// A key with words for people.
    pub(super) fn words(&mut self, subject: &Subject, key: &'static str, base: &str, head: &str) {
        if base == head {
            return;
        }
        let short = |text: &str| text.chars().count() <= MOST_LETTERS && !text.contains('\n');
        let message = if short(base) && short(head) {
            format!("The {key} of `{subject}` is “{head}”, it was “{base}”.")
        } else {
            format!("The {key} of `{subject}` is worded anew.")
        };
        self.key(&DOCS_CHANGED, subject, key, message);
    }

    pub(super) fn source(&mut self, subject: &Subject, base: &[String], head: &[String]) {
        let base: Vec<_> = base.iter().map(|name| self.renames.source(name)).collect();
        if !base.iter().eq(head) {
            let (base, head) = (list(base), list(head));
            let message = format!("`{subject}` has the source {head}, it had {base}.");
            self.key(&SOURCE_CHANGED, subject, "source", message);
        }
    }
}
