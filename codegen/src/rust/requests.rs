//! `requests/<owner>/*.rs`: what a caller fills in and a `Graph` sends.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{Argument, Form};
use super::client::Signature;
use super::imports::Imports;
use super::print;
use super::{Emitter, Failure, doc, ident, too_many};
use crate::contract::Operation;
use crate::docs;
use crate::openapi::lower::owned_operations;
use crate::spec::ReadKind;
use crate::spec::words::TypeExpr;

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
