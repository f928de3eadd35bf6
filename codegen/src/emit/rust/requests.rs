//! `requests/<owner>/*.rs`: what a caller fills in and a `Graph` sends.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::Argument;
use super::client::Signature;
use super::imports::Imports;
use super::print;
use super::{Emitter, Failure, doc, ident, too_many};
use crate::contract::Operation;
use crate::emit::docs;
use crate::emit::openapi::lower::owned_operations;

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
        let node = self.node_impl(operation, &params, imports);
        let nodes = self.nodes_impl(index, operation, &params, imports)?;
        let field = self.field_impl(index, operation, &params, imports);
        let continues = self.continues_impl(index, operation, &params, imports)?;
        imports.forget(&format!("requests::{owner}"), &operation.name);
        let code = quote!(#definition #builder #request #edge #node #nodes #field #continues);
        Ok(print::parse(code)?.items)
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
    let setters = optional.iter().map(|argument| argument.setter(&optional));
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
