//! The public items of generated files, each as a line of text without its module.

use std::collections::BTreeSet;

use page_conversations_codegen::emit::output::File;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Fields, ImplItem, Item, ItemImpl, ItemStruct, UseTree, Visibility};

/// The public items of files.
pub fn items(files: &[File]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        let parsed = syn::parse_file(&file.text).unwrap();
        // What a version has is named by its module.
        let version = file
            .path
            .strip_suffix(".rs")
            .filter(|name| !name.contains('/'));
        for item in &parsed.items {
            add(item, version.unwrap_or_default(), &mut all);
        }
    }
    all
}

fn text(tokens: impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn add(item: &Item, module: &str, all: &mut BTreeSet<String>) {
    match item {
        Item::Struct(item) if is_public(&item.vis) => add_struct(item, all),
        Item::Enum(item) if is_public(&item.vis) => {
            let variants = item.variants.iter();
            all.extend(
                variants.map(|variant| format!("{}::{}", item.ident, text(variant_of(variant)))),
            );
        }
        Item::Const(item) if is_public(&item.vis) => {
            all.insert(format!(
                "const {module}::{}: {}",
                item.ident,
                text(&item.ty)
            ));
        }
        Item::Type(item) if is_public(&item.vis) => {
            all.insert(format!("type {module}::{}", item.ident));
        }
        Item::Use(item) if is_public(&item.vis) && module.starts_with('v') => {
            let names = names(&item.tree).into_iter();
            all.extend(names.map(|name| format!("use {module}::{name}")));
        }
        Item::Impl(item) => add_impl(item, all),
        Item::Macro(item) => add_macro("", &item.mac, all),
        _ => {}
    }
}

/// A variant without its docs.
fn variant_of(variant: &syn::Variant) -> TokenStream {
    let (ident, fields) = (&variant.ident, &variant.fields);
    quote::quote!(#ident #fields)
}

/// The last names of a `use`.
fn names(tree: &UseTree) -> Vec<String> {
    match tree {
        UseTree::Path(path) => names(&path.tree),
        UseTree::Name(name) => vec![name.ident.to_string()],
        UseTree::Rename(rename) => vec![rename.rename.to_string()],
        UseTree::Group(group) => group.items.iter().flat_map(names).collect(),
        UseTree::Glob(_) => Vec::new(),
    }
}

fn add_struct(item: &ItemStruct, all: &mut BTreeSet<String>) {
    let name = &item.ident;
    for attribute in item
        .attrs
        .iter()
        .filter(|one| one.path().is_ident("derive"))
    {
        let list = attribute.meta.require_list().unwrap();
        all.extend(
            parts(&list.tokens)
                .iter()
                .map(|one| format!("{name}: {}", text(one))),
        );
    }
    if let Fields::Named(fields) = &item.fields {
        let fields = fields.named.iter().filter(|field| is_public(&field.vis));
        all.extend(
            fields.map(|field| format!("{name}.{}: {}", text(&field.ident), text(&field.ty))),
        );
    }
}

/// The implementations of traits and their types, and the functions of types.
fn add_impl(item: &ItemImpl, all: &mut BTreeSet<String>) {
    let of = text(&item.self_ty);
    let owner = match &item.trait_ {
        Some((path, _)) => format!("{} for {of}", text(path)),
        None => of,
    };
    all.insert(format!("impl {owner}"));
    for part in &item.items {
        match part {
            // By which call a page's nodes are read does not matter to code.
            ImplItem::Type(part) if part.ident != "NodeRequest" => {
                all.insert(format!("{owner}: {} = {}", part.ident, text(&part.ty)));
            }
            ImplItem::Fn(part) if is_public(&part.vis) => {
                all.insert(format!("{owner}::{}", text(&part.sig)));
            }
            ImplItem::Macro(part) => add_macro(&owner, &part.mac, all),
            _ => {}
        }
    }
}

/// What the runtime's macros make of their entries.
fn add_macro(owner: &str, made: &syn::Macro, all: &mut BTreeSet<String>) {
    let name = made.path.segments.last().unwrap().ident.to_string();
    match name.as_str() {
        "getters" => {
            let entries = parts(&made.tokens).into_iter();
            all.extend(entries.map(|entry| format!("{owner}: {entry}")));
        }
        // `new` takes what is required in its order, and each other field has a setter.
        "fields" => {
            let of = made.tokens.clone().into_iter().next().unwrap();
            let groups = groups(&made.tokens);
            let [required, optional] = &groups[..] else {
                panic!("{}", made.tokens);
            };
            all.insert(format!("{of}::new: {}", required.stream()));
            let setters = parts(&optional.stream()).into_iter();
            all.extend(setters.map(|setter| format!("{of}: {setter}")));
        }
        // Which fields a selector knows does not matter to code.
        "selector" => {}
        // Whether it ignores case neither.
        "text" => {
            let of = made.tokens.clone().into_iter().next().unwrap();
            all.insert(format!("text! {of}"));
        }
        _ => {
            all.insert(format!("{name}! {}", made.tokens));
        }
    }
}

/// The groups in braces of the group in braces.
fn groups(tokens: &TokenStream) -> Vec<Group> {
    let braces = |tokens: TokenStream| {
        let groups = tokens.into_iter().filter_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
            _ => None,
        });
        groups.collect::<Vec<_>>()
    };
    braces(braces(tokens.clone())[0].stream())
}

/// What stands between commas, without commas of a type's arguments.
fn parts(tokens: &TokenStream) -> Vec<TokenStream> {
    let (mut parts, mut depth) = (vec![TokenStream::new()], 0);
    for token in tokens.clone() {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' if parts
                    .last()
                    .is_some_and(|part| !part.to_string().ends_with('-')) =>
                {
                    depth -= 1;
                }
                ',' if depth == 0 => {
                    parts.push(TokenStream::new());
                    continue;
                }
                _ => {}
            }
        }
        parts.last_mut().unwrap().extend([token]);
    }
    parts.retain(|part| !part.is_empty());
    parts
}
