//! `types/*.rs` of types: structs with the fields of the contract.

use super::arguments::Taken;
use super::code::{Code, literal};
use super::completeness::Emitted;
use super::emitter::{Emitter, Part};
use crate::contract::check::{field_ident, setter_ident};
use crate::contract::spec::TypeExpr;
use crate::contract::{Field, Item, Type};
use crate::emit::docs;

/// The folder of types and enums.
pub(super) const TYPES: &str = "types";

const UNKNOWN: &str = "Members that the contract does not list: those selected with `other`, \
    or all if [`GraphBuilder::keep_unknown_members`](__rt::GraphBuilder::keep_unknown_members) \
    is set.";

impl<'a> Emitter<'a, '_> {
    pub(super) fn ty(&self, index: usize, ty: &'a Type) -> Part<'a> {
        let place = self.place(TYPES, &ty.name, Item::Type(&ty.name), index);
        let mut code = Code::default();
        for name in ["self", "UnknownMembers", "serde::Serialize"] {
            code.imports.root(&format!("__rt::{name}"));
        }
        self.definition(index, ty, &mut code);
        self.reading(index, ty, &mut code);
        code.imports.forget(&place.module());
        self.shape(&place, &self.origins.of(&ty.name), code)
    }

    fn definition(&self, index: usize, ty: &'a Type, code: &mut Code<'a>) {
        let (version, name) = (self.version(index), &ty.name);
        code.docs(&docs::of_type(ty));
        let has_default = !ty.fields.iter().any(|field| field.required);
        let default = if has_default { "Default, " } else { "" };
        let derived = self.derived[index].of_type(ty);
        code.lines(&format!(
            "#[derive(Clone, Debug, {default}{derived}, Serialize)]"
        ));
        code.lines("#[serde(crate = \"__rt::serde\")]");
        code.item(Emitted::item("type", version, name), "#[non_exhaustive]");
        code.block(&format!("pub struct {name}"), |code| {
            for field in &ty.fields {
                code.docs(&docs::of_member(field, &ty.fields, field_path));
                let rust = field_ident(&field.name);
                code.lines(&attribute(field, &rust));
                let of = self.field_type(index, ty, field, code);
                let emitted = Emitted::member("field", version, name, &field.name);
                code.item(emitted, &format!("pub {rust}: {of},"));
            }
            code.docs(UNKNOWN);
            code.lines("#[serde(flatten)]\npub unknown: UnknownMembers,");
        });
    }

    fn field_type(&self, index: usize, ty: &Type, field: &Field, code: &mut Code<'_>) -> String {
        let of = self.rust_type(&field.ty, index, code);
        match (field.required, self.derived[index].is_boxed(ty, field)) {
            (true, _) => of,
            (false, true) => format!("Option<Box<{of}>>"),
            (false, false) => format!("Option<{of}>"),
        }
    }

    /// How the struct is read: by the names of its members, and never from a
    /// list, as serde's derive also allows. How callers build it, too.
    fn reading(&self, index: usize, ty: &'a Type, code: &mut Code<'a>) {
        code.gap();
        code.lines(&format!("__rt::fields!({} {{", ty.name));
        for (kind, is_required) in [("required", true), ("optional", false)] {
            let fields = ty.fields.iter();
            let mut fields = fields
                .filter(|field| field.required == is_required)
                .peekable();
            if fields.peek().is_none() {
                code.lines(&format!("    {kind} {{}}"));
                continue;
            }
            code.lines(&format!("    {kind} {{"));
            for field in fields {
                let version = self.version(index);
                let emitted = Emitted::member("read field", version, &ty.name, &field.name);
                let entry = self.entry(index, ty, field, code);
                code.item(emitted, &format!("        {entry}"));
            }
            code.lines("    }");
        }
        code.lines("});");
    }

    /// A field as an entry of `__rt::fields!`.
    fn entry(&self, index: usize, ty: &Type, field: &Field, code: &mut Code<'_>) -> String {
        let (rust, setter) = (field_ident(&field.name), setter_ident(&field.name));
        let renamed = match setter == rust || field.required {
            true => String::new(),
            false => format!(" as {setter}"),
        };
        let Taken { taking, named } = self.taken(&field.ty, index, code);
        let word = match self.derived[index].is_boxed(ty, field) {
            true => "boxed",
            false => taking.word(),
        };
        format!(
            "{rust}{renamed}: {word} {named} = {},",
            literal(&field.name)
        )
    }

    /// The Rust type of a value in the version at `index`, imported.
    pub(super) fn rust_type(&self, ty: &TypeExpr, index: usize, code: &mut Code<'_>) -> String {
        let mut generic = |path: &str, of: &TypeExpr| {
            code.imports.root(path);
            let name = path.rsplit("::").next().unwrap_or_default();
            format!("{name}<{}>", self.rust_type(of, index, code))
        };
        match ty {
            TypeExpr::Bool => "bool".to_owned(),
            TypeExpr::Int => "i64".to_owned(),
            TypeExpr::UnsignedInt => "u64".to_owned(),
            TypeExpr::Float => "f64".to_owned(),
            TypeExpr::String => "String".to_owned(),
            TypeExpr::OneOrMany(of) => generic("__rt::OneOrMany", of),
            TypeExpr::Edge(of) => generic("__rt::Edge", of),
            TypeExpr::List(of) => format!("Vec<{}>", self.rust_type(of, index, code)),
            TypeExpr::Map(of) => {
                code.imports.std("collections::HashMap");
                format!("HashMap<String, {}>", self.rust_type(of, index, code))
            }
            TypeExpr::Datetime | TypeExpr::TimestampMs => {
                code.imports.root("__rt::Timestamp");
                "Timestamp".to_owned()
            }
            TypeExpr::Object => {
                code.imports.root("__rt::serde_json::Value");
                "Value".to_owned()
            }
            TypeExpr::Named(name) => {
                let path = self.named(name, index);
                code.imports.root(&path);
                name.clone()
            }
        }
    }

    /// The path of an id, an enum or a type below the generated module.
    fn named(&self, name: &str, index: usize) -> String {
        if self.contracts.is_id(name) {
            return format!("ids::{name}");
        }
        let item = match self.contract(index).enumeration(name) {
            Some(_) => Item::Enum(name),
            None => Item::Type(name),
        };
        self.place(TYPES, name, item, index).item()
    }
}

/// How a field is linked to: its setter has the same name.
fn field_path(name: &str) -> String {
    format!("field@Self::{}", field_ident(name))
}

/// How serde writes a field.
fn attribute(field: &Field, rust: &str) -> String {
    let rename = (rust != field.name).then(|| format!("rename = {}", literal(&field.name)));
    let skip = (!field.required).then(|| "skip_serializing_if = \"Option::is_none\"".to_owned());
    let all: Vec<_> = rename.into_iter().chain(skip).collect();
    match all.is_empty() {
        true => String::new(),
        false => format!("#[serde({})]", all.join(", ")),
    }
}
