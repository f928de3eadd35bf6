//! The library's public interface names no types of its HTTP crates, which may change their
//! versions more often.
//!
//! It is read from the source: rustdoc lists the interface in a stable form on nightly only.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, File, ImplItem, Item, TraitItem, UseTree, Visibility};

/// Crates whose types are not part of the interface.
const FOREIGN: [&str; 11] = [
    "axum",
    "bytes",
    "http",
    "http_body",
    "hyper",
    "progenitor_client",
    "reqwest",
    "rustls",
    "secrecy",
    "tower_http",
    "url",
];

/// The places that may name them: the hook that customizes the HTTP client.
const ALLOWED: [&str; 1] = ["src/client/builder.rs: GraphBuilder::http"];

/// All Rust files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| match path.is_dir() {
        true => files(&path),
        false => vec![path],
    });
    let mut files: Vec<_> = files.collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let words = match &attribute.meta {
            syn::Meta::List(list) => list.tokens.to_string(),
            _ => return false,
        };
        let path = attribute.path();
        (path.is_ident("doc") && words == "hidden") || (path.is_ident("cfg") && words == "test")
    })
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The name of a type, a trait or an alias, and whether it is public.
fn named(item: &Item) -> Option<(String, bool)> {
    let (attributes, visibility, ident) = match item {
        Item::Struct(item) => (&item.attrs, &item.vis, &item.ident),
        Item::Enum(item) => (&item.attrs, &item.vis, &item.ident),
        Item::Trait(item) => (&item.attrs, &item.vis, &item.ident),
        Item::Type(item) => (&item.attrs, &item.vis, &item.ident),
        _ => return None,
    };
    let is_public = is_public(visibility) && !is_hidden(attributes);
    Some((ident.to_string(), is_public))
}

/// The names of types that no file makes public.
fn private_names<'a>(files: impl Iterator<Item = &'a File>) -> BTreeSet<String> {
    let items = files.flat_map(|file| file.items.iter().filter_map(named));
    let (public, private): (BTreeSet<_>, BTreeSet<_>) = items.partition(|(_, public)| *public);
    let public: BTreeSet<_> = public.into_iter().map(|(name, _)| name).collect();
    let private = private.into_iter().map(|(name, _)| name);
    private.filter(|name| !public.contains(name)).collect()
}

/// Adds the names that a `use` of a foreign crate declares.
fn add_imports(tree: &UseTree, is_foreign: bool, names: &mut BTreeSet<String>) {
    let foreign = |ident: &syn::Ident| is_foreign || FOREIGN.iter().any(|name| ident == name);
    match tree {
        UseTree::Path(path) => add_imports(&path.tree, foreign(&path.ident), names),
        UseTree::Group(group) => {
            let mut trees = group.items.iter();
            trees
                .by_ref()
                .for_each(|tree| add_imports(tree, is_foreign, names));
        }
        UseTree::Name(name) if foreign(&name.ident) => {
            names.insert(name.ident.to_string());
        }
        UseTree::Rename(name) if foreign(&name.ident) => {
            names.insert(name.rename.to_string());
        }
        _ => {}
    }
}

/// Whether a part of the source names a foreign type.
struct Naming<'a> {
    imported: &'a BTreeSet<String>,
    is_found: bool,
}

impl<'a> Visit<'a> for Naming<'_> {
    fn visit_path(&mut self, path: &'a syn::Path) {
        let is_foreign = |ident: &syn::Ident| FOREIGN.iter().any(|name| ident == name);
        let first = path
            .segments
            .first()
            .map(|segment| segment.ident.to_string());
        self.is_found |= first.is_some_and(|first| self.imported.contains(&first))
            || path
                .segments
                .iter()
                .any(|segment| is_foreign(&segment.ident));
        visit::visit_path(self, path);
    }
}

/// The public items of a file that name foreign types.
struct Findings<'a> {
    private: &'a BTreeSet<String>,
    imported: BTreeSet<String>,
    found: Vec<String>,
}

impl Findings<'_> {
    fn check(&mut self, name: String, look: impl FnOnce(&mut Naming<'_>)) {
        let mut naming = Naming {
            imported: &self.imported,
            is_found: false,
        };
        look(&mut naming);
        if naming.is_found {
            self.found.push(name);
        }
    }

    fn item(&mut self, item: &Item) {
        if named(item).is_some_and(|(_, is_public)| !is_public) {
            return;
        }
        match item {
            Item::Fn(item) if is_public(&item.vis) && !is_hidden(&item.attrs) => {
                self.check(item.sig.ident.to_string(), |naming| {
                    naming.visit_signature(&item.sig);
                });
            }
            Item::Struct(item) => {
                let ident = &item.ident;
                self.check(ident.to_string(), |naming| {
                    naming.visit_generics(&item.generics)
                });
                for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                    self.check(ident.to_string(), |naming| naming.visit_type(&field.ty));
                }
            }
            Item::Enum(item) => {
                self.check(item.ident.to_string(), |naming| {
                    naming.visit_item_enum(item)
                });
            }
            Item::Type(item) => {
                self.check(item.ident.to_string(), |naming| {
                    naming.visit_item_type(item)
                });
            }
            Item::Const(item) if is_public(&item.vis) => {
                self.check(item.ident.to_string(), |naming| naming.visit_type(&item.ty));
            }
            Item::Static(item) if is_public(&item.vis) => {
                self.check(item.ident.to_string(), |naming| naming.visit_type(&item.ty));
            }
            Item::Use(item) if is_public(&item.vis) && !is_hidden(&item.attrs) => {
                let mut names = BTreeSet::new();
                add_imports(&item.tree, false, &mut names);
                self.found.extend(names);
            }
            Item::Trait(item) => self.interface(item),
            Item::Impl(item) => self.implementation(item),
            Item::Mod(item) if !is_hidden(&item.attrs) => {
                let items = item.content.iter().flat_map(|(_, items)| items);
                items.for_each(|item| self.item(item));
            }
            _ => {}
        }
    }

    fn interface(&mut self, item: &syn::ItemTrait) {
        let name = &item.ident;
        self.check(name.to_string(), |naming| {
            item.supertraits
                .iter()
                .for_each(|bound| naming.visit_type_param_bound(bound));
        });
        for member in &item.items {
            let (attributes, member_name) = match member {
                TraitItem::Fn(method) => (&method.attrs, method.sig.ident.to_string()),
                TraitItem::Type(ty) => (&ty.attrs, ty.ident.to_string()),
                TraitItem::Const(value) => (&value.attrs, value.ident.to_string()),
                _ => continue,
            };
            if !is_hidden(attributes) {
                self.check(format!("{name}::{member_name}"), |naming| match member {
                    TraitItem::Fn(method) => naming.visit_signature(&method.sig),
                    other => naming.visit_trait_item(other),
                });
            }
        }
    }

    fn implementation(&mut self, item: &syn::ItemImpl) {
        let syn::Type::Path(ty) = &*item.self_ty else {
            return;
        };
        let Some(name) = ty.path.segments.last().map(|last| last.ident.to_string()) else {
            return;
        };
        if self.private.contains(&name) {
            return;
        }
        if let Some((path, _)) = &item.trait_ {
            let of_trait = path.segments.last().map(|last| last.ident.to_string());
            if of_trait.is_some_and(|name| self.private.contains(&name)) {
                return;
            }
            self.check(name.clone(), |naming| {
                naming.visit_path(path);
                naming.visit_type(&item.self_ty);
            });
        }
        for member in &item.items {
            match member {
                ImplItem::Fn(method) if is_public(&method.vis) && !is_hidden(&method.attrs) => {
                    self.check(format!("{name}::{}", method.sig.ident), |naming| {
                        naming.visit_signature(&method.sig);
                    });
                }
                ImplItem::Type(ty) => {
                    self.check(format!("{name}::{}", ty.ident), |naming| {
                        naming.visit_type(&ty.ty)
                    });
                }
                _ => {}
            }
        }
    }
}

fn findings(file: &File, private: &BTreeSet<String>) -> Vec<String> {
    let mut imported = BTreeSet::new();
    for item in &file.items {
        if let Item::Use(item) = item {
            add_imports(&item.tree, false, &mut imported);
        }
    }
    let mut findings = Findings {
        private,
        imported,
        found: Vec::new(),
    };
    file.items.iter().for_each(|item| findings.item(item));
    findings.found.dedup();
    findings.found
}

#[test]
fn only_the_hook_of_the_http_client_names_types_of_http_crates() {
    let root = Path::new("..");
    let paths = ["src", "generated"].map(|folder| files(&root.join(folder)));
    let mut paths = paths.concat();
    // The interface for generated code, which is hidden.
    paths.retain(|path| !path.ends_with("src/rt.rs"));
    assert!(paths.len() > 100, "{}", paths.len());
    let parsed = paths.iter().map(|path| {
        let text = fs::read_to_string(path).unwrap();
        (path, syn::parse_file(&text).unwrap())
    });
    let parsed: Vec<_> = parsed.collect();
    let private = private_names(parsed.iter().map(|(_, file)| file));
    let found = parsed.iter().flat_map(|(path, file)| {
        let path = path.strip_prefix(root).unwrap().display();
        let names = findings(file, &private).into_iter();
        names
            .map(move |name| format!("{path}: {name}"))
            .collect::<Vec<_>>()
    });
    assert_eq!(found.collect::<Vec<_>>(), ALLOWED);
}

/// Each shape in which an interface can name a type.
#[test]
fn a_foreign_type_is_found_wherever_the_interface_names_it() {
    for text in [
        "pub fn f(url: reqwest::Url) {}",
        "use reqwest::Url; pub fn f() -> Option<Url> { None }",
        "use reqwest::{self as web, header::HeaderMap as Map}; pub fn f(map: &Map) {}",
        "use reqwest::{self as web}; pub fn f(map: &web::Url) {}",
        "pub struct S { pub url: http::Uri }",
        "pub struct S(pub http::Uri);",
        "pub enum E { V(hyper::Error) }",
        "pub type T = Result<(), progenitor_client::Error>;",
        "pub const C: reqwest::StatusCode = reqwest::StatusCode::OK;",
        "pub use reqwest::Url;",
        "pub use reqwest;",
        "pub trait T { fn f(&self) -> reqwest::Url; }",
        "pub trait T { type U: Into<reqwest::Url>; }",
        "pub trait T: Into<reqwest::Url> {}",
        "pub struct S; impl S { pub fn f(&self, f: impl FnOnce(reqwest::Url)) {} }",
        "pub struct S; impl From<reqwest::Error> for S {}",
        "pub struct S; impl I for S { type Error = reqwest::Error; }",
        "pub struct S<T: Into<reqwest::Url>>(T);",
        "pub mod m { pub fn f(url: reqwest::Url) {} }",
        "pub fn f() -> impl Future<Output = super::__rt::reqwest::Url> {}",
    ] {
        let file = syn::parse_file(text).unwrap();
        let private = private_names([&file].into_iter());
        assert_eq!(findings(&file, &private).len(), 1, "{text}");
    }
    for text in [
        "use reqwest::Url; pub fn f() { let url: Url; }",
        "fn f(url: reqwest::Url) {}",
        "pub(crate) fn f(url: reqwest::Url) {}",
        "#[doc(hidden)] pub fn f(url: reqwest::Url) {}",
        "pub struct S { url: reqwest::Url }",
        "struct S; impl From<reqwest::Error> for S {}",
        "#[doc(hidden)] pub struct S; impl S { pub fn f(url: reqwest::Url) {} }",
        "pub trait T { #[doc(hidden)] fn f(url: reqwest::Url); }",
        "use std::error::Error; pub fn f(error: &dyn Error) {}",
    ] {
        let file = syn::parse_file(text).unwrap();
        let private = private_names([&file].into_iter());
        assert!(findings(&file, &private).is_empty(), "{text}");
    }
}
