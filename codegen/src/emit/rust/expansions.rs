//! `fields/<owner>/*_expansion.rs`: which nodes of an edge within a node to ask
//! for, by the parameters of the operation that reads the same edge.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{Argument, Form};
use super::imports::Imports;
use super::{Emitter, Failure, doc, ident, print, too_many};
use crate::contract::check::setter_ident;
use crate::contract::{Item, Operation};
use crate::emit::docs;

impl Emitter<'_> {
    pub(super) fn expansions(&mut self, index: usize) -> Result<(), Failure> {
        let contract = &self.contracts.versions[index];
        for operation in contract.expansions() {
            if !self.shapes.owns(Item::Expansion(&operation.name), index) {
                continue;
            }
            let mut imports = Imports::default();
            imports.root("__rt::Expansion");
            imports.root("__rt::FieldSet");
            let node = operation.returns.name().unwrap_or_default();
            let selector = self.import_selector(index, node, &mut imports);
            let params = operation.modifiers();
            let params: Result<Vec<_>, _> = params
                .map(|param| self.argument(index, param, &mut imports))
                .collect();
            let code = print::parse(expansion(operation, &selector, &params?))?.items;
            let name = expansion_name(&operation.name);
            self.owned("fields", index, &name, &operation.name, &imports, code)?;
        }
        Ok(())
    }
}

/// Name of what an operation's parameters do within a field.
pub(super) fn expansion_name(operation: &str) -> String {
    format!("{operation}Expansion")
}

fn expansion(operation: &Operation, selector: &str, params: &[Argument<'_>]) -> TokenStream {
    let name = ident(&expansion_name(&operation.name));
    let text = format!(
        "Nodes of an edge to ask for within a node, and their fields.\n\nThe edge takes the \
         parameters of `{}`.",
        operation.name
    );
    let docs = doc(&docs::and_versions(text, operation));
    let selector = ident(selector);
    let (required, optional): (Vec<_>, Vec<_>) =
        params.iter().partition(|argument| argument.param.required);
    let new = constructor(&selector, &required);
    let setters = optional.iter().map(|argument| setter(argument, &optional));
    // What is required, a selection alone does not say.
    let from = required.is_empty().then(|| {
        quote! {
            impl From<#selector> for #name {
                fn from(fields: #selector) -> Self {
                    Self::new(fields)
                }
            }
        }
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[must_use = "an expansion does nothing until a selection carries it"]
        pub struct #name(pub(crate) Expansion<FieldSet>);

        impl #name {
            #new
            #(#setters)*
        }

        #from
    }
}

fn constructor(selector: &proc_macro2::Ident, required: &[&Argument<'_>]) -> TokenStream {
    let given = required
        .iter()
        .map(|argument| (argument.ident.to_string(), argument.param));
    let docs = doc(&docs::of_expansion(given));
    let lint = too_many(required.len() + 1);
    let inputs = required.iter().map(|argument| argument.input());
    let modifiers = required.iter().map(|argument| modifier(argument));
    quote! {
        #docs
        #lint
        pub fn new(fields: #selector #(, #inputs)*) -> Self {
            Self(Expansion::new(fields.into()) #(#modifiers)*)
        }
    }
}

fn setter(argument: &Argument<'_>, siblings: &[&Argument<'_>]) -> TokenStream {
    let docs = argument.setter_docs(siblings);
    let setter = ident(&setter_ident(&argument.param.name));
    let (input, modifier) = (argument.input(), modifier(argument));
    quote! {
        #docs
        pub fn #setter(self, #input) -> Self {
            Self(self.0 #modifier)
        }
    }
}

/// The call that adds a parameter to an expansion.
fn modifier(argument: &Argument<'_>) -> TokenStream {
    let (ident, value, wire) = (&argument.ident, argument.value(), &argument.param.name);
    match argument.form() {
        Form::Comma => quote!(.modifier_comma(#wire, &#ident)),
        Form::Json => quote!(.modifier_json(#wire, &#ident)),
        Form::Copy | Form::Text | Form::Displayed | Form::Fields => {
            quote!(.modifier(#wire, #value))
        }
    }
}
