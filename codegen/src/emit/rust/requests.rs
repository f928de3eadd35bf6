//! `requests/*.rs`: what a caller builds and a `Graph` sends.

use super::arguments::Argument;
use super::code::{Code, too_many};
use super::completeness::Emitted;
use super::emitter::{Emitter, Part};
use super::modules::PUBLIC;
use crate::contract::check::param_setter_ident;
use crate::contract::{Item, Operation};
use crate::emit::docs;

impl<'a> Emitter<'a, '_> {
    pub(super) fn request(&self, index: usize, operation: &'a Operation) -> Part<'a> {
        let name = &operation.name;
        let mut code = Code::default();
        let params = self.arguments(index, operation, &mut code);
        code.imports.std("marker::PhantomData");
        for name in [
            "self",
            "GraphVersion",
            "Invalid",
            "Permission",
            "Request",
            "Sent",
            "Session",
        ] {
            code.imports.root(&format!("__rt::{name}"));
        }
        code.imports.root("client::Client");
        self.request_struct(index, operation, &params, &mut code);
        self.builder(index, operation, &params, &mut code);
        self.request_impl(index, operation, &params, &mut code);
        self.edge_impl(index, operation, &mut code);
        self.node_impl(operation, &params, &mut code);
        self.nodes_impl(index, operation, &params, &mut code);
        self.field_impl(index, operation, &params, &mut code);
        self.continues_impl(index, operation, &mut code);
        let place = self.place(PUBLIC, name, Item::Operation(name), index);
        if place.is_oldest() {
            code.module_docs(&format!("The oldest form of `{name}`."));
        }
        code.imports.forget(&place.module());
        self.shape(&place, &self.origins.of(name), code)
    }

    fn request_struct(
        &self,
        index: usize,
        operation: &'a Operation,
        params: &[Argument<'a>],
        code: &mut Code<'a>,
    ) {
        let name = &operation.name;
        code.docs(&docs::of_request(operation));
        let derived = self.derived[index].of_request(operation);
        code.lines(&format!("#[derive(Clone, Debug, {derived})]"));
        let emitted = Emitted::item("request", self.version(index), name);
        code.item(
            emitted,
            "#[must_use = \"a request does nothing until a `Graph` sends it\"]",
        );
        code.block(&format!("pub struct {name}<V>"), |code| {
            for param in params {
                code.lines(&param.kept());
            }
            code.lines("_version: PhantomData<V>,");
        });
    }

    /// The constructor, which takes what is required, a setter for each of the
    /// other parameters, and a getter for each.
    fn builder(
        &self,
        index: usize,
        operation: &'a Operation,
        params: &[Argument<'a>],
        code: &mut Code<'a>,
    ) {
        let name = &operation.name;
        let emitted =
            |param: &Argument<'a>| param.emitted("parameter", self.version(index), operation);
        let (required, optional): (Vec<_>, Vec<_>) =
            params.iter().partition(|argument| argument.param.required);
        code.implement(&format!("<V> {name}<V>"), |code| {
            let given = required
                .iter()
                .map(|argument| (argument.ident.clone(), argument.param));
            code.docs(&docs::of_constructor(given));
            code.lines(too_many(required.len()));
            let inputs: Vec<_> = required.iter().map(|argument| argument.input()).collect();
            code.block(&code.list("pub fn new(", &inputs, ") -> Self"), |code| {
                code.block("Self", |code| {
                    for param in &required {
                        code.item(emitted(param), &param.initialised());
                    }
                    for param in &optional {
                        code.lines(&format!("{}: None,", param.ident));
                    }
                    code.lines("_version: PhantomData,");
                });
            });
            for param in &optional {
                code.docs(&param.setter_docs(&optional));
                let (setter, input) = (param_setter_ident(&param.param.name), param.input());
                code.block(
                    &format!("pub fn {setter}(mut self, {input}) -> Self"),
                    |code| {
                        let set = format!("self.{} = Some({});", param.ident, param.value());
                        code.item(emitted(param), &set);
                        code.lines("self");
                    },
                );
            }
            code.gap();
            code.block("__rt::getters!", |code| {
                for param in params {
                    let emitted =
                        param.emitted("returned parameter", self.version(index), operation);
                    code.item(emitted, &param.getter());
                }
            });
        });
        if required.is_empty() {
            code.implement(&format!("<V> Default for {name}<V>"), |code| {
                code.function("fn default() -> Self", "Self::new()");
            });
        }
    }
}
