//! The traits of requests that read nodes: page after page, one by one, or by
//! their ids.

use super::arguments::{Argument, Form};
use super::code::{Code, literal};
use super::emitter::Emitter;
use super::modules::PUBLIC;
use crate::contract::check::field_ident;
use crate::contract::derived::{by_id, continued_edges, continues, ids, reads_node};
use crate::contract::spec::{ReadKind, TypeExpr};
use crate::contract::{Field, Item, Operation, Type};

impl Emitter<'_, '_> {
    /// Paging, for an operation that returns pages.
    pub(super) fn edge_impl(&self, index: usize, operation: &Operation, code: &mut Code<'_>) {
        let (ReadKind::Edge, TypeExpr::Edge(node)) = (operation.kind(), &operation.returns) else {
            return;
        };
        code.imports.root("__rt::EdgeRequest");
        code.imports.root("__rt::FieldSet");
        let node_request = self.node_request(index, operation, code);
        let node = self.rust_type(node, index, code);
        let outline = self.outline(index, operation);
        let takes = |name: &str| {
            let mut params = operation.common_params.iter();
            params.any(|param| param.name == name)
        };
        code.implement(
            &format!("<V: GraphVersion> EdgeRequest for {}<V>", operation.name),
            |code| {
                code.lines(&format!(
                    "type Node = {node};\ntype NodeRequest = {node_request};"
                ));
                code.gap();
                let before = "const OUTLINE: &'static [&'static str] = &[";
                code.lines(&code.list(before, &outline, "];"));
                code.function("fn cursor(&self) -> Option<&str>", "self.after.as_deref()");
                let forget = if takes("before") {
                    "\nself.before = None;"
                } else {
                    ""
                };
                code.function(
                    "fn continue_after(&mut self, cursor: String)",
                    &format!("self.after = Some(cursor);{forget}"),
                );
                let limit = if takes("limit") { "self.limit" } else { "None" };
                code.function("fn limit(&self) -> Option<u64>", limit);
                setter("limit", "u64", takes("limit"), code);
                setter("fields", "FieldSet", takes("fields"), code);
            },
        );
    }

    /// The request of one node of an edge, where an operation reads it.
    fn node_request(&self, index: usize, operation: &Operation, code: &mut Code<'_>) -> String {
        let Some(by_id) = by_id(self.contract(index), operation) else {
            let node = self.rust_type(operation.returns.of(), index, code);
            code.imports.root("__rt::NoRequest");
            return format!("NoRequest<{node}, V>");
        };
        self.import_request(index, &by_id.name, code);
        format!("{}<V>", by_id.name)
    }

    /// Imports the request of an operation.
    fn import_request(&self, index: usize, operation: &str, code: &mut Code<'_>) {
        let place = self.place(PUBLIC, operation, Item::Operation(operation), index);
        code.imports.root(&place.item());
    }

    /// The fields by which nodes of an edge are listed without being read: their
    /// ids, and the times that Graph returns by default.
    fn outline(&self, index: usize, operation: &Operation) -> Vec<String> {
        let ty = operation.returns.name();
        let Some(ty) = ty.and_then(|name| self.contract(index).ty(name)) else {
            return Vec::new();
        };
        let outline = ty.fields.iter().filter(|field| {
            let by_default = ty.default_fields.contains(&field.name);
            field.name == "id" || (by_default && field.ty == TypeExpr::Datetime)
        });
        outline.map(|field| literal(&field.name)).collect()
    }

    /// Reading one node of an edge, for an operation that can.
    pub(super) fn node_impl(
        &self,
        operation: &Operation,
        params: &[Argument<'_>],
        code: &mut Code<'_>,
    ) {
        let ([id], true) = (operation.path_params.as_slice(), reads_node(operation)) else {
            return;
        };
        code.imports.root("__rt::NodeRequest");
        code.imports.root("__rt::FieldSet");
        let takes_fields = params.iter().any(|param| param.is_fields);
        let fields = if takes_fields { "fields" } else { "_" };
        let signature = format!("fn listed(id: &str, {fields}: Option<FieldSet>) -> Option<Self>");
        let given = params.iter().map(|param| {
            let ident = &param.ident;
            match param.param.name == id.name {
                true => format!("{ident}: id.into(),"),
                false if param.is_fields && ident == "fields" => "fields,".to_owned(),
                false if param.is_fields => format!("{ident}: fields,"),
                false => format!("{ident}: None,"),
            }
        });
        code.implement(
            &format!("<V: GraphVersion> NodeRequest for {}<V>", operation.name),
            |code| {
                code.block(&signature, |code| {
                    construct("Some(Self", given, "})", code);
                });
            },
        );
    }

    /// Reading an edge as a field selected it, for an operation that fields
    /// refer to.
    pub(super) fn field_impl(
        &self,
        index: usize,
        operation: &Operation,
        params: &[Argument<'_>],
        code: &mut Code<'_>,
    ) {
        if !continues(operation) || !self.expanded[index].contains(operation.name.as_str()) {
            return;
        }
        code.imports.root("__rt::FieldRequest");
        code.imports.root("__rt::SelectedField");
        let given = params.iter().map(|param| {
            let (ident, wire) = (&param.ident, literal(&param.param.name));
            if param.in_path {
                return format!("{ident}: id.into(),");
            }
            let method = match param.form() {
                Form::Fields => {
                    return format!("{ident}: field.and_then(|field| field.fields()),");
                }
                Form::Comma => "modifier_comma",
                Form::Json => "modifier_json",
                Form::Milliseconds(_) => "modifier_milliseconds",
                Form::Copy | Form::Text | Form::Displayed => "modifier",
            };
            format!("{ident}: field.and_then(|field| field.{method}({wire})),")
        });
        let signature = "fn of_field(id: &str, field: Option<SelectedField<'_>>) -> Self";
        code.implement(
            &format!("<V: GraphVersion> FieldRequest for {}<V>", operation.name),
            |code| {
                code.block(signature, |code| construct("Self", given, "}", code));
            },
        );
    }

    /// Reading on the edges that are fields of what an operation returns.
    pub(super) fn continues_impl(&self, index: usize, operation: &Operation, code: &mut Code<'_>) {
        let contract = self.contract(index);
        let ty = operation.returns.name().and_then(|name| contract.ty(name));
        let Some(ty) = ty else {
            return;
        };
        for (field, reader) in continued_edges(contract, operation) {
            code.imports.root("__rt::Continues");
            code.imports.root("__rt::SelectedField");
            let node = self.rust_type(field.ty.of(), index, code);
            let parent = self.rust_type(operation.returns.of(), index, code);
            code.imports.root("__rt::Edge");
            self.import_request(index, &reader.name, code);
            let head = format!(
                "<V: GraphVersion> Continues<{node}> for {}<V>",
                operation.name
            );
            code.implement(&head, |code| {
                code.lines(&format!(
                    "type Parent = {parent};\ntype Request = {}<V>;",
                    reader.name
                ));
                code.function(
                    "fn selected(&self) -> Option<SelectedField<'_>>",
                    &format!("self.fields.as_ref()?.selected({})", literal(&field.name)),
                );
                code.function(
                    &format!(
                        "fn edge(parent: &mut {parent}) -> Option<(String, &mut Edge<{node}>)>"
                    ),
                    &self.edge_of_node(ty, field),
                );
            });
        }
    }

    /// The id of a node with an edge of it. Nodes without an id that is text have none that
    /// can be read on.
    fn edge_of_node(&self, ty: &Type, edge: &Field) -> String {
        let is_id = |name: &str| self.contracts.is_id(name);
        let id = ty.fields.iter().find(|field| field.name == "id");
        let id = id.filter(|id| match &id.ty {
            TypeExpr::String => true,
            TypeExpr::Named(name) => is_id(name),
            _ => false,
        });
        let Some(id) = id else {
            return "let _ = parent;\nNone".to_owned();
        };
        let (id_ident, ident) = (field_ident(&id.name), field_ident(&edge.name));
        let id = match id.required {
            true => format!("parent.{id_ident}.to_string()"),
            false => format!("parent.{id_ident}.as_ref()?.to_string()"),
        };
        match edge.required {
            true => format!("Some(({id}, &mut parent.{ident}))"),
            false => format!("Some(({id}, parent.{ident}.as_mut()?))"),
        }
    }

    /// Sending many ids in several calls, for an operation that returns nodes by
    /// the ids of a list that Graph bounds.
    pub(super) fn nodes_impl(
        &self,
        index: usize,
        operation: &Operation,
        params: &[Argument<'_>],
        code: &mut Code<'_>,
    ) {
        let (TypeExpr::Map(node), Some((ids, most))) = (&operation.returns, ids(operation)) else {
            return;
        };
        let mut arguments = params.iter();
        let Some(argument) = arguments.find(|argument| argument.param.name == ids.name) else {
            return;
        };
        code.imports.root("__rt::NodesRequest");
        code.imports.root("__rt::FieldSet");
        let takes_fields = params
            .iter()
            .any(|argument| argument.param.name == "fields");
        let node = self.rust_type(node, index, code);
        let ids = &argument.ident;
        let others = params.iter().filter(|other| other.ident != *ids);
        let others = others.map(|other| match (other.is_copied(), &other.ident) {
            (true, ident) => format!("{ident}: self.{ident},"),
            (false, ident) => format!("{ident}: self.{ident}.clone(),"),
        });
        let given = [format!("{ids}: self.{ids}[places].to_vec(),")];
        let given = given.into_iter().chain(others);
        code.implement(
            &format!("<V: GraphVersion> NodesRequest for {}<V>", operation.name),
            |code| {
                code.lines(&format!("type Node = {node};"));
                code.gap();
                code.lines(&format!("const MOST_IDS: usize = {most};"));
                let body = format!("self.{ids}.iter().map(ToString::to_string).collect()");
                code.function("fn ids(&self) -> Vec<String>", &body);
                setter("fields", "FieldSet", takes_fields, code);
                code.gap();
                code.block(
                    "fn part(&self, places: std::ops::Range<usize>) -> Self",
                    |code| {
                        construct("Self", given, "}", code);
                    },
                );
            },
        );
    }
}

/// Writes a request as its struct.
fn construct(before: &str, fields: impl Iterator<Item = String>, after: &str, code: &mut Code<'_>) {
    code.lines(&format!("{before} {{"));
    for field in fields {
        code.lines(&format!("    {field}"));
    }
    code.lines(&format!("    _version: PhantomData,\n{after}"));
}

/// The function that sets an optional parameter, where the operation takes it.
fn setter(name: &str, ty: &str, takes: bool, code: &mut Code<'_>) {
    match takes {
        true => code.function(
            &format!("fn set_{name}(&mut self, {name}: Option<{ty}>) -> bool"),
            &format!("self.{name} = {name};\ntrue"),
        ),
        false => code.function(
            &format!("fn set_{name}(&mut self, _: Option<{ty}>) -> bool"),
            "false",
        ),
    }
}
