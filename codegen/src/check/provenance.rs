//! Docs and sources of every fact.

use super::{Checker, list};
use crate::diagnostic::Diagnostic;
use crate::spec::Provenance;

impl Checker<'_> {
    pub(super) fn check_provenance(&mut self) {
        for fact in self.spec.facts() {
            if fact.doc.trim().is_empty() {
                self.found.push(
                    Diagnostic::new(format!(
                        "the {} `{}` has an empty doc",
                        fact.kind, fact.name.value
                    ))
                    .at(fact.name.place, "nothing is said of it")
                    .help("say what it is, with its unit; the text goes into the bindings"),
                );
            }
            if let Some(stray) = fact.doc.chars().find(|c| is_stray(*c)) {
                self.found.push(
                    Diagnostic::new(format!(
                        "the doc of the {} `{}` holds the character U+{:04X}",
                        fact.kind,
                        fact.name.value,
                        u32::from(stray)
                    ))
                    .at(fact.name.place, "in the doc of this")
                    .help("write it without: source code cannot hold the character in a comment"),
                );
            }
            if let Some(source) = fact.source {
                self.check_source(source);
            }
        }
        for (_, version) in self.spec.versions.iter() {
            self.check_source(&version.source);
        }
        self.check_api();
    }

    fn check_api(&mut self) {
        match &self.spec.api {
            None => self.found.push(
                Diagnostic::new("the spec has no `api`")
                    .help("add `api: { title: …, doc: … }` to one file"),
            ),
            Some(api) if api.doc.trim().is_empty() || api.title.trim().is_empty() => {
                self.found.push(
                    Diagnostic::new("the API has an empty title or doc")
                        .at(api.title.place, "")
                        .help("say what the API is called and what it is for"),
                );
            }
            Some(_) => {}
        }
    }

    fn check_source(&mut self, source: &Provenance) {
        if source.0.is_empty() {
            self.found.push(
                Diagnostic::new("the list of sources is empty")
                    .at(source.place, "")
                    .help("name the source that the fact was read in"),
            );
        }
        for name in &source.0 {
            if self.spec.sources.get(name).is_none() {
                let known = list(self.spec.sources.iter().map(|(name, _)| &name.value));
                self.found.push(
                    Diagnostic::new(format!("`{name}` is not a source of the spec"))
                        .at(source.place, "unknown source")
                        .help(format!(
                            "the sources are {known}; a new one goes under `sources`"
                        )),
                );
            }
        }
    }
}

/// Control characters, and those that turn the direction of text: rustc refuses
/// them in comments.
fn is_stray(c: char) -> bool {
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && c != '\n')
}
