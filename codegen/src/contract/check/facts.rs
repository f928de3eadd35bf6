//! Docs and sources of every fact.

use super::{Checker, names};
use crate::contract::messages::facts as messages;
use crate::contract::spec::Provenance;
use crate::contract::spec::located::Name;

impl Checker<'_> {
    pub(super) fn check_facts(&mut self) {
        for fact in self.spec.facts() {
            self.check_doc(fact.kind, fact.name, fact.doc);
            if let Some(source) = fact.source {
                self.check_source(source);
            }
        }
        for (_, source) in self.spec.sources.iter() {
            if let Some(url) = source.url.as_ref().filter(|url| !is_url(url)) {
                self.report(messages::invalid_source_url(url));
            }
        }
        for (_, version) in self.spec.versions.iter() {
            self.check_source(&version.source);
        }
        self.check_api();
    }

    /// Docs are paragraphs of text, with code between single backticks.
    pub(super) fn check_doc(&mut self, kind: &str, name: &Name, doc: &Name) {
        if doc.trim().is_empty() {
            self.report(messages::empty_doc(kind, name, doc));
        }
        if doc.contains("``") || doc.matches('`').count() % 2 == 1 {
            self.report(messages::unbalanced_backticks(kind, name, doc));
        }
    }

    fn check_api(&mut self) {
        let Some(api) = &self.spec.api else {
            self.report(messages::missing_api());
            return;
        };
        if api.title.trim().is_empty() {
            self.report(messages::empty_title(&api.title));
        }
        self.check_doc("title", &api.title, &api.doc);
    }

    fn check_source(&mut self, sources: &Provenance) {
        if sources.0.is_empty() {
            self.report(messages::no_sources(sources.place));
        }
        for (index, name) in sources.0.iter().enumerate() {
            if sources.0[..index]
                .iter()
                .any(|first| first.value == name.value)
            {
                self.report(messages::duplicate_source(name));
            }
            if self.spec.sources.get(name).is_none() {
                let known = names(&self.spec.sources);
                self.report(messages::unknown_source(name, &known));
            }
        }
    }
}

/// Returns whether a text is an absolute URL that a browser opens, and that ends where its text
/// does in Markdown and in docs.
fn is_url(text: &str) -> bool {
    let mut schemes = ["https://", "http://"].into_iter();
    let rest = schemes.find_map(|scheme| text.strip_prefix(scheme));
    let is_part = |c: char| !c.is_whitespace() && !c.is_control() && !"<>".contains(c);
    let has_host = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    rest.is_some_and(has_host) && text.chars().all(is_part)
}
