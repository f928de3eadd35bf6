//! `client/<owner>.rs`: progenitor's client, which builds URLs and queries.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ImplItem, Item, Token, parse_quote};

use super::imports::Imports;
use super::print;
use super::{Emitter, Failure, doc, ident, too_many};
use crate::contract::Operation;
use crate::contract::check::field_ident;
use crate::emit::openapi::lower::{operation_id, owned_operations};

/// The arguments of a method of progenitor's client, in order, each by its name
/// on the wire.
pub struct Signature {
    pub method: String,
    pub arguments: Vec<String>,
}

impl Emitter<'_> {
    /// Emits the client of the version at `index`, and tells how to call it.
    pub(super) fn client(
        &mut self,
        index: usize,
        output: &syn::File,
    ) -> Result<HashMap<String, Signature>, Failure> {
        let contract = &self.contracts.versions[index];
        let operations = owned_operations(contract, self.shapes, index);
        if operations.is_empty() {
            return Ok(HashMap::new());
        }
        let mut methods = methods(output);
        let mut signatures = HashMap::new();
        for operation in &operations {
            let id = operation_id(operation, &operations);
            let method = methods.iter_mut().find(|method| method.sig.ident == id);
            let signature = method.and_then(|method| tidy(method, operation));
            let signature = signature.ok_or_else(|| lost(&operation.name))?;
            signatures.insert(operation.name.clone(), signature);
        }
        if methods.len() != operations.len() {
            return Err(Failure::new("progenitor made a call that nobody asked for"));
        }
        let definition = definition(&contract.version.to_string());
        let uses = imports(&operations).tokens(2);
        let mut file = print::parse(quote!(#uses #definition))?;
        let mut calls: syn::ItemImpl = parse_quote! {
            impl Client {
                /// Sends calls in a version.
                pub(crate) fn new(inner: Session, version: Version) -> Self {
                    Self {
                        baseurl: inner.base_url(version),
                        client: inner.http(),
                        inner,
                    }
                }
            }
        };
        calls.items.extend(methods.into_iter().map(ImplItem::Fn));
        file.items.push(Item::Impl(calls));
        let owner = contract.version.ident();
        let names = operations.iter().map(|operation| operation.name.as_str());
        let origin = self.origins.of_all(names);
        self.print(&format!("client/{owner}.rs"), &origin, &file);
        self.modules.entry(("client", owner)).or_default();
        Ok(signatures)
    }
}

fn imports(operations: &[&Operation]) -> Imports {
    let mut imports = Imports::default();
    for name in [
        "progenitor_client::ByteStream",
        "progenitor_client::ClientHooks",
        "progenitor_client::ClientInfo",
        "progenitor_client::Error",
        "progenitor_client::OperationInfo",
        "progenitor_client::QueryParam",
        "progenitor_client::ResponseValue",
        "Session",
        "Version",
        "reqwest",
    ] {
        imports.root(&format!("__rt::{name}"));
    }
    if operations
        .iter()
        .any(|operation| !operation.path_params.is_empty())
    {
        imports.root("__rt::progenitor_client::encode_path");
    }
    imports
}

fn definition(version: &str) -> TokenStream {
    quote! {
        /// Calls whose form is the same from this version on.
        pub(crate) struct Client {
            baseurl: String,
            client: reqwest::Client,
            inner: Session,
        }

        impl ClientInfo<Session> for Client {
            fn api_version() -> &'static str {
                #version
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
                self.inner.authorize(request);
                Ok(())
            }
        }
    }
}

fn lost(operation: &str) -> Failure {
    Failure::new(format!(
        "`{operation}` got lost on its way through progenitor"
    ))
}

/// The operations among the methods of progenitor's client.
fn methods(output: &syn::File) -> Vec<syn::ImplItemFn> {
    let impls = output.items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(&item.items),
        _ => None,
    });
    let methods = impls.flatten().filter_map(|item| match item {
        ImplItem::Fn(method) if method.sig.asyncness.is_some() => Some(method.clone()),
        _ => None,
    });
    methods.collect()
}

/// Name of an operation's method. The trait of the hooks has some taken.
fn method_ident(operation: &Operation) -> String {
    let name = field_ident(&operation.name);
    match name.as_str() {
        "new" | "pre" | "exec" | "post" => format!("{name}_"),
        _ => name,
    }
}

/// Shortens a method, and reads from its body which argument is what.
fn tidy(method: &mut syn::ImplItemFn, operation: &Operation) -> Option<Signature> {
    let name = method_ident(operation);
    method.vis = parse_quote!(pub(crate));
    method.sig.ident = ident(&name);
    method.sig.generics = syn::Generics::default();
    method.block.stmts.retain(|stmt| !mentions_header_map(stmt));
    let mut rewrite = Rewrite {
        method: name.clone(),
        path: Vec::new(),
        query: Vec::new(),
    };
    rewrite.visit_impl_item_fn_mut(method);
    let path = operation.path_params.iter().map(|param| param.name.clone());
    let wire: HashMap<_, _> = rewrite
        .path
        .into_iter()
        .zip(path)
        .chain(rewrite.query)
        .collect();
    let inputs = method.sig.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(typed) => match &*typed.pat {
            syn::Pat::Ident(pat) => Some(pat.ident.to_string()),
            _ => None,
        },
        syn::FnArg::Receiver(_) => None,
    });
    let arguments: Vec<_> = inputs
        .map(|input| wire.get(&input).cloned())
        .collect::<Option<_>>()?;
    let docs = doc(&format!("Sends `GET {}`.", operation.path));
    let lint = too_many(arguments.len() + 1);
    method.attrs = parse_quote!(#docs #lint);
    Some(Signature {
        method: name,
        arguments,
    })
}

/// progenitor sends a header `api-version`, which Graph does not know.
fn mentions_header_map(stmt: &syn::Stmt) -> bool {
    #[derive(Default)]
    struct Finder {
        sets: bool,
    }
    impl<'ast> Visit<'ast> for Finder {
        fn visit_path(&mut self, path: &'ast syn::Path) {
            self.sets |= path
                .segments
                .iter()
                .any(|segment| segment.ident == "HeaderMap");
            visit::visit_path(self, path);
        }

        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            let on_map =
                matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("header_map"));
            self.sets |= on_map && call.method == "append";
            visit::visit_expr_method_call(self, call);
        }
    }
    let mut finder = Finder::default();
    finder.visit_stmt(stmt);
    finder.sets
}

/// Rewrites what progenitor writes at length, and collects the arguments.
struct Rewrite {
    /// Name of the method.
    method: String,
    /// Arguments of the path, in its order.
    path: Vec<String>,
    /// Arguments of the query, each with its name on the wire.
    query: Vec<(String, String)>,
}

impl VisitMut for Rewrite {
    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        visit_mut::visit_field_value_mut(self, field);
        if matches!(&field.member, syn::Member::Named(name) if name == "operation_id") {
            let method = &self.method;
            field.expr = parse_quote!(#method);
        }
    }

    fn visit_lit_int_mut(&mut self, number: &mut syn::LitInt) {
        *number = syn::LitInt::new(number.base10_digits(), number.span());
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

    /// `encode_path(&id.to_string())` is `encode_path(id)`: ids are text.
    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        let parse = Punctuated::<Expr, Token![,]>::parse_terminated;
        let Ok(mut arguments) = call.parse_body_with(parse) else {
            return;
        };
        for argument in &mut arguments {
            let Expr::Call(encode) = argument else {
                continue;
            };
            let mut finder = Receiver(None);
            finder.visit_expr_call(encode);
            if let Some(receiver) = finder.0 {
                self.path.push(receiver.to_string());
                *argument = parse_quote!(encode_path(#receiver));
            }
        }
        arguments.pop_punct();
        call.tokens = quote!(#arguments);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::Call(call) => self.query.extend(query_argument(call)),
            Expr::MethodCall(call) if call.method == "headers" => *expr = (*call.receiver).clone(),
            _ => {}
        }
    }
}

/// `QueryParam::new("name", &argument)`.
fn query_argument(call: &syn::ExprCall) -> Option<(String, String)> {
    let mut arguments = call.args.iter();
    match (arguments.next()?, arguments.next()?) {
        (
            Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(name),
                ..
            }),
            Expr::Reference(argument),
        ) => match &*argument.expr {
            Expr::Path(path) => Some((path.path.get_ident()?.to_string(), name.value())),
            _ => None,
        },
        _ => None,
    }
}

/// Finds the `x` of `x.to_string()`.
struct Receiver(Option<syn::Ident>);

impl<'ast> Visit<'ast> for Receiver {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if let (true, Expr::Path(path)) = (call.method == "to_string", &*call.receiver) {
            self.0 = path.path.get_ident().cloned();
        }
    }
}
