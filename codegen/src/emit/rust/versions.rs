//! `versions.rs`: the Graph versions, a marker type for each.

use chrono::Datelike;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::imports::Imports;
use super::{Emitter, Failure, doc, ident};
use crate::contract::spec::Date;
use crate::contract::{Contract, Item};

impl Emitter<'_> {
    pub(super) fn versions(&mut self) -> Result<(), Failure> {
        let mut imports = Imports::default();
        for path in [
            "__rt::Date",
            "__rt::ErrorEntry",
            "__rt::GraphVersion",
            "__rt::Version",
            "errors",
        ] {
            imports.root(path);
        }
        let markers = (0..self.contracts.versions.len()).map(|index| self.marker(index));
        let names = self.contracts.versions.iter().map(marker_name);
        let count = Literal::usize_unsuffixed(self.contracts.versions.len());
        let uses = imports.tokens(1);
        let hosts = self.contracts.hosts.iter().map(|host| &host.url);
        let code = quote! {
            //! Graph versions that the bindings cover.
            #uses

            /// The versions, oldest first.
            pub static VERSIONS: [Version; #count] = [ #(#names::VERSION),* ];
            #(#markers)*

            /// The hosts of the contract.
            const HOSTS: &[&str] = &[#(#hosts),*];
        };
        let names: Vec<_> = self
            .contracts
            .versions
            .iter()
            .map(|contract| contract.version.to_string())
            .chain(self.contracts.hosts.iter().map(|host| host.name.clone()))
            .collect();
        let origin = self.origins.of_all(names.iter().map(String::as_str));
        self.file("versions.rs", &origin, code)
    }

    fn marker(&self, index: usize) -> TokenStream {
        let contract = self.contract(index);
        let marker = marker_name(contract);
        let name = contract.version.to_string();
        let docs = doc(&format!("Marks requests of Graph {}.", life(contract)));
        let released = date(contract.released);
        let expires = match contract.expires {
            Some(expires) => {
                let expires = date(expires);
                quote!(Some(#expires))
            }
            None => quote!(None),
        };
        let owner = self.contract(self.shapes.owner(Item::Errors, index));
        let errors = ident(&owner.version.ident());
        quote! {
            #docs
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            pub struct #marker;

            impl GraphVersion for #marker {
                const VERSION: Version = Version::new(#name, #released, #expires);

                fn errors() -> &'static [ErrorEntry] {
                    &errors::#errors::TABLE
                }

                fn hosts() -> &'static [&'static str] {
                    HOSTS
                }
            }
        }
    }
}

/// Name of the marker type, such as `V19_0`.
pub(super) fn marker_name(contract: &Contract) -> proc_macro2::Ident {
    ident(&contract.version.ident().to_uppercase())
}

/// A version with its dates, as facts that stay true.
pub(super) fn life(contract: &Contract) -> String {
    let Contract {
        version, released, ..
    } = contract;
    match contract.expires {
        Some(expires) => format!("{version}, released on {released}, expires on {expires}"),
        None => format!("{version}, released on {released}, expiry not announced"),
    }
}

fn date(Date(date): Date) -> TokenStream {
    let year = Literal::i32_unsuffixed(date.year());
    let month = Literal::u32_unsuffixed(date.month());
    let day = Literal::u32_unsuffixed(date.day());
    quote!(Date::new(#year, #month, #day))
}
