//! `ids.rs`: identifiers, each a type of its own.

use super::code::Code;
use super::completeness::Emitted;
use super::emitter::{Emitter, Part};
use crate::emit::docs;

impl<'a> Emitter<'a, '_> {
    pub(super) fn ids(&self) -> Part<'a> {
        let mut code = Code::default();
        code.module_docs(
            "Identifiers. They are opaque: compare them, store them and send them back.",
        );
        code.imports.root("__rt::self");
        for id in &self.contracts.ids {
            let name = &id.name;
            code.docs(&docs::markdown(&id.doc));
            code.lines("#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]");
            let emitted = Emitted::shared("id", name);
            code.item(emitted, &format!("pub struct {name}(String);"));
            code.implement(&format!(" {name}"), |code| {
                let docs = "Returns the id as Graph writes it.";
                code.method(docs, "pub fn as_str(&self) -> &str", "&self.0");
            });
            code.implement(&format!(" From<String> for {name}"), |code| {
                code.function("fn from(id: String) -> Self", "Self(id)");
            });
            code.gap();
            code.lines(&format!("__rt::text!({name}, or integer);"));
        }
        let names = self.contracts.ids.iter().map(|id| id.name.as_str());
        let origin = self.origins.of_all(names);
        self.part("ids.rs".to_owned(), "", 1, "", &origin, code)
    }
}
