//! What all emitters share, and the files that they write.

use std::collections::BTreeSet;

use super::code::Code;
use super::completeness::Emitted;
use super::permission_table::PermissionTable;
use crate::contract::derived::Derived;
use crate::contract::origin::Origins;
use crate::contract::spec::VersionName;
use crate::contract::{Contract, Contracts, Shapes};
use crate::emit::output::File;

/// A file, and what has to be known of it.
pub(super) struct Part<'a> {
    pub(super) file: File,
    pub(super) emitted: Vec<Emitted<'a>>,
    /// Modules and names that it uses through the module of its folder.
    pub(super) through: BTreeSet<String>,
}

/// What all emitters need.
pub(super) struct Emitter<'a, 's> {
    pub(super) contracts: &'a Contracts,
    pub(super) shapes: &'s Shapes<'s>,
    pub(super) origins: &'s Origins,
    /// For each version, what follows from several facts together.
    pub(super) derived: Vec<Derived<'a>>,
    /// For each version, the operations whose parameters fields take.
    pub(super) expanded: Vec<BTreeSet<&'a str>>,
    pub(super) permissions: PermissionTable<'a>,
}

impl<'a> Emitter<'a, '_> {
    pub(super) fn contract(&self, index: usize) -> &'a Contract {
        &self.contracts.versions[index]
    }

    pub(super) fn version(&self, index: usize) -> VersionName {
        self.contract(index).version
    }

    /// A file, with its header and its `use` lines.
    pub(super) fn part(
        &self,
        path: String,
        folder: &str,
        depth: usize,
        modules: &str,
        origin: &str,
        code: Code<'a>,
    ) -> Part<'a> {
        let header = crate::emit::output::rust_header(origin) + "\n";
        let uses = code.imports.lines(folder, depth);
        let (docs, body) = code.parts();
        let parts = [header.as_str(), docs, &uses, modules, body];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Part {
            through: code.imports.through(folder),
            file: File::new(path, parts.join("\n")),
            emitted: code.emitted,
        }
    }
}
