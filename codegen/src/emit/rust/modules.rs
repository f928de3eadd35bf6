//! The module of each Graph version, and the modules above all files.

use std::collections::{BTreeMap, BTreeSet};

use super::client::CLIENT;
use super::code::{Code, literal};
use super::completeness::Emitted;
use super::emitter::{Emitter, Part};
use super::imports::use_line;
use super::names::expansion_name;
use super::names::{FIELDS, selector_name};
use super::types::TYPES;
use super::versions::{life, marker_name};
use crate::contract::{Contract, Item};
use crate::emit::docs;

/// The folder of the requests. It is public, because rustdoc shows the methods of
/// an aliased type on the page of the alias only if that type has a page.
pub(super) const PUBLIC: &str = "requests";

const REQUESTS: &str = "Requests, generic over the Graph version.\n\nUse the aliases in the \
    modules of the versions instead, which list the parameters, permissions and limitations: \
    which versions share a request may change with any release.";

impl<'a> Emitter<'a, '_> {
    /// Everything that a caller of one version needs.
    pub(super) fn version_module(&self, index: usize) -> Part<'a> {
        let contract = self.contract(index);
        let mut code = Code::default();
        code.module_docs(&format!("Graph {}.", life(contract)));
        for (folder, names) in self.names(index, contract, &mut code) {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            code.lines(use_line("pub use", &format!("super::{folder}"), &names).trim_end());
        }
        let marker = marker_name(contract);
        for operation in &contract.operations {
            let name = &operation.name;
            code.imports.root("requests");
            code.imports.root("versions");
            let path = self
                .place(PUBLIC, name, Item::Operation(name), index)
                .item();
            code.docs(&docs::of_operation(operation, contract.version));
            let alias = format!("pub type {name} = {path}<versions::{marker}>;");
            code.item(Emitted::item("alias", contract.version, name), &alias);
        }
        let path = format!("{}.rs", contract.version.ident());
        self.part(path, "", 1, "", "spec", code)
    }

    /// The names that the module of a version re-exports, by folder.
    fn names(
        &self,
        index: usize,
        contract: &'a Contract,
        code: &mut Code<'a>,
    ) -> BTreeMap<&'static str, BTreeSet<String>> {
        let mut names: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let mut add = |folder: &'static str, name: &str, item| {
            let path = self.place(folder, name, item, index).item();
            let path = path.trim_start_matches(folder).trim_start_matches("::");
            names.entry(folder).or_default().insert(path.to_owned());
            let emitted = Emitted::item("name", contract.version, name.to_owned());
            code.emitted.push(emitted);
        };
        for entry in &contract.enums {
            add(TYPES, &entry.name, Item::Enum(&entry.name));
        }
        for ty in contract.generated_types() {
            add(TYPES, &ty.name, Item::Type(&ty.name));
            add(FIELDS, &selector_name(&ty.name), Item::Fields(&ty.name));
        }
        for operation in contract.expansions() {
            let name = &operation.name;
            add(FIELDS, &expansion_name(name), Item::Expansion(name));
        }
        for id in &self.contracts.ids {
            names.entry("ids").or_default().insert(id.name.clone());
            code.emitted
                .push(Emitted::item("name", contract.version, &id.name));
        }
        names
    }

    /// The modules of the folders, such as `types/mod.rs`.
    pub(super) fn folders(&self, parts: &[Part<'a>]) -> Vec<Part<'a>> {
        let folders = [CLIENT, FIELDS, PUBLIC, TYPES].into_iter();
        folders
            .filter_map(|folder| self.folder(folder, parts))
            .collect()
    }

    fn folder(&self, folder: &'static str, parts: &[Part<'a>]) -> Option<Part<'a>> {
        let mut code = Code::default();
        let mut modules = String::new();
        let visible = if folder == PUBLIC {
            "pub"
        } else {
            "pub(crate)"
        };
        let mut inside: Vec<_> = parts
            .iter()
            .filter_map(|part| inside(part, folder))
            .collect();
        inside.sort_by_key(|(file, _)| *file);
        for (file, part) in &inside {
            if let Some(module) = file.strip_suffix(".rs").filter(|file| !file.contains('/')) {
                modules.push_str(&format!("{visible} mod {module};\n"));
            }
            for name in &part.through {
                code.imports.root(name);
            }
        }
        if inside.is_empty() {
            return None;
        }
        match folder {
            PUBLIC => code.module_docs(REQUESTS),
            CLIENT => self.client(&mut code),
            _ => {}
        }
        let path = format!("{folder}/mod.rs");
        Some(self.part(path, "", 1, &modules, "spec", code))
    }

    /// The module of all bindings.
    pub(super) fn root_module(&self, runtime: &str, parts: &[Part<'a>]) -> Part<'a> {
        let mut code = Code::default();
        code.lines(&format!("use {runtime}::__rt;"));
        let files = parts.iter().map(|part| part.file.path.as_str());
        let modules =
            files.filter_map(|file| file.strip_suffix("/mod.rs").or(file.strip_suffix(".rs")));
        let modules: BTreeSet<_> = modules.filter(|module| !module.contains('/')).collect();
        let (private, public): (Vec<_>, Vec<_>) = modules
            .into_iter()
            .partition(|module| PRIVATE.contains(module));
        code.gap();
        for module in private.iter() {
            code.lines(&format!("mod {module};"));
        }
        code.gap();
        let versions = self.contracts.versions.iter().rev();
        let versions: Vec<_> = versions.map(|one| (one.version.ident(), one)).collect();
        for module in public {
            if !versions.iter().any(|(version, _)| version == module) {
                code.lines(&format!("pub mod {module};"));
            }
        }
        code.gap();
        code.lines(NEWEST_FIRST);
        for (module, contract) in &versions {
            let emitted = Emitted::item("module", contract.version, "");
            code.item(emitted, &format!("pub mod {module};"));
        }
        if private.contains(&"ids") {
            code.gap();
            code.lines("pub use ids::*;");
        }
        let needed = crate::RUNTIME;
        let message = format!(
            "these bindings need version {needed} of the runtime interface of page-conversations; \
             generate them with the page-conversations-codegen of the same release"
        );
        code.gap();
        code.lines(&format!(
            "const _: () = assert!(\n    __rt::RUNTIME == {needed},\n    {},\n);",
            literal(&message)
        ));
        self.part("mod.rs".to_owned(), "", 0, "", "spec", code)
    }
}

const NEWEST_FIRST: &str = "\
// Newest first: rustc and rustdoc name what versions share after the first of them.";

/// Modules that callers do not see.
const PRIVATE: [&str; 5] = [CLIENT, FIELDS, "ids", "permissions", TYPES];

/// The path of a file in a folder.
fn inside<'p, 'a>(part: &'p Part<'a>, folder: &str) -> Option<(&'p str, &'p Part<'a>)> {
    let path = part.file.path.strip_prefix(folder)?.strip_prefix('/')?;
    Some((path, part))
}
