//! Parameters: how callers set them, how requests keep them, and how they are
//! passed to the client.

use super::code::{Code, literal};
use super::completeness::Emitted;
use super::emitter::Emitter;
use super::taking::Taking;
use crate::contract::check::{field_ident, getter_ident, param_setter_ident};
use crate::contract::spec::{Round, Style};
use crate::contract::spec::{TypeExpr, VersionName};
use crate::contract::{Operation, Param};
use crate::emit::docs;

impl<'a> Emitter<'a, '_> {
    /// The parameters of a request: those of the path first.
    pub(super) fn arguments(
        &self,
        index: usize,
        operation: &'a Operation,
        code: &mut Code<'_>,
    ) -> Vec<Argument<'a>> {
        let path = operation.path_params.iter().map(|param| (param, true));
        let query = operation.query().map(|param| (param, false));
        let arguments = path.chain(query).map(|(param, in_path)| {
            let is_common = operation.common_params.contains(param);
            let mut argument = match is_common && param.name == "fields" {
                true => self.fields_argument(index, operation, param, code),
                false => self.argument(index, param, code),
            };
            argument.in_path = in_path;
            argument.is_limit = is_common && param.name == "limit";
            argument
        });
        arguments.collect()
    }

    /// A parameter that callers set to a value of its type.
    pub(super) fn argument(
        &self,
        index: usize,
        param: &'a Param,
        code: &mut Code<'_>,
    ) -> Argument<'a> {
        let ty = self.rust_type(&param.ty, index, code);
        Argument {
            param,
            in_path: false,
            is_fields: false,
            is_limit: false,
            takes: self.taken(&param.ty, index, code),
            ty,
            ident: field_ident(&param.name),
        }
    }

    /// How a function takes a value of a type in the version at `index`.
    pub(super) fn taken(&self, ty: &TypeExpr, index: usize, code: &mut Code<'_>) -> Taken {
        let taking = Taking::of(ty);
        Taken {
            taking,
            named: self.rust_type(taking.named(ty), index, code),
        }
    }

    /// The selection of the fields of what the operation returns.
    fn fields_argument(
        &self,
        index: usize,
        operation: &Operation,
        param: &'a Param,
        code: &mut Code<'_>,
    ) -> Argument<'a> {
        let node = operation.returns.name().unwrap_or_default();
        code.imports.root("__rt::FieldSet");
        Argument {
            param,
            in_path: false,
            is_fields: true,
            is_limit: false,
            takes: Taken {
                taking: Taking::Plain,
                named: self.import_selector(index, node, code),
            },
            ty: "FieldSet".to_owned(),
            ident: field_ident(&param.name),
        }
    }
}

/// A parameter in Rust.
pub(super) struct Argument<'a> {
    pub(super) param: &'a Param,
    pub(super) in_path: bool,
    /// Whether it is the common parameter `fields`.
    pub(super) is_fields: bool,
    /// Whether it is the common parameter `limit`.
    is_limit: bool,
    /// Type of the field that keeps it.
    ty: String,
    /// What its setter takes.
    takes: Taken,
    pub(super) ident: String,
}

/// How a setter is linked to.
pub(super) fn setter_path(name: &str) -> String {
    format!("Self::{}", param_setter_ident(name))
}

/// What a function takes.
pub(super) struct Taken {
    pub(super) taking: Taking,
    /// The type that it names.
    pub(super) named: String,
}

/// How a value is passed to the client.
pub(super) enum Form {
    /// Copied: a number or a boolean.
    Copy,
    /// Borrowed as text.
    Text,
    /// A time, as its Unix time in milliseconds, by this function of the runtime.
    Milliseconds(&'static str),
    /// Displayed, and borrowed.
    Displayed,
    /// A selection of fields, left out while it is empty.
    Fields,
    /// Listed with commas, and borrowed.
    Comma,
    /// As JSON, and borrowed.
    Json,
}

impl<'a> Argument<'a> {
    /// The parameter as an item of the contract.
    pub(super) fn emitted(
        &self,
        kind: &'static str,
        version: VersionName,
        operation: &'a Operation,
    ) -> Emitted<'a> {
        Emitted::member(kind, version, &operation.name, &self.param.name)
    }

    pub(super) fn form(&self) -> Form {
        match &self.param.ty {
            _ if self.is_fields => Form::Fields,
            TypeExpr::Bool | TypeExpr::Int | TypeExpr::UnsignedInt | TypeExpr::Float => Form::Copy,
            TypeExpr::String | TypeExpr::Named(_) => Form::Text,
            TypeExpr::Datetime => Form::Displayed,
            TypeExpr::TimestampMs => Form::Milliseconds(match self.param.round {
                Some(Round::Up) => "__rt::milliseconds_up",
                Some(Round::Down) | None => "__rt::milliseconds_down",
            }),
            TypeExpr::List(_) if self.param.style == Some(Style::Comma) => Form::Comma,
            TypeExpr::Object
            | TypeExpr::List(_)
            | TypeExpr::OneOrMany(_)
            | TypeExpr::Map(_)
            | TypeExpr::Edge(_) => Form::Json,
        }
    }

    /// The field of the request that keeps it.
    pub(super) fn kept(&self) -> String {
        let (ident, ty) = (&self.ident, &self.ty);
        match self.param.required {
            true => format!("{ident}: {ty},"),
            false => format!("{ident}: Option<{ty}>,"),
        }
    }

    /// The parameter of a function that takes it.
    pub(super) fn input(&self) -> String {
        let Taken { taking, named } = &self.takes;
        format!("{}: {}", self.ident, taking.input(named))
    }

    /// What is kept of what a function takes.
    pub(super) fn value(&self) -> String {
        match self.is_fields {
            true => Taking::Into.value(&self.ident),
            false => self.takes.taking.value(&self.ident),
        }
    }

    /// The field of the request, initialised with what a function takes.
    pub(super) fn initialised(&self) -> String {
        match self.value() {
            value if value == self.ident => format!("{value},"),
            value => format!("{}: {value},", self.ident),
        }
    }

    /// The list, the map or the text of a modifier, of the type that a request
    /// would keep.
    pub(super) fn collected(&self) -> String {
        let value = self.value();
        match value.strip_suffix(".collect()") {
            Some(items) => format!("{items}.collect::<{}>()", self.ty),
            None => format!("Into::<{}>::into({})", self.ty, self.ident),
        }
    }

    /// Whether the value is copied where others are cloned or borrowed.
    pub(super) fn is_copied(&self) -> bool {
        let ty = &self.param.ty;
        !self.is_fields && (*ty == TypeExpr::TimestampMs || Taking::of(ty) == Taking::Plain)
    }

    /// The method that reads the value, as an entry of `__rt::getters!`.
    pub(super) fn getter(&self) -> String {
        let getter = getter_ident(&self.param.name);
        let (ident, ty, name) = (&self.ident, &self.ty, literal(&self.param.name));
        let (borrowed, read) = match &self.param.ty {
            _ if self.is_fields => (format!("&{ty}"), "as_ref"),
            TypeExpr::String => ("&str".to_owned(), "as_deref"),
            TypeExpr::List(_) => (format!("&[{}]", self.takes.named), "as_deref"),
            _ if self.is_copied() => (ty.clone(), "copied"),
            _ => (format!("&{ty}"), "as_ref"),
        };
        match (self.param.required, read) {
            (true, "copied") => format!("{getter}: {ident} copied -> {borrowed} = {name},"),
            (true, _) => format!("{getter}: {ident} borrowed -> {borrowed} = {name},"),
            (false, _) => format!("{getter}: {ident} {read} -> Option<{borrowed}> = {name},"),
        }
    }

    /// Docs of the method that sets it. `siblings` have methods of their own.
    pub(super) fn setter_docs(&self, siblings: &[&Argument<'_>]) -> String {
        let siblings = siblings.iter().map(|argument| argument.param);
        docs::of_member(self.param, siblings, setter_path)
    }

    /// The check that refuses values which Graph would take for something else.
    pub(super) fn check(&self) -> Option<String> {
        let (ident, name) = (&self.ident, literal(&self.param.name));
        if self.in_path {
            let text = match self.param.ty {
                TypeExpr::String => format!("&self.{ident}"),
                _ => format!("self.{ident}.as_str()"),
            };
            return Some(format!("__rt::check_path({name}, {text})"));
        }
        if let Form::Milliseconds(_) = self.form() {
            return Some(match self.param.required {
                true => format!("__rt::check_milliseconds({name}, Some(self.{ident}))"),
                false => format!("__rt::check_milliseconds({name}, self.{ident})"),
            });
        }
        if self.is_fields {
            let check = format!("self.{ident}.as_ref().map_or(Ok(()), FieldSet::check)");
            return Some(check);
        }
        let is_comma = matches!(self.form(), Form::Comma);
        if self.param.max_items.is_none() && !is_comma {
            let check = format!("__rt::check_limit(self.{ident})");
            return self.is_limit.then_some(check);
        }
        let most = self.param.max_items.map(|most| most.to_string());
        let most = most.unwrap_or_else(|| "usize::MAX".to_owned());
        let list = match (self.param.required, is_comma) {
            (true, true) => format!("&self.{ident}"),
            (true, false) => format!("self.{ident}"),
            (false, _) => "list".to_owned(),
        };
        let check = match is_comma {
            true => format!("__rt::check_comma({name}, {list}, {most})"),
            false => format!("__rt::check_count({name}, {list}.len(), {most})"),
        };
        Some(match self.param.required {
            true => check,
            false => format!("self.{ident}.as_ref().map_or(Ok(()), |list| {check})"),
        })
    }

    /// The argument for the client.
    pub(super) fn passed(&self) -> String {
        let kept = format!("self.{}", self.ident);
        let ty = &self.ty;
        let is_named = matches!(self.param.ty, TypeExpr::Named(_));
        match (self.form(), self.param.required) {
            (Form::Copy, _) => kept,
            (Form::Milliseconds(function), true) => format!("{function}({kept})"),
            (Form::Milliseconds(function), false) => format!("{kept}.map({function})"),
            (Form::Text, true) if is_named => format!("{kept}.as_str()"),
            (Form::Text, true) => format!("&{kept}"),
            (Form::Text, false) if is_named => format!("{kept}.as_ref().map({ty}::as_str)"),
            (Form::Text, false) => format!("{kept}.as_deref()"),
            (Form::Fields, _) => {
                format!("{kept}.as_ref().and_then(FieldSet::value).as_deref()")
            }
            (Form::Displayed, true) => format!("&{kept}.to_string()"),
            (Form::Displayed, false) => {
                format!("{kept}.as_ref().map(ToString::to_string).as_deref()")
            }
            (Form::Comma, true) => format!("&__rt::comma(&{kept})"),
            (Form::Comma, false) => format!("{kept}.as_deref().map(__rt::comma).as_deref()"),
            (Form::Json, true) => format!("&__rt::json(&{kept})"),
            (Form::Json, false) => format!("{kept}.as_ref().map(__rt::json).as_deref()"),
        }
    }
}
