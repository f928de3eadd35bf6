//! `client/*.rs`: the calls that progenitor makes, which build URLs and queries.

use std::collections::HashMap;

use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ImplItem, ImplItemFn, parse_quote};

use super::code::{Code, too_many};
use super::completeness::Emitted;
use super::emitter::{Emitter, Part};
use super::progenitor;
use crate::contract::check::field_ident;
use crate::contract::{Item, Operation, Param};
use crate::emit::Failure;
use crate::emit::openapi::lower::{operation_id, owned_operations};

/// The folder of the client.
pub(super) const CLIENT: &str = "client";

/// The parameters in the order in which progenitor's methods take them: those of
/// the path, then those of the query by name.
pub(super) fn order(operation: &Operation) -> Vec<&Param> {
    let mut query: Vec<_> = operation.query().collect();
    query.sort_by_key(|param| &param.name);
    operation.path_params.iter().chain(query).collect()
}

impl<'a> Emitter<'a, '_> {
    /// The calls of the operations that the version at `index` owns.
    pub(super) fn calls(&self, index: usize) -> Result<Vec<Part<'a>>, Failure> {
        let contract = self.contract(index);
        let operations = owned_operations(contract, self.shapes, index);
        let clients = match operations.is_empty() {
            true => Vec::new(),
            false => progenitor::clients(self.contracts, self.shapes, index)?,
        };
        let mut methods: HashMap<_, _> = clients.into_iter().flat_map(methods).collect();
        let calls = operations.iter().enumerate().map(|(place, operation)| {
            let method = methods.remove(&operation_id(place));
            let method = method.ok_or_else(|| lost(operation))?;
            self.call(index, operation, method)
        });
        let calls = calls.collect::<Result<Vec<_>, _>>()?;
        match methods.is_empty() {
            true => Ok(calls),
            false => Err(Failure::new("progenitor made a call for no operation")),
        }
    }

    fn call(
        &self,
        index: usize,
        operation: &'a Operation,
        mut method: ImplItemFn,
    ) -> Result<Part<'a>, Failure> {
        let (version, name) = (self.version(index), &operation.name);
        let item = Item::Operation(name);
        let mut tidy = Tidy {
            name: self.method_name(operation, item, index),
            sent: Vec::new(),
        };
        tidy.visit_impl_item_fn_mut(&mut method);
        let mut code = Code::default();
        // What comes first in the signature is in the path: a name that the
        // query does not have.
        let params = order(operation);
        let (path, query) = params.split_at(operation.path_params.len());
        if !query.iter().map(|param| &param.name).eq(&tidy.sent)
            || method.sig.inputs.len() != params.len() + 1
        {
            return Err(lost(operation));
        }
        for param in path.iter().chain(query) {
            code.emitted.push(Emitted::member(
                "sent parameter",
                version,
                name,
                &param.name,
            ));
        }
        code.emitted.push(Emitted::item("call", version, name));
        let docs = format!(" Sends `GET {}`.", operation.path);
        let lint: Option<syn::Attribute> = (!too_many(params.len() + 1).is_empty())
            .then(|| parse_quote!(#[allow(clippy::too_many_arguments)]));
        method.attrs = parse_quote!(#[doc = #docs] #lint);
        let file = syn::parse_quote!(impl Client { #method });
        // Values of a path are text. They are in a macro, which syn does not parse.
        code.lines(
            &prettyplease::unparse(&file)
                .replace("encode_path(& ", "encode_path(")
                .replace(".to_string()", ""),
        );
        for name in [
            "ByteStream",
            "ClientHooks",
            "Error",
            "OperationInfo",
            "ResponseValue",
        ] {
            code.imports
                .root(&format!("__rt::progenitor_client::{name}"));
        }
        if !path.is_empty() {
            code.imports.root("__rt::progenitor_client::encode_path");
        }
        if !query.is_empty() {
            code.imports.root("__rt::progenitor_client::QueryParam");
        }
        code.imports.root("client::Client");
        let place = self.place(CLIENT, name, item, index);
        Ok(self.shape(&place, &self.origins.of(name), code))
    }

    /// Name of an operation's method.
    pub(super) fn method_name(
        &self,
        operation: &Operation,
        item: Item<'_>,
        index: usize,
    ) -> String {
        let name = self.place(CLIENT, &operation.name, item, index);
        let name = name.unique(&field_ident(&operation.name));
        match name.as_str() {
            // Names of the constructor and of the hooks.
            "new" | "pre" | "exec" | "post" => format!("{name}_"),
            _ => name,
        }
    }

    /// The client, with the hooks that progenitor's calls run.
    pub(super) fn client(&self, code: &mut Code<'_>) {
        for name in ["ClientHooks", "ClientInfo", "Error", "OperationInfo"] {
            code.imports
                .root(&format!("__rt::progenitor_client::{name}"));
        }
        for name in ["Session", "Version", "reqwest"] {
            code.imports.root(&format!("__rt::{name}"));
        }
        code.lines(DEFINITION.trim());
    }
}

const DEFINITION: &str = r#"
/// Sends the calls of all versions.
pub(crate) struct Client {
    baseurl: String,
    client: reqwest::Client,
    inner: Session,
}

impl Client {
    /// Returns a client that sends calls to a version.
    pub(crate) fn new(inner: Session, version: Version) -> Self {
        Self {
            baseurl: inner.base_url(version),
            client: inner.http(),
            inner,
        }
    }
}

impl ClientInfo<Session> for Client {
    // The version is part of the base URL.
    fn api_version() -> &'static str {
        ""
    }

    fn baseurl(&self) -> &str {
        &self.baseurl
    }

    fn client(&self) -> &reqwest::Client {
        &self.client
    }

    fn inner(&self) -> &Session {
        &self.inner
    }
}

impl ClientHooks<Session> for Client {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        _: &OperationInfo,
    ) -> Result<(), Error<E>> {
        self.inner.prepare(request).await.map_err(Error::Custom)
    }
}
"#;

fn lost(operation: &Operation) -> Failure {
    Failure::new(format!(
        "progenitor made no call for `{}` that sends its parameters",
        operation.name
    ))
}

/// The methods of progenitor's client that make calls, by name.
fn methods(output: syn::File) -> HashMap<String, ImplItemFn> {
    let impls = output.items.into_iter().filter_map(|item| match item {
        syn::Item::Impl(item) if item.trait_.is_none() => Some(item.items),
        _ => None,
    });
    let methods = impls.flatten().filter_map(|item| match item {
        ImplItem::Fn(method) if method.sig.asyncness.is_some() => {
            Some((method.sig.ident.to_string(), method))
        }
        _ => None,
    });
    methods.collect()
}

/// Names a method, drops the header that Graph does not know, and lists the
/// query parameters in the order in which they are sent.
struct Tidy {
    name: String,
    sent: Vec<String>,
}

impl VisitMut for Tidy {
    fn visit_impl_item_fn_mut(&mut self, method: &mut ImplItemFn) {
        method.attrs.clear();
        method.vis = parse_quote!(pub(crate));
        method.sig.ident = syn::Ident::new(&self.name, proc_macro2::Span::call_site());
        method.sig.generics = syn::Generics::default();
        method.block.stmts.retain(|stmt| !sets_header(stmt));
        visit_mut::visit_impl_item_fn_mut(self, method);
    }

    fn visit_receiver_mut(&mut self, receiver: &mut syn::Receiver) {
        *receiver = parse_quote!(&self);
    }

    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        reference.lifetime = None;
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        local.attrs.clear();
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        if path.segments.len() > 1 && path.segments[0].ident == "progenitor_client" {
            path.segments = path.segments.iter().skip(1).cloned().collect();
        }
    }

    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        if matches!(&field.member, syn::Member::Named(name) if name == "operation_id") {
            let name = &self.name;
            field.expr = parse_quote!(#name);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::MethodCall(call) if call.method == "headers" => *expr = (*call.receiver).clone(),
            Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(name),
                ..
            }) => self.sent.push(name.value()),
            _ => {}
        }
    }
}

/// Whether a statement makes the header `api-version`.
fn sets_header(stmt: &syn::Stmt) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_ident(&mut self, ident: &'ast syn::Ident) {
            self.0 |= ident == "HeaderMap" || ident == "header_map";
        }

        // The statement that sends the request takes the header.
        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            if call.method != "headers" {
                visit::visit_expr_method_call(self, call);
            } else {
                self.visit_expr(&call.receiver);
            }
        }
    }
    let mut finder = Finder(false);
    finder.visit_stmt(stmt);
    finder.0
}
