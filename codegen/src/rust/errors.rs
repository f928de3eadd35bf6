//! `errors.rs`: the codes by name, and the tables that give advice.

use std::collections::BTreeMap;

use heck::ToShoutySnakeCase;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::imports::Imports;
use super::{Emitter, Failure, doc, ident};
use crate::contract::{ErrorCode, Item};
use crate::docs;
use crate::spec::Advice;

impl Emitter<'_> {
    pub(super) fn errors(&mut self) -> Result<(), Failure> {
        let mut imports = Imports::default();
        if self
            .contracts
            .versions
            .iter()
            .any(|contract| !contract.errors.is_empty())
        {
            imports.root("__rt::Advice");
        }
        imports.root("__rt::ErrorEntry");
        let owners = (0..self.contracts.versions.len())
            .filter(|index| self.shapes.owns(Item::Errors, *index));
        let tables = owners.map(|index| table(&self.contracts.versions[index]));
        let uses = imports.tokens(1);
        let constants = self.constants();
        let code = quote! {
            //! Error codes.
            //!
            //! A code is a plain number, because Graph sends more of them than
            //! any contract lists.
            #uses
            #(#constants)*
            #(#tables)*
        };
        let names = self
            .contracts
            .versions
            .iter()
            .flat_map(|contract| &contract.errors);
        let names: Vec<_> = names.map(|error| error.code.to_string()).collect();
        let origin = self.origins.of_all(names.iter().map(String::as_str));
        self.file("errors.rs", &origin, code)
    }

    /// Every code that some version has, as the newest of them has it.
    fn constants(&self) -> Vec<TokenStream> {
        let versions = &self.contracts.versions;
        let errors = versions.iter().flat_map(|contract| &contract.errors);
        let by_name: BTreeMap<_, _> = errors
            .map(|error| ((error.code, &error.name), error))
            .collect();
        let constants = by_name.values().map(|error| {
            let everywhere = versions.iter().all(|contract| {
                let mut errors = contract.errors.iter();
                errors.any(|other| (other.code, &other.name) == (error.code, &error.name))
            });
            let available = if everywhere {
                &[][..]
            } else {
                &error.available
            };
            let name = ident(&error.name.to_shouty_snake_case());
            let code = Literal::i64_unsuffixed(error.code);
            let docs = doc(&docs::with_versions(
                &format!("{}: {}", error.code, error.doc),
                available,
            ));
            quote! {
                #docs
                pub const #name: i64 = #code;
            }
        });
        constants.collect()
    }
}

fn table(contract: &crate::contract::Contract) -> TokenStream {
    let entries = contract.errors.iter().map(entry);
    let count = Literal::usize_unsuffixed(contract.errors.len());
    let name = ident(&contract.version.ident().to_uppercase());
    quote! {
        pub(super) static #name: [ErrorEntry; #count] = [ #(#entries),* ];
    }
}

fn entry(error: &ErrorCode) -> TokenStream {
    let code = ident(&error.name.to_shouty_snake_case());
    let name = &error.name;
    let advice = ident(match error.advice {
        Advice::Wait => "Wait",
        Advice::LogIn => "LogIn",
        Advice::GetPermission => "GetPermission",
        Advice::FixRequest => "FixRequest",
        Advice::GiveUp => "GiveUp",
    });
    let doc = &error.doc;
    quote!(ErrorEntry::new(#code, #name, Advice::#advice, #doc))
}
