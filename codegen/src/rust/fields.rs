//! `fields/<owner>/*.rs`: which fields of a node to ask for.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::{Emitter, Failure, doc, ident};
use crate::check::setter_ident;
use crate::contract::Type;
use crate::docs;
use crate::openapi::lower::owned_types;

impl Emitter<'_> {
    pub(super) fn fields(&mut self, index: usize) -> Result<(), Failure> {
        let contract = &self.contracts.versions[index];
        for ty in owned_types(contract, self.shapes, index) {
            let mut imports = Imports::default();
            imports.root("__rt::FieldSet");
            let code = selector(ty);
            self.owned(
                "fields",
                index,
                &selector_name(&ty.name),
                &ty.name,
                &imports,
                code,
            )?;
        }
        Ok(())
    }
}

/// Name of the selector of a type's fields.
pub(super) fn selector_name(ty: &str) -> String {
    format!("{ty}Fields")
}

fn selector(ty: &Type) -> TokenStream {
    let name = ident(&selector_name(&ty.name));
    let docs = doc(&format!(
        "Fields of a `{}` to ask for.\n\nGraph adds the `id` unasked, and leaves out a field that has no data.",
        ty.name
    ));
    let methods = ty.fields.iter().map(|field| {
        let method = ident(&setter_ident(&field.name));
        let wire = &field.name;
        let docs = doc(&format!("Asks for `{wire}`: {}", docs::of_param(field)));
        quote! {
            #docs
            pub fn #method(self) -> Self {
                Self(self.0.field(#wire))
            }
        }
    });
    quote! {
        #docs
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[must_use = "a selection does nothing until a request carries it"]
        pub struct #name(FieldSet);

        impl #name {
            /// Asks for no field yet.
            pub fn new() -> Self {
                Self(FieldSet::default())
            }

            #(#methods)*
        }

        impl From<#name> for FieldSet {
            fn from(fields: #name) -> Self {
                fields.0
            }
        }
    }
}
