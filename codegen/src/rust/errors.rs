//! `errors.rs`: the codes by name, and the tables that give advice.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToShoutySnakeCase, ToUpperCamelCase};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::imports::Imports;
use super::{Emitter, Failure, doc, ident};
use crate::contract::{ErrorCode, Item};
use crate::docs;

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
        let by_key: BTreeMap<_, _> = errors.map(|error| (key(error), error)).collect();
        let constants = by_key.iter().map(|(place, error)| {
            let mut contracts = versions.iter().map(|contract| &contract.errors);
            let everywhere =
                contracts.all(|errors| errors.iter().any(|other| key(other) == *place));
            let available = if everywhere {
                &[][..]
            } else {
                &error.available
            };
            let name = constant(error);
            let (number, label) = match error.subcode {
                Some(subcode) => (subcode, format!("{}, subcode {subcode}", error.code)),
                None => (error.code, error.code.to_string()),
            };
            let number = Literal::i64_unsuffixed(number);
            let docs = doc(&docs::with_versions(
                &format!("{label}: {}", error.doc),
                available,
            ));
            quote! {
                #docs
                pub const #name: i64 = #number;
            }
        });
        // A subcode may stand under several codes.
        let mut seen = BTreeSet::new();
        let names = by_key.values().map(|error| error.name.clone());
        let constants = names
            .zip(constants)
            .filter(|(name, _)| seen.insert(name.clone()));
        constants.map(|(_, constant)| constant).collect()
    }
}

fn key(error: &ErrorCode) -> (i64, Option<i64>, &str) {
    (error.code, error.subcode, &error.name)
}

fn constant(error: &ErrorCode) -> proc_macro2::Ident {
    ident(&error.name.to_shouty_snake_case())
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
    let (code, subcode) = match error.subcode {
        Some(_) => {
            let code = Literal::i64_unsuffixed(error.code);
            let subcode = constant(error);
            (quote!(#code), quote!(Some(#subcode)))
        }
        None => (constant(error).into_token_stream(), quote!(None)),
    };
    let name = &error.name;
    let advice = serde_json::to_value(error.advice).unwrap_or_default();
    let advice = ident(&advice.as_str().unwrap_or_default().to_upper_camel_case());
    let doc = &error.doc;
    quote!(ErrorEntry::new(#code, #subcode, #name, Advice::#advice, #doc))
}
