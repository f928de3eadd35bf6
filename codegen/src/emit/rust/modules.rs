//! `mod.rs` files, and a module for each Graph version.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::expansions::expansion_name;
use super::fields::selector_name;
use super::versions::{life, marker_name};
use super::{Emitter, Failure, doc, ident};
use crate::contract::Item;
use crate::emit::docs;

impl Emitter<'_> {
    pub(super) fn modules(&mut self, runtime: &str) -> Result<(), Failure> {
        let folders = self.owner_modules()?;
        self.root_module(runtime, &folders)
    }

    /// `types/mod.rs`, `types/v19_0/mod.rs` and the like; gives the folders.
    fn owner_modules(&mut self) -> Result<Vec<&'static str>, Failure> {
        let mut folders: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for ((folder, owner), files) in std::mem::take(&mut self.modules) {
            folders.entry(folder).or_default().insert(owner.clone());
            if !files.is_empty() {
                self.owner_module(folder, &owner, files.into_iter().collect())?;
            }
        }
        for (folder, owners) in &folders {
            let owners = owners.iter().map(|owner| ident(owner));
            let code = if *folder == REQUESTS {
                quote! {
                    //! Requests, each under the oldest version that sends it in its form.
                    //!
                    //! Name them by the aliases in the modules of the versions: which
                    //! versions share a form is a fact of the day, not a promise.
                    #(pub mod #owners;)*
                }
            } else {
                quote!(#(pub(crate) mod #owners;)*)
            };
            self.file(&format!("{folder}/mod.rs"), "spec", code)?;
        }
        Ok(folders.into_keys().collect())
    }

    fn owner_module(
        &mut self,
        folder: &str,
        owner: &str,
        files: BTreeMap<String, String>,
    ) -> Result<(), Failure> {
        let version = owner.replace('_', ".");
        let title = format!(" Requests that {version} is the oldest to send in their form.");
        let title = (folder == REQUESTS).then(|| quote!(#![doc = #title]));
        let modules: Vec<_> = files.keys().map(|module| ident(module)).collect();
        let names = files.values().map(|name| ident(name));
        let code = quote! {
            #title
            #(mod #modules;)*
            #(pub use #modules::#names;)*
        };
        self.file(&format!("{folder}/{owner}/mod.rs"), "spec", code)
    }

    /// What a caller of one version needs, all from one place.
    pub(super) fn version_module(&mut self, index: usize) -> Result<(), Failure> {
        let contract = &self.contracts.versions[index];
        let owner = |item| {
            let owner = &self.contracts.versions[self.shapes.owner(item, index)];
            owner.version.ident()
        };
        let mut reexports = Reexports::default();
        for entry in &contract.enums {
            reexports.add("types", owner(Item::Enum(&entry.name)), &entry.name);
        }
        for ty in contract.generated_types() {
            reexports.add("types", owner(Item::Type(&ty.name)), &ty.name);
            let selector = owner(Item::Fields(&ty.name));
            reexports.add("fields", selector, &selector_name(&ty.name));
        }
        for operation in contract.expansions() {
            let name = &operation.name;
            let expansion = owner(Item::Expansion(name));
            reexports.add("fields", expansion, &expansion_name(name));
        }
        for id in &self.contracts.ids {
            reexports.add("ids", String::new(), &id.name);
        }
        let reexports = reexports.tokens();
        let marker = marker_name(contract);
        let requests = contract.operations.iter().map(|operation| {
            let name = ident(&operation.name);
            let owner = ident(&owner(Item::Operation(&operation.name)));
            let first = docs::summary(&docs::markdown(&operation.doc));
            let first = docs::and_versions(first, operation);
            let docs = doc(&format!(
                "{first}\n\nSent in {}. Its parameters and permissions are those of \
                 [`requests::{owner}::{name}`].",
                contract.version
            ));
            quote! {
                #docs
                pub type #name = requests::#owner::#name<versions::#marker>;
            }
        });
        let shared = (!contract.operations.is_empty()).then(|| {
            quote!(
                use super::{requests, versions};
            )
        });
        let title = format!(" Graph {}.", life(contract));
        let code = quote! {
            #![doc = #title]
            #shared
            #reexports
            #(#requests)*
        };
        let path = format!("{}.rs", contract.version.ident());
        self.file(&path, "spec", code)
    }

    fn root_module(&mut self, runtime: &str, folders: &[&str]) -> Result<(), Failure> {
        let has_ids = !self.contracts.ids.is_empty();
        let reexport = has_ids.then(|| {
            quote!(
                pub use ids::*;
            )
        });
        let folders = folders.iter().copied();
        let (public, private): (Vec<_>, Vec<_>) = folders.partition(|folder| *folder == REQUESTS);
        let public = public.into_iter().map(ident);
        let private: BTreeSet<_> = private
            .into_iter()
            .chain(has_ids.then_some("ids"))
            .collect();
        let private = private.into_iter().map(ident);
        let versions = self
            .contracts
            .versions
            .iter()
            .map(|contract| ident(&contract.version.ident()));
        let runtime: syn::Path = syn::parse_str(runtime)?;
        let needed = proc_macro2::Literal::u32_unsuffixed(crate::RUNTIME);
        let message = format!(
            "these bindings need the runtime interface {needed} of page-conversations; \
             generate them with the page-conversations-codegen of the same release"
        );
        let code = quote! {
            use #runtime::__rt;

            #(mod #private;)*

            pub mod errors;
            pub mod hosts;
            #(pub mod #public;)*
            #(pub mod #versions;)*
            pub mod versions;

            #reexport

            const _: () = assert!(__rt::RUNTIME == #needed, #message);
        };
        self.file("mod.rs", "spec", code)
    }
}

/// The folder that callers see: aliases show no methods of their own.
const REQUESTS: &str = "requests";

/// Names to pass on, by the folder and the owner that they come from.
#[derive(Default)]
struct Reexports(BTreeMap<(&'static str, String), BTreeSet<String>>);

impl Reexports {
    fn add(&mut self, folder: &'static str, owner: String, name: &str) {
        self.0
            .entry((folder, owner))
            .or_default()
            .insert(name.to_owned());
    }

    fn tokens(&self) -> TokenStream {
        let lines = self.0.iter().map(|((folder, owner), names)| {
            let path = [folder, owner.as_str()]
                .into_iter()
                .filter(|part| !part.is_empty());
            let path = path.map(ident);
            let names: Vec<_> = names.iter().map(|name| ident(name)).collect();
            match names.as_slice() {
                [name] => quote!(pub use super::#(#path::)*#name;),
                names => quote!(pub use super::#(#path::)*{ #(#names),* };),
            }
        });
        lines.collect()
    }
}
