//! Long paths to short names and the `use` lines that they need.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::visit_mut::{self, VisitMut};

use crate::emit::openapi::lower::ROOT;

/// What a file uses from elsewhere: modules, and the names used from each.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    root: Modules,
    std: Modules,
}

type Modules = BTreeMap<String, BTreeSet<String>>;

impl Imports {
    /// Uses a path below the generated module, such as `ids::PageId`, or a
    /// module itself, such as `__rt::self`.
    pub fn root(&mut self, path: &str) {
        add(&mut self.root, path);
    }

    /// Uses a path of the standard library.
    pub fn std(&mut self, path: &str) {
        add(&mut self.std, path);
    }

    /// Does not use a name after all: the file itself defines it.
    pub fn forget(&mut self, module: &str, name: &str) {
        if let Some(names) = self.root.get_mut(module) {
            names.remove(name);
        }
        self.root.retain(|_, names| !names.is_empty());
    }

    /// A type as a file has it, with its path imported.
    pub fn ty(&mut self, path: &str) -> syn::Result<syn::Type> {
        let mut ty = syn::parse_str(path)?;
        self.visit_type_mut(&mut ty);
        Ok(ty)
    }

    /// The `use` lines of a file `depth` modules below the generated one.
    pub fn tokens(&self, depth: usize) -> TokenStream {
        let above = vec!["super"; depth].join("::");
        let std = use_lines("std", &self.std);
        let root = use_lines(&above, &self.root);
        std.into_iter().chain(root).collect()
    }
}

fn add(modules: &mut Modules, path: &str) {
    let (module, name) = path.rsplit_once("::").unwrap_or(("", path));
    modules
        .entry(module.to_owned())
        .or_default()
        .insert(name.to_owned());
}

/// A `use` line for each module, in the order in which rustfmt has them.
fn use_lines(above: &str, modules: &Modules) -> Vec<TokenStream> {
    let mut lines: Vec<_> = modules.iter().collect();
    lines.sort_by_key(|(module, names)| match names.first() {
        Some(name) if names.len() > 1 => format!("{module}::{{{name}"),
        Some(name) if name == "self" => (*module).clone(),
        Some(name) if module.is_empty() => name.clone(),
        Some(name) => format!("{module}::{name}"),
        None => String::new(),
    });
    let lines = lines.into_iter();
    lines
        .map(|(module, names)| use_line(above, module, names))
        .collect()
}

fn use_line(above: &str, module: &str, names: &BTreeSet<String>) -> TokenStream {
    let path = [above, module]
        .into_iter()
        .flat_map(|path| path.split("::"));
    let path = path
        .filter(|part| !part.is_empty())
        .map(|part| format_ident!("{part}"));
    let own = names.contains("self").then(|| quote!(self));
    let others = names.iter().filter(|name| *name != "self");
    let others = others.map(|name| format_ident!("{name}").into_token_stream());
    let names: Vec<_> = own.into_iter().chain(others).collect();
    match names.as_slice() {
        [one] if one.to_string() == "self" => quote!(use #(#path)::*;),
        [one] => quote!(use #(#path::)* #one;),
        many => quote!(use #(#path::)* { #(#many),* };),
    }
}

/// Names of the prelude, which need no import.
const PRELUDE: [&str; 4] = ["Option", "String", "Vec", "Box"];

impl VisitMut for Imports {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let segments: Vec<_> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let Some((first, rest)) = segments.split_first() else {
            return;
        };
        let joined = rest.join("::");
        match first.as_str() {
            ROOT => self.root(&joined),
            "std" if path.leading_colon.is_some() => {
                if rest
                    .last()
                    .is_none_or(|last| !PRELUDE.contains(&last.as_str()))
                {
                    self.std(&joined);
                }
            }
            "serde_json" => self.root(&format!("__rt::serde_json::{joined}")),
            _ => return,
        }
        let Some(last) = path.segments.last().cloned() else {
            return;
        };
        path.leading_colon = None;
        path.segments = std::iter::once(last).collect();
    }
}
