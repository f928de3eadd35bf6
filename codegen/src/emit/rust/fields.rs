//! `fields/<owner>/*.rs`: which fields of a node to ask for.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::expansions::expansion_name;
use super::imports::Imports;
use super::print;
use super::{Emitter, Failure, doc, ident};
use crate::contract::check::{expanding_ident, setter_ident};
use crate::contract::{Item, Param, Type};
use crate::emit::docs;

impl Emitter<'_> {
    pub(super) fn fields(&mut self, index: usize) -> Result<(), Failure> {
        let contract = &self.contracts.versions[index];
        for ty in contract.generated_types() {
            if !self.shapes.owns(Item::Fields(&ty.name), index) {
                continue;
            }
            let mut imports = Imports::default();
            imports.root("__rt::FieldSet");
            let methods = ty.fields.iter().map(|field| {
                let docs = docs::of_member(field, &ty.fields, setter_ident);
                let plain = method(field, &docs);
                let expanding = self.expanding(index, field, &docs, &mut imports);
                quote!(#plain #expanding)
            });
            let code = print::parse(selector(ty, methods.collect()))?.items;
            let name = selector_name(&ty.name);
            imports.forget(&format!("fields::{}", contract.version.ident()), &name);
            self.owned("fields", index, &name, &ty.name, &imports, code)?;
        }
        Ok(())
    }

    /// A second method for a field that has fields of its own.
    fn expanding(
        &self,
        index: usize,
        field: &Param,
        docs: &str,
        imports: &mut Imports,
    ) -> Option<TokenStream> {
        let node = field.ty.name()?;
        self.contract(index).ty(node)?;
        let wire = &field.name;
        let docs = doc(&format!(
            "Asks for `{wire}`, and for fields of its own.\n\n{docs}"
        ));
        let method = ident(&expanding_ident(wire));
        let adds = match &field.params_of {
            Some(_) => ident("paged"),
            None => ident("expanded"),
        };
        let (ty, value) = match &field.params_of {
            Some(operation) => {
                let expansion = expansion_name(operation);
                self.import_fields(index, Item::Expansion(operation), &expansion, imports);
                (
                    ident(&expansion).into_token_stream(),
                    quote!(expansion.into().0),
                )
            }
            None => {
                let selector = ident(&self.import_selector(index, node, imports));
                imports.root("__rt::Expansion");
                (quote!(Expansion<#selector>), quote!(expansion.into()))
            }
        };
        Some(quote! {
            #docs
            pub fn #method(self, expansion: impl Into<#ty>) -> Self {
                Self(self.0.#adds(#wire, #value))
            }
        })
    }

    /// Uses the selector of a type, and gives its name.
    pub(super) fn import_selector(
        &self,
        index: usize,
        node: &str,
        imports: &mut Imports,
    ) -> String {
        let name = selector_name(node);
        self.import_fields(index, Item::Fields(node), &name, imports);
        name
    }

    fn import_fields(&self, index: usize, item: Item<'_>, name: &str, imports: &mut Imports) {
        let owner = self.contract(self.shapes.owner(item, index));
        imports.root(&format!("fields::{}::{name}", owner.version.ident()));
    }
}

fn method(field: &Param, docs: &str) -> TokenStream {
    let wire = &field.name;
    let method = ident(&setter_ident(wire));
    let docs = doc(&format!("Asks for `{wire}`: {docs}"));
    quote! {
        #docs
        pub fn #method(self) -> Self {
            Self(self.0.field(#wire))
        }
    }
}

/// Name of the selector of a type's fields.
pub(super) fn selector_name(ty: &str) -> String {
    format!("{ty}Fields")
}

fn selector(ty: &Type, methods: TokenStream) -> TokenStream {
    let name = ident(&selector_name(&ty.name));
    let text = format!(
        "Fields of a `{}` to ask for.\n\nGraph adds the `id` unasked, and leaves out a field that has no data.",
        ty.name
    );
    let docs = doc(&docs::and_versions(text, ty));
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

            #methods
        }

        impl From<#name> for FieldSet {
            fn from(fields: #name) -> Self {
                fields.0
            }
        }
    }
}
