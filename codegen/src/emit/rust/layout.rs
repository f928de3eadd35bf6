//! Where a shape is: `types/attachment.rs` for the oldest shape of a thing, and
//! `types/unified_thread/form_2.rs` for a later one.
//!
//! The oldest shape has no number in its path, so that opening an older
//! version, or closing one, moves no file of a thing that has one shape. Later
//! ones are numbered and not named after a version, because the compiler prints
//! the paths of what other versions share.

use super::code::Code;
use super::emitter::{Emitter, Part};
use super::modules::PUBLIC;
use crate::contract::Item;
use crate::contract::check::file_ident;
use crate::contract::spec::VersionName;

/// Where a shape is.
pub(super) struct Place<'n> {
    pub(super) folder: &'static str,
    pub(super) name: &'n str,
    /// Version that owns the shape.
    since: VersionName,
    /// Number of the shape, from 1 for the oldest.
    form: usize,
    /// Number of shapes.
    forms: usize,
}

impl Place<'_> {
    /// Whether no version has an older shape.
    pub(super) fn is_oldest(&self) -> bool {
        self.form == 1
    }

    /// Path of the file.
    pub(super) fn path(&self) -> String {
        let (folder, file) = (self.folder, file_ident(self.name));
        match self.is_oldest() {
            true => format!("{folder}/{file}.rs"),
            false => format!("{folder}/{file}/{}.rs", form_ident(self.form)),
        }
    }

    /// Path of the item below the generated module.
    pub(super) fn item(&self) -> String {
        format!("{}::{}", self.module(), self.name)
    }

    /// Path of the module below the generated one.
    pub(super) fn module(&self) -> String {
        let (folder, file) = (self.folder, file_ident(self.name));
        match self.is_oldest() {
            true => format!("{folder}::{file}"),
            false => format!("{folder}::{file}::{}", form_ident(self.form)),
        }
    }

    /// A name with the number, for what shares a name space with all shapes.
    pub(super) fn unique(&self, name: &str) -> String {
        match self.is_oldest() {
            true => name.to_owned(),
            false => format!("{name}_{}", form_ident(self.form)),
        }
    }
}

/// Name of the module of a later shape.
fn form_ident(form: usize) -> String {
    format!("form_{form}")
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
        let position = owners.iter().position(|other| *other == owner);
        Place {
            folder,
            name,
            since: self.version(owner),
            form: position.unwrap_or_default() + 1,
            forms: owners.len(),
        }
    }

    /// The file of a shape that the version at `index` owns.
    pub(super) fn shape(&self, place: &Place<'_>, origin: &str, mut code: Code<'a>) -> Part<'a> {
        let mut modules = String::new();
        let depth = if place.is_oldest() { 1 } else { 2 };
        if place.is_oldest() {
            let public = if place.folder == PUBLIC {
                "pub"
            } else {
                "pub(crate)"
            };
            for later in 2..=place.forms {
                modules.push_str(&format!("{public} mod {};\n", form_ident(later)));
            }
        } else {
            code.module_docs(&format!(
                "The form of `{}` since {}.",
                place.name, place.since
            ));
        }
        self.part(place.path(), place.folder, depth, &modules, origin, code)
    }
}
