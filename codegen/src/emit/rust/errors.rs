//! `errors/`: the codes by name, and a table for each owner that gives advice.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToShoutySnakeCase, ToUpperCamelCase};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::imports::Imports;
use super::{Emitter, Failure, doc, ident};
use crate::contract::spec::Concern;
use crate::contract::{ErrorCode, Item};
use crate::emit::docs;

impl Emitter<'_> {
    pub(super) fn errors(&mut self) -> Result<(), Failure> {
        let versions = &self.contracts.versions;
        let names = versions.iter().flat_map(|contract| &contract.errors);
        let names: Vec<_> = names.map(|error| error.code.to_string()).collect();
        let origin = self.origins.of_all(names.iter().map(String::as_str));
        let owners = (0..versions.len()).filter(|index| self.shapes.owns(Item::Errors, *index));
        let mut modules = Vec::new();
        for index in owners {
            let owner = versions[index].version.ident();
            let errors = &versions[index].errors;
            let table = match errors.len() > LARGEST {
                true => {
                    for (name, part) in parts(errors) {
                        let path = format!("errors/{owner}/{name}.rs");
                        self.file(&path, &origin, table(&part, 3))?;
                    }
                    table_of_parts(errors.len())
                }
                false => table(&errors.iter().collect::<Vec<_>>(), 2),
            };
            self.file(&format!("errors/{owner}.rs"), &origin, table)?;
            modules.push(ident(&owner));
        }
        let constants = self.constants();
        let code = quote! {
            //! Error codes and subcodes.
            //!
            //! A code is a plain number, because Graph sends more of them than
            //! any contract lists.
            #(pub(super) mod #modules;)*
            #(#constants)*
        };
        self.file("errors/mod.rs", &origin, code)
    }

    /// Every code that some version has, as the newest of them has it.
    fn constants(&self) -> Vec<TokenStream> {
        let versions = &self.contracts.versions;
        let errors = versions.iter().flat_map(|contract| &contract.errors);
        // Words of a message are no number that could have a name.
        let errors = errors.filter(|error| error.message.is_none());
        let by_key: BTreeMap<_, _> = errors.map(|error| (key(error), error)).collect();
        let constants = by_key.iter().map(|(place, error)| {
            let mut contracts = versions.iter().map(|contract| &contract.errors);
            let everywhere =
                contracts.all(|errors| errors.iter().any(|other| key(other) == *place));
            let name = constant(error);
            let (number, label) = match (error.subcode, error.through) {
                (Some(subcode), _) => (subcode, format!("{}, subcode {subcode}", error.code)),
                (None, Some(through)) => (error.code, format!("{} to {through}", error.code)),
                (None, None) => (error.code, error.code.to_string()),
            };
            let number = integer(number);
            let text = format!("{label}: {}", error.doc);
            let docs = doc(&match everywhere {
                true => docs::markdown(&text),
                false => docs::with_versions(&text, *error),
            });
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

/// Entries of a table that stands in one file.
const LARGEST: usize = 40;

/// The codes by themselves, and their cases.
fn parts(errors: &[ErrorCode]) -> [(&'static str, Vec<&ErrorCode>); 2] {
    let (cases, codes) = errors.iter().partition(|error| error.is_case());
    [("codes", codes), ("cases", cases)]
}

fn table_of_parts(count: usize) -> TokenStream {
    let mut imports = Imports::default();
    imports.root("__rt::ErrorEntry");
    let uses = imports.tokens(2);
    let count = Literal::usize_unsuffixed(count);
    quote! {
        mod cases;
        mod codes;

        #uses

        pub(crate) static TABLE: [ErrorEntry; #count] =
            ErrorEntry::joined(&codes::TABLE, &cases::TABLE);
    }
}

/// What a version says of its codes.
fn table(errors: &[&ErrorCode], depth: usize) -> TokenStream {
    let mut imports = Imports::default();
    if !errors.is_empty() {
        imports.root("__rt::AdviceKind");
        imports.root("__rt::ErrorCase");
    }
    imports.root("__rt::ErrorEntry");
    let uses = imports.tokens(depth);
    let entries = errors.iter().map(|error| entry(error));
    let count = Literal::usize_unsuffixed(errors.len());
    quote! {
        #uses

        pub(crate) static TABLE: [ErrorEntry; #count] = [ #(#entries),* ];
    }
}

fn entry(error: &ErrorCode) -> TokenStream {
    let code = integer(error.code);
    let through = integer(error.through.unwrap_or(error.code));
    let subcode = error.subcode.map(integer);
    let case = match (subcode, &error.message) {
        (Some(subcode), _) => quote!(ErrorCase::Subcode(#subcode)),
        (None, Some(words)) => quote!(ErrorCase::Message(#words)),
        (None, None) => quote!(ErrorCase::Any),
    };
    let name = &error.name;
    let advice = serde_json::to_value(error.advice).unwrap_or_default();
    let advice = ident(&advice.as_str().unwrap_or_default().to_upper_camel_case());
    let doc = &error.doc;
    let token = error.token.iter().map(|token| quote!(.token(#token)));
    let node = (error.concerns == Concern::Node).then(|| quote!(.concerning_a_node()));
    quote! {
        ErrorEntry::new((#code, #through), #case, #name, AdviceKind::#advice, #doc)
            #(#token)*
            #node
    }
}

/// A number. A literal has no sign.
fn integer(number: i64) -> TokenStream {
    let literal = Literal::u64_unsuffixed(number.unsigned_abs());
    match number < 0 {
        true => quote!(-#literal),
        false => quote!(#literal),
    }
}
