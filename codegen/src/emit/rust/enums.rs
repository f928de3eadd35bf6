//! `types/*.rs` of enums: strings with known values, open to others.

use super::code::{Code, literal};
use super::completeness::Emitted;
use super::emitter::{Emitter, Part};
use super::types::TYPES;
use crate::contract::check::variant_ident;
use crate::contract::{Enum, EnumValue, Item};
use crate::emit::docs;

impl<'a> Emitter<'a, '_> {
    pub(super) fn open_enum(&self, index: usize, entry: &'a Enum) -> Part<'a> {
        let (version, name) = (self.version(index), &entry.name);
        let value = |kind, value: &'a EnumValue| {
            let emitted = Emitted::member(kind, version, name, &value.value);
            let variant = variant_ident(&value.value);
            (emitted, variant, literal(&value.value))
        };
        let ignores_case = entry.ignores_case();
        let (compared, argument) = match ignores_case {
            true => (" As in Graph, case does not matter.", ", ignoring case"),
            false => ("", ""),
        };
        let mut code = Code::default();
        code.imports.root("__rt::self");
        code.docs(&format!(
            "{}\n\nA value that the contract does not list is kept as \
             [`Unknown`](Self::Unknown).{compared}",
            docs::markdown(&entry.doc)
        ));
        code.lines(match ignores_case {
            true => "#[derive(Clone, Debug)]",
            false => "#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]",
        });
        code.item(Emitted::item("enum", version, name), "#[non_exhaustive]");
        code.block(&format!("pub enum {name}"), |code| {
            for one in &entry.values {
                code.docs(&value_docs(one, entry));
                let (emitted, variant, _) = value("value", one);
                code.item(emitted, &format!("{variant},"));
            }
            code.docs("A value that the contract does not list.");
            code.lines("Unknown(String),");
        });
        code.implement(&format!(" {name}"), |code| {
            code.docs("Returns the value as Graph writes it.");
            code.block("pub fn as_str(&self) -> &str", |code| {
                code.block("match self", |code| {
                    for one in &entry.values {
                        let (emitted, variant, text) = value("sent value", one);
                        code.item(emitted, &format!("Self::{variant} => {text},"));
                    }
                    code.lines("Self::Unknown(value) => value,");
                });
            });
        });
        code.implement(&format!(" From<String> for {name}"), |code| {
            code.block("fn from(value: String) -> Self", |code| {
                code.block("match value.as_str()", |code| {
                    for one in &entry.values {
                        let (emitted, variant, text) = value("read value", one);
                        let pattern = match ignores_case {
                            true => format!("text if text.eq_ignore_ascii_case({text})"),
                            false => text,
                        };
                        code.item(emitted, &format!("{pattern} => Self::{variant},"));
                    }
                    code.lines("_ => Self::Unknown(value),");
                });
            });
        });
        code.gap();
        code.lines(&format!("__rt::text!({name}{argument});"));
        let place = self.place(TYPES, name, Item::Enum(name), index);
        self.shape(&place, &self.origins.of(name), code)
    }
}

fn value_docs(value: &EnumValue, entry: &Enum) -> String {
    let siblings = entry.values.iter().map(|value| value.value.as_str());
    let text = docs::with_versions(&value.doc, value);
    let text = docs::linked(text, value, siblings, variant_path);
    format!("`{}`: {text}", value.value)
}

/// How a variant is linked to.
fn variant_path(value: &str) -> String {
    format!("Self::{}", variant_ident(value))
}
