//! `fields/*.rs` of types: which fields of a node to select.

use super::arguments::setter_path;
use super::code::{Code, literal};
use super::completeness::Emitted;
use super::emitter::{Emitter, Part};
use super::names::{FIELDS, expansion_name, selector_name};
use crate::contract::check::{expanding_ident, setter_ident};
use crate::contract::{Field, Item, Type};
use crate::emit::docs;

impl<'a> Emitter<'a, '_> {
    pub(super) fn fields(&self, index: usize, ty: &'a Type) -> Part<'a> {
        let (version, name) = (self.version(index), selector_name(&ty.name));
        let place = self.place(FIELDS, &name, Item::Fields(&ty.name), index);
        let mut code = Code::default();
        code.imports.root("__rt::self");
        code.imports.root("__rt::FieldSet");
        let text = format!(
            "Selects fields of a `{}`.\n\nGraph always returns the `id`, and omits a field that \
             has no data.",
            ty.name
        );
        code.docs(&docs::and_versions(text, ty));
        code.lines("#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]");
        code.lines("#[must_use = \"a selection does nothing until a request carries it\"]");
        let emitted = Emitted::item("selector", version, &ty.name);
        code.item(emitted, &format!("pub struct {name}(FieldSet);"));
        code.implement(&format!(" {name}"), |code| {
            let docs = "Returns an empty selection.";
            code.method(docs, "pub fn new() -> Self", "Self(FieldSet::default())");
            for field in &ty.fields {
                self.selecting(index, ty, field, code);
            }
        });
        code.implement(&format!(" From<{name}> for FieldSet"), |code| {
            code.function(&format!("fn from(fields: {name}) -> Self"), "fields.0");
        });
        by_name(&name, ty, &mut code);
        code.imports.forget(&place.module());
        self.shape(&place, &self.origins.of(&ty.name), code)
    }

    /// The method that selects a field, and a second one for a field that has
    /// fields of its own.
    fn selecting(&self, index: usize, ty: &'a Type, field: &'a Field, code: &mut Code<'a>) {
        let (version, name) = (self.version(index), &field.name);
        let docs = docs::of_member(field, &ty.fields, setter_path);
        let (method, wire) = (setter_ident(name), literal(name));
        code.docs(&format!("Selects `{name}`: {docs}"));
        code.block(&format!("pub fn {method}(self) -> Self"), |code| {
            let emitted = Emitted::member("selected field", version, &ty.name, name);
            code.item(emitted, &format!("Self(self.0.field({wire}))"));
        });
        let Some(node) = field.ty.name() else { return };
        if self.contract(index).ty(node).is_none() {
            return;
        }
        let (takes, call) = match &field.params_of {
            Some(operation) => {
                let takes = self.import_expansion(index, operation, code);
                (takes, format!("paged({wire}, expansion.into().0)"))
            }
            None => {
                code.imports.root("__rt::Expansion");
                let selector = self.import_selector(index, node, code);
                (
                    format!("Expansion<{selector}>"),
                    format!("expanded({wire}, expansion.into())"),
                )
            }
        };
        code.docs(&format!("Selects `{name}` and fields of it.\n\n{docs}"));
        let method = expanding_ident(name);
        let signature = format!("pub fn {method}(self, expansion: impl Into<{takes}>) -> Self");
        code.block(&signature, |code| {
            let emitted = Emitted::member("expanded field", version, &ty.name, name);
            code.item(emitted, &format!("Self(self.0.{call})"));
        });
    }

    /// Imports the selector of a type, and returns its name.
    pub(super) fn import_selector(&self, index: usize, node: &str, code: &mut Code<'_>) -> String {
        let name = selector_name(node);
        let place = self.place(FIELDS, &name, Item::Fields(node), index);
        code.imports.root(&place.item());
        name
    }

    fn import_expansion(&self, index: usize, operation: &str, code: &mut Code<'_>) -> String {
        let name = expansion_name(operation);
        let place = self.place(FIELDS, &name, Item::Expansion(operation), index);
        code.imports.root(&place.item());
        name
    }
}

/// The methods that select a field by its name, which know the names of the contract.
fn by_name(selector: &str, ty: &Type, code: &mut Code<'_>) {
    let listed = ty.fields.iter().map(|field| literal(&field.name));
    let paged = ty.fields.iter().filter(|field| field.params_of.is_some());
    let paged = paged.map(|field| literal(&field.name));
    code.gap();
    code.block("__rt::selector!", |code| {
        code.lines(&format!("{selector},"));
        code.lines(&code.list("fields: [", &listed.collect::<Vec<_>>(), "],"));
        code.lines(&code.list("paged: [", &paged.collect::<Vec<_>>(), "],"));
    });
}
