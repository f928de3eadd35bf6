//! Where a shape is: `types/attachment.rs` for the oldest shape of a thing, and
//! `types/unified_thread/v23_0.rs` for a later one.
//!
//! The oldest shape has no version in its path, so that opening an older
//! version, or closing one, moves no file of a thing that has one shape.

use super::code::Code;
use super::emitter::{Emitter, Part};
use super::modules::PUBLIC;
use crate::contract::Item;
use crate::contract::check::file_ident;

/// Where a shape is.
pub(super) struct Place<'n> {
    pub(super) folder: &'static str,
    pub(super) name: &'n str,
    /// Version that owns the shape, such as `v23_0`.
    owner: String,
    /// Whether no version has an older shape.
    pub(super) is_oldest: bool,
    /// Versions that own later shapes.
    pub(super) later: Vec<String>,
}

impl Place<'_> {
    /// Path of the file.
    pub(super) fn path(&self) -> String {
        let (folder, file) = (self.folder, file_ident(self.name));
        match self.is_oldest {
            true => format!("{folder}/{file}.rs"),
            false => format!("{folder}/{file}/{}.rs", self.owner),
        }
    }

    /// Path of the item below the generated module.
    pub(super) fn item(&self) -> String {
        format!("{}::{}", self.module(), self.name)
    }

    /// Path of the module below the generated one.
    pub(super) fn module(&self) -> String {
        let (folder, file) = (self.folder, file_ident(self.name));
        match self.is_oldest {
            true => format!("{folder}::{file}"),
            false => format!("{folder}::{file}::{}", self.owner),
        }
    }

    /// A name with the version, for what shares a name space with all shapes.
    pub(super) fn unique(&self, name: &str) -> String {
        match self.is_oldest {
            true => name.to_owned(),
            false => format!("{name}_{}", self.owner),
        }
    }
}

impl<'a> Emitter<'a, '_> {
    /// Where the shape is that an item of the version at `index` has.
    pub(super) fn place<'n>(
        &self,
        folder: &'static str,
        name: &'n str,
        item: Item<'_>,
        index: usize,
    ) -> Place<'n> {
        let owner = self.shapes.owner(item, index);
        let owners = self.shapes.owners(item);
        let ident = |index: usize| self.version(index).ident();
        Place {
            folder,
            name,
            owner: ident(owner),
            is_oldest: owners.first().is_none_or(|first| *first == owner),
            later: owners.iter().skip(1).map(|index| ident(*index)).collect(),
        }
    }

    /// The file of a shape that the version at `index` owns.
    pub(super) fn shape(&self, place: &Place<'_>, origin: &str, code: Code<'a>) -> Part<'a> {
        let depth = if place.is_oldest { 1 } else { 2 };
        let mut modules = String::new();
        if place.is_oldest {
            let public = if place.folder == PUBLIC {
                "pub"
            } else {
                "pub(crate)"
            };
            for later in &place.later {
                modules.push_str(&format!("{public} mod {later};\n"));
            }
        }
        self.part(place.path(), place.folder, depth, &modules, origin, code)
    }
}
