//! `types/<owner>/*.rs` of enums: strings with known values, open to others.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::imports::Imports;
use super::print;
use super::{Emitter, Failure, doc, ident};
use crate::contract::check::variant_ident;
use crate::contract::{Enum, Item};
use crate::emit::docs;

impl Emitter<'_> {
    pub(super) fn enums(&mut self, index: usize) -> Result<(), Failure> {
        for entry in &self.contracts.versions[index].enums {
            if !self.shapes.owns(Item::Enum(&entry.name), index) {
                continue;
            }
            let mut imports = Imports::default();
            imports.root("__rt::self");
            let code = print::parse(open_enum(entry))?.items;
            self.owned("types", index, &entry.name, &entry.name, &imports, code)?;
        }
        Ok(())
    }
}

fn open_enum(entry: &Enum) -> TokenStream {
    let name = ident(&entry.name);
    let unknown = catch_all(entry);
    let docs = doc(&format!(
        "{}\n\nA value that the contract does not list is [`{unknown}`](Self::{unknown}) and \
         keeps its text.",
        docs::markdown(&entry.doc)
    ));
    let values: Vec<_> = entry.values.iter().map(|value| &value.value).collect();
    let variants: Vec<_> = values
        .iter()
        .map(|value| ident(&variant_ident(value)))
        .collect();
    let variant_docs = entry.values.iter().map(|value| {
        let text = docs::with_versions(&value.doc, value);
        let siblings = values.iter().map(|value| value.as_str());
        let text = docs::linked(text, value, siblings, variant_ident);
        doc(&format!("`{}`: {text}", value.value))
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #variants,)*
            /// A value that the contract does not list.
            #unknown(String),
        }

        impl #name {
            /// The value as it goes over the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::#unknown(value) => value,
                }
            }
        }

        impl From<String> for #name {
            fn from(value: String) -> Self {
                match value.as_str() {
                    #(#values => Self::#variants,)*
                    _ => Self::#unknown(value),
                }
            }
        }

        __rt::text!(#name);
    }
}

/// Name of the variant for other values; `Unknown` may itself be a value.
fn catch_all(entry: &Enum) -> Ident {
    let mut name = "Unknown".to_owned();
    while entry
        .values
        .iter()
        .any(|value| variant_ident(&value.value) == name)
    {
        name.push_str("Value");
    }
    ident(&name)
}
