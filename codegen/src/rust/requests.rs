//! `requests/<owner>/*.rs`: what a caller fills in and a `Graph` sends.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::client::Signature;
use super::fields::selector_name;
use super::imports::Imports;
use super::print;
use super::{Emitter, Failure, doc, ident, too_many};
use crate::check::{field_ident, setter_ident};
use crate::contract::{Item, Operation, Param};
use crate::docs;
use crate::openapi::lower::owned_operations;
use crate::spec::words::TypeExpr;
use crate::spec::{ReadKind, Style};

impl Emitter<'_> {
    pub(super) fn requests(
        &mut self,
        index: usize,
        signatures: &HashMap<String, Signature>,
    ) -> Result<(), Failure> {
        let contract = &self.contracts.versions[index];
        for operation in owned_operations(contract, self.shapes, index) {
            let mut imports = Imports::default();
            let signature = &signatures[&operation.name];
            let code = self.request(index, operation, signature, &mut imports)?;
            let name = &operation.name;
            self.owned("requests", index, name, name, &imports, code)?;
        }
        Ok(())
    }

    fn request(
        &self,
        index: usize,
        operation: &Operation,
        signature: &Signature,
        imports: &mut Imports,
    ) -> Result<Vec<syn::Item>, Failure> {
        let params = self.arguments(index, operation, imports)?;
        let owner = self.contract(index).version.ident();
        imports.std("marker::PhantomData");
        for name in ["GraphVersion", "Invalid", "Request", "Sent", "Session"] {
            imports.root(&format!("__rt::{name}"));
        }
        imports.root(&format!("client::{owner}::Client"));
        let definition = definition(operation, &params);
        let builder = builder(operation, &params);
        let request = self.request_impl(index, operation, signature, &params, imports)?;
        let edge = self.edge_impl(index, operation, imports)?;
        let code = quote!(#definition #builder #request #edge);
        Ok(print::parse(code)?.items)
    }

    fn arguments<'p>(
        &self,
        index: usize,
        operation: &'p Operation,
        imports: &mut Imports,
    ) -> Result<Vec<Argument<'p>>, Failure> {
        let common = |param: &Param| operation.common_params.contains(param);
        let path = operation.path_params.iter().map(|param| (param, true));
        let query = operation.query().map(|param| (param, false));
        let arguments = path.chain(query).map(|(param, in_path)| {
            let fields = param.name == "fields" && common(param);
            let (ty, takes) = if fields {
                let selector = self.selector(index, operation, imports)?;
                imports.root("__rt::FieldSet");
                (syn::parse_quote!(FieldSet), selector)
            } else {
                let ty = self.rust_type(&param.ty, index, imports)?;
                (ty.clone(), ty)
            };
            Ok(Argument {
                param,
                in_path,
                fields,
                ty,
                takes,
                ident: ident(&field_ident(&param.name)),
            })
        });
        arguments.collect()
    }

    /// The selector of the fields of what the operation returns.
    fn selector(
        &self,
        index: usize,
        operation: &Operation,
        imports: &mut Imports,
    ) -> Result<syn::Type, Failure> {
        let node = operation.returns.name().unwrap_or_default();
        let owner = self.contract(self.shapes.owner(Item::Type(node), index));
        let name = selector_name(node);
        imports.root(&format!("fields::{}::{name}", owner.version.ident()));
        Ok(syn::parse_str(&name)?)
    }

    fn request_impl(
        &self,
        index: usize,
        operation: &Operation,
        signature: &Signature,
        params: &[Argument<'_>],
        imports: &mut Imports,
    ) -> Result<TokenStream, Failure> {
        let name = ident(&operation.name);
        let output = self.rust_type(&operation.returns, index, imports)?;
        let method = ident(&signature.method);
        let checks: Vec<_> = params.iter().filter_map(Argument::check).collect();
        let checked = !checks.is_empty();
        let checks = match checks.split_last() {
            Some((last, rest)) => quote!(#(#rest?;)* #last),
            None => quote!(Ok(())),
        };
        let arguments = signature.arguments.iter().map(|wire| {
            let param = params.iter().find(|argument| argument.param.name == *wire);
            param.map(Argument::passed)
        });
        if checked
            || params
                .iter()
                .any(|argument| matches!(argument.form(), Form::Json | Form::Comma))
        {
            imports.root("__rt::self");
        }
        Ok(quote! {
            impl<V: GraphVersion> Request for #name<V> {
                type Version = V;
                type Output = #output;

                fn check(&self) -> Result<(), Invalid> {
                    #checks
                }

                async fn send(&self, session: Session) -> Sent {
                    let client = Client {
                        baseurl: session.base_url(V::VERSION),
                        client: session.http(),
                        inner: session,
                    };
                    client.#method(#(#arguments),*).await
                }
            }
        })
    }

    fn edge_impl(
        &self,
        index: usize,
        operation: &Operation,
        imports: &mut Imports,
    ) -> Result<TokenStream, Failure> {
        let (ReadKind::Edge, TypeExpr::Edge(node)) = (operation.kind(), &operation.returns) else {
            return Ok(TokenStream::new());
        };
        imports.root("__rt::EdgeRequest");
        let name = ident(&operation.name);
        let node = self.rust_type(node, index, imports)?;
        let backwards = operation
            .common_params
            .iter()
            .any(|param| param.name == "before");
        let forget = backwards.then(|| quote!(self.before = None;));
        Ok(quote! {
            impl<V: GraphVersion> EdgeRequest for #name<V> {
                type Node = #node;

                fn cursor(&self) -> Option<&str> {
                    self.after.as_deref()
                }

                fn continue_after(&mut self, cursor: String) {
                    self.after = Some(cursor);
                    #forget
                }
            }
        })
    }
}

/// A parameter in the making.
struct Argument<'a> {
    param: &'a Param,
    in_path: bool,
    /// Whether it is the common parameter `fields`.
    fields: bool,
    /// Type of the field that keeps it.
    ty: syn::Type,
    /// Type that its setter takes.
    takes: syn::Type,
    ident: proc_macro2::Ident,
}

/// How a value goes into progenitor's client.
enum Form {
    /// Copied: a number or a boolean.
    Copy,
    /// Borrowed as text.
    Text,
    /// Displayed, and borrowed.
    Displayed,
    /// A selection of fields, left out while it is empty.
    Fields,
    /// Listed with commas, and borrowed.
    Comma,
    /// As JSON, and borrowed.
    Json,
}

impl Argument<'_> {
    fn form(&self) -> Form {
        match &self.param.ty {
            _ if self.fields => Form::Fields,
            TypeExpr::Bool | TypeExpr::Int | TypeExpr::UnsignedInt | TypeExpr::Float => Form::Copy,
            TypeExpr::String | TypeExpr::Named(_) => Form::Text,
            TypeExpr::Datetime => Form::Displayed,
            TypeExpr::List(_) if self.param.style == Some(Style::Comma) => Form::Comma,
            TypeExpr::Object | TypeExpr::List(_) | TypeExpr::Map(_) | TypeExpr::Edge(_) => {
                Form::Json
            }
        }
    }

    fn kept(&self) -> TokenStream {
        let (ident, ty) = (&self.ident, &self.ty);
        if self.param.required {
            quote!(#ident: #ty)
        } else {
            quote!(#ident: Option<#ty>)
        }
    }

    /// Whether callers may pass what converts into the type.
    fn converts(&self) -> bool {
        matches!(self.param.ty, TypeExpr::String | TypeExpr::Named(_)) && !self.fields
    }

    fn input(&self) -> TokenStream {
        let (ident, takes) = (&self.ident, &self.takes);
        if self.converts() {
            quote!(#ident: impl Into<#takes>)
        } else {
            quote!(#ident: #takes)
        }
    }

    fn value(&self) -> TokenStream {
        let ident = &self.ident;
        if self.converts() || self.fields {
            quote!(#ident.into())
        } else {
            quote!(#ident)
        }
    }

    fn setter(&self) -> TokenStream {
        let docs = doc(&docs::of_param(self.param));
        let setter = ident(&setter_ident(&self.param.name));
        let (ident, input, value) = (&self.ident, self.input(), self.value());
        quote! {
            #docs
            pub fn #setter(mut self, #input) -> Self {
                self.#ident = Some(#value);
                self
            }
        }
    }

    /// Values that Graph could not be sent as what they are.
    fn check(&self) -> Option<TokenStream> {
        let (ident, name) = (&self.ident, &self.param.name);
        if self.in_path {
            let text = match self.param.ty {
                TypeExpr::String => quote!(&self.#ident),
                _ => quote!(self.#ident.as_str()),
            };
            return Some(quote!(__rt::check_path(#name, #text)));
        }
        None
    }

    fn passed(&self) -> TokenStream {
        let ident = &self.ident;
        let ty = &self.ty;
        let named = matches!(self.param.ty, TypeExpr::Named(_));
        match (self.form(), self.param.required) {
            (Form::Copy, _) => quote!(self.#ident),
            (Form::Text, true) if named => quote!(self.#ident.as_str()),
            (Form::Text, true) => quote!(&self.#ident),
            (Form::Text, false) if named => quote!(self.#ident.as_ref().map(#ty::as_str)),
            (Form::Text, false) => quote!(self.#ident.as_deref()),
            (Form::Fields, _) => quote!(self.#ident.as_ref().and_then(FieldSet::value).as_deref()),
            (Form::Displayed, true) => quote!(&self.#ident.to_string()),
            (Form::Displayed, false) => {
                quote!(self.#ident.as_ref().map(ToString::to_string).as_deref())
            }
            (Form::Comma, true) => quote!(&__rt::comma(&self.#ident)),
            (Form::Comma, false) => {
                quote!(self.#ident.as_deref().map(__rt::comma).as_deref())
            }
            (Form::Json, true) => quote!(&__rt::json(&self.#ident)),
            (Form::Json, false) => quote!(self.#ident.as_ref().map(__rt::json).as_deref()),
        }
    }
}

fn default(name: &proc_macro2::Ident) -> TokenStream {
    quote! {
        impl<V> Default for #name<V> {
            fn default() -> Self {
                Self::new()
            }
        }
    }
}

fn definition(operation: &Operation, params: &[Argument<'_>]) -> TokenStream {
    let name = ident(&operation.name);
    let docs = doc(&docs::of_operation(operation));
    let kept = params.iter().map(Argument::kept);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[must_use = "a request does nothing until a `Graph` sends it"]
        pub struct #name<V> {
            #(#kept,)*
            _version: PhantomData<V>,
        }
    }
}

fn builder(operation: &Operation, params: &[Argument<'_>]) -> TokenStream {
    let name = ident(&operation.name);
    let (required, optional): (Vec<_>, Vec<_>) =
        params.iter().partition(|argument| argument.param.required);
    let inputs = required.iter().map(|argument| argument.input());
    let given = required.iter().map(|argument| {
        let (ident, value) = (&argument.ident, argument.value());
        if argument.converts() {
            quote!(#ident: #value)
        } else {
            quote!(#ident)
        }
    });
    let absent = optional.iter().map(|argument| &argument.ident);
    let setters = optional.iter().map(|argument| argument.setter());
    let docs =
        doc(&docs::of_constructor(required.iter().map(|argument| {
            (argument.ident.to_string(), argument.param)
        })));
    let lint = too_many(required.len());
    let default = required.is_empty().then(|| default(&name));
    quote! {
        impl<V> #name<V> {
            #docs
            #lint
            pub fn new(#(#inputs),*) -> Self {
                Self {
                    #(#given,)*
                    #(#absent: None,)*
                    _version: PhantomData,
                }
            }

            #(#setters)*
        }

        #default
    }
}
