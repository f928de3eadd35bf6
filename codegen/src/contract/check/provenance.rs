//! Docs and sources of every fact.

use super::{Checker, list};
use crate::contract::diagnostic::{Diagnostic, message};
use crate::contract::spec::Provenance;
use crate::contract::spec::located::Located;

impl Checker<'_> {
    pub(super) fn check_provenance(&mut self) {
        for fact in self.spec.facts() {
            let kind = fact.kind;
            if fact.doc.trim().is_empty() {
                self.found.push(
                    Diagnostic::new(message!(
                        "the {kind} `{}` has an empty doc",
                        fact.name.value
                    ))
                    .at(fact.name.place, "nothing is said of it")
                    .help("say what it is, with its unit; the text goes into the bindings"),
                );
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
                let words = permission.tasks.iter().chain(&permission.scopes);
                for word in words.chain([&permission.token]) {
                    self.check_line("permission", name, word);
                }
            }
        }
        self.check_api();
    }

    /// Docs are paragraphs of text, with code between single backticks.
    pub(super) fn check_doc(&mut self, kind: &str, name: &Located<String>, doc: &str) {
        self.check_text(kind, name, doc, |c| c != '\n');
        if doc.contains("``") || doc.matches('`').count() % 2 == 1 {
            self.found.push(
                Diagnostic::new(message!(
                    "the backticks in the doc of the {kind} `{}` do not pair",
                    name.value
                ))
                .at(name.place, "in the doc of this")
                .help("put code between one backtick and another"),
            );
        }
    }

    pub(super) fn check_line(&mut self, kind: &str, name: &Located<String>, line: &str) {
        self.check_text(kind, name, line, |_| true);
    }

    /// Refuses control characters, and those that turn the direction of text,
    /// which rustc refuses in comments.
    fn check_text(
        &mut self,
        kind: &str,
        name: &Located<String>,
        text: &str,
        strict: impl Fn(char) -> bool,
    ) {
        let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let stray = text
            .chars()
            .find(|c| turns(*c) || (c.is_control() && strict(*c)));
        let Some(stray) = stray else { return };
        self.found.push(
            Diagnostic::new(message!(
                "the {kind} `{}` holds the character U+{:04X}",
                name.escape_debug(),
                u32::from(stray)
            ))
            .at(name.place, "in this, or in its doc")
            .help("write it without: the generated code cannot hold it"),
        );
    }

    fn check_api(&mut self) {
        let Some(api) = &self.spec.api else {
            self.found.push(
                Diagnostic::new("the spec has no `api`")
                    .help("add `api: { title: …, doc: … }` to one file"),
            );
            return;
        };
        if api.doc.trim().is_empty() || api.title.trim().is_empty() {
            self.found.push(
                Diagnostic::new("`api` has an empty title or doc")
                    .at(api.title.place, "")
                    .help("say what the API is called and what it is for"),
            );
        }
        self.check_line("title", &api.title, &api.title);
        self.check_doc("title", &api.title, &api.doc);
    }

    fn check_source(&mut self, source: &Provenance) {
        if source.0.is_empty() {
            self.found.push(
                Diagnostic::new("the list of sources is empty")
                    .at(source.place, "")
                    .help("name the source that the fact was read in"),
            );
        }
        for (index, name) in source.0.iter().enumerate() {
            if source.0[..index].contains(name) {
                self.found.push(
                    Diagnostic::new(message!("the source `{}` is named twice", name))
                        .at(source.place, "")
                        .help("name it once"),
                );
            }
            if self.spec.sources.get(name).is_none() {
                let known = list(self.spec.sources.names().map(|name| &name.value));
                self.found.push(
                    Diagnostic::new(message!("`{}` is not a source of the spec", name))
                        .at(source.place, "unknown source")
                        .help(format!(
                            "the sources are {known}; a new one goes under `sources`"
                        )),
                );
            }
        }
    }
}
