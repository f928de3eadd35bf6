//! `mod.rs` files, and a module for each Graph version.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::selector_name;
use super::versions::{life, marker_name};
use super::{Emitter, Failure, doc, ident};
use crate::contract::Item;
use crate::docs;

impl Emitter<'_> {
    pub(super) fn modules(&mut self, runtime: &str) -> Result<(), Failure> {
        self.owner_modules()?;
        for index in 0..self.contracts.versions.len() {
            self.version_module(index)?;
        }
        self.root_module(runtime)
    }

    /// `types/mod.rs`, `types/v19_0/mod.rs` and the like.
    fn owner_modules(&mut self) -> Result<(), Failure> {
        let mut folders: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for ((folder, owner), files) in std::mem::take(&mut self.modules) {
            folders.entry(folder).or_default().insert(owner.clone());
            if files.is_empty() {
                continue;
            }
            let files: BTreeMap<_, _> = files.into_iter().collect();
            let modules = files.keys().map(|module| ident(module));
            let names = files.values().map(|name| ident(name));
            let reexported = files.keys().map(|module| ident(module));
            let code = quote! {
                #(mod #modules;)*
                #(pub use #reexported::#names;)*
            };
            self.file(&format!("{folder}/{owner}/mod.rs"), "spec", code)?;
        }
        for (folder, owners) in folders {
            let owners = owners.iter().map(|owner| ident(owner));
            let code = quote!(#(pub(crate) mod #owners;)*);
            self.file(&format!("{folder}/mod.rs"), "spec", code)?;
            self.modules.insert((folder, String::new()), Vec::new());
        }
        Ok(())
    }

    /// What a caller of one version needs, all from one place.
    fn version_module(&mut self, index: usize) -> Result<(), Failure> {
        let contract = &self.contracts.versions[index];
        let owner = |item| {
            let owner = &self.contracts.versions[self.shapes.owner(item, index)];
            owner.version.ident()
        };
        let mut reexports = Reexports::default();
        for entry in &contract.enums {
            reexports.add("types", owner(Item::Enum(&entry.name)), &entry.name);
        }
        for ty in &contract.types {
            let owner = owner(Item::Type(&ty.name));
            reexports.add("types", owner.clone(), &ty.name);
            reexports.add("fields", owner, &selector_name(&ty.name));
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
            let docs = doc(&format!("{first}\n\nSent in {}.", contract.version));
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

    fn root_module(&mut self, runtime: &str) -> Result<(), Failure> {
        let mut modules: BTreeSet<String> = self
            .modules
            .keys()
            .map(|(folder, _)| (*folder).to_owned())
            .collect();
        let ids = (!self.contracts.ids.is_empty()).then(|| {
            modules.insert("ids".to_owned());
            quote!(
                pub use ids::*;
            )
        });
        let modules = modules.iter().map(|module| ident(module));
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

            #(mod #modules;)*
            pub mod errors;
            #(pub mod #versions;)*
            pub mod versions;

            #ids

            const _: () = assert!(__rt::RUNTIME == #needed, #message);
        };
        self.file("mod.rs", "spec", code)
    }
}

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
