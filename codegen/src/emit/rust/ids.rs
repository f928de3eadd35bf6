//! `ids.rs`: identifiers, each a type of its own.

use quote::quote;

use super::imports::Imports;
use super::{Emitter, Failure, doc, ident};
use crate::emit::docs;

impl Emitter<'_> {
    pub(super) fn ids(&mut self) -> Result<(), Failure> {
        if self.contracts.ids.is_empty() {
            return Ok(());
        }
        let mut imports = Imports::default();
        imports.root("__rt::self");
        let ids = self.contracts.ids.iter().map(|id| {
            let name = ident(&id.name);
            let docs = doc(&docs::markdown(&id.doc));
            quote! {
                #docs
                #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
                pub struct #name(String);

                impl #name {
                    /// The id as Graph writes it.
                    pub fn as_str(&self) -> &str {
                        &self.0
                    }
                }

                impl From<String> for #name {
                    fn from(id: String) -> Self {
                        Self(id)
                    }
                }

                __rt::text!(#name, or integer);
            }
        });
        let uses = imports.tokens(1);
        let code = quote! {
            //! Identifiers. They are opaque: compare them, store them, send them back.
            #uses
            #(#ids)*
        };
        let names = self.contracts.ids.iter().map(|id| id.name.as_str());
        self.file("ids.rs", &self.origins.of_all(names), code)
    }
}
