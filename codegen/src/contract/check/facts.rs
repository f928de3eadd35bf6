//! Docs and sources of every fact.

use super::{Checker, names};
use crate::contract::messages::facts as messages;
use crate::contract::spec::Provenance;
use crate::contract::spec::located::Name;

impl Checker<'_> {
    pub(super) fn check_facts(&mut self) {
        for fact in self.spec.facts() {
            if fact.doc.trim().is_empty() {
                self.report(messages::empty_doc(fact.kind, fact.name));
            }
            self.check_doc(fact.kind, fact.name, fact.doc);
            self.check_line(fact.kind, fact.name, fact.name);
            if let Some(source) = fact.source {
                self.check_source(source);
            }
        }
        for (_, version) in self.spec.versions.iter() {
            self.check_source(&version.source);
        }
        for (_, operation) in self.spec.operations.iter() {
            for (name, permission) in operation.permissions.iter() {
                let texts = permission.tasks.iter().chain(&permission.scopes);
                for text in texts.chain([&permission.token]) {
                    self.check_line("permission", name, text);
                }
            }
        }
        self.check_api();
    }

    /// Docs are paragraphs of text, with code between single backticks.
    pub(super) fn check_doc(&mut self, kind: &str, name: &Name, doc: &str) {
        self.check_characters(kind, name, doc, |c| c != '\n');
        if doc.contains("``") || doc.matches('`').count() % 2 == 1 {
            self.report(messages::unbalanced_backticks(kind, name));
        }
    }

    pub(super) fn check_line(&mut self, kind: &str, name: &Name, line: &str) {
        self.check_characters(kind, name, line, |_| true);
    }

    /// Rejects control characters, and those that change the direction of text,
    /// which rustc rejects in comments.
    fn check_characters(
        &mut self,
        kind: &str,
        name: &Name,
        text: &str,
        is_strict: impl Fn(char) -> bool,
    ) {
        let bidirectional =
            |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let forbidden = |c: &char| bidirectional(*c) || (c.is_control() && is_strict(*c));
        if let Some(character) = text.chars().find(forbidden) {
            self.report(messages::forbidden_character(kind, name, character));
        }
    }

    fn check_api(&mut self) {
        let Some(api) = &self.spec.api else {
            self.report(messages::missing_api());
            return;
        };
        if api.doc.trim().is_empty() || api.title.trim().is_empty() {
            self.report(messages::empty_api(api.title.place));
        }
        self.check_line("title", &api.title, &api.title);
        self.check_doc("title", &api.title, &api.doc);
    }

    fn check_source(&mut self, sources: &Provenance) {
        if sources.0.is_empty() {
            self.report(messages::no_sources(sources.place));
        }
        for (index, name) in sources.0.iter().enumerate() {
            if sources.0[..index].contains(name) {
                self.report(messages::duplicate_source(name, sources.place));
            }
            if self.spec.sources.get(name).is_none() {
                let known = names(&self.spec.sources);
                self.report(messages::unknown_source(name, sources.place, &known));
            }
        }
    }
}
