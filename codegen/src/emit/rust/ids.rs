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
            code.gap();
            code.block("__rt::id!", |code| {
                code.docs(&docs::markdown(&id.doc));
                let emitted = Emitted::shared("id", name);
                code.item(emitted, &format!("pub struct {name};"));
            });
        }
        let names = self.contracts.ids.iter().map(|id| id.name.as_str());
        let origin = self.origins.of_all(names);
        self.part("ids.rs".to_owned(), "", 1, "", &origin, code)
    }
}
