//! What has another name and is the same otherwise.
//!
//! A renamed type is one change, not one for each field that has it: types are
//! compared as if the base had the new names.

use std::collections::HashMap;

use super::pairing::{Paired, by_key, nameless, with_renames};
use crate::contract::{Contract, Contracts, Enum, Id, Source, Type};
use crate::spec::words::TypeExpr;

/// New names by old ones.
#[derive(Debug, Default)]
pub(in crate::diff) struct Renames<'a> {
    types: HashMap<&'a str, &'a str>,
    sources: HashMap<&'a str, &'a str>,
}

impl<'a> Renames<'a> {
    /// Of what has no versions.
    pub(super) fn of_all(base: &'a Contracts, head: &'a Contracts) -> Self {
        let sources = sources(base, head).into_iter();
        let mut renames = Self {
            sources: sources
                .filter_map(|pair| names(pair, |source| &source.name))
                .collect(),
            ..Self::default()
        };
        renames.add(ids(base, head), |id| &id.name);
        renames
    }

    /// Of a version too.
    pub(super) fn and_of(mut self, base: &'a Contract, head: &'a Contract) -> Self {
        self.add(enums(base, head), |entry| &entry.name);
        self.add(types(base, head), |ty| &ty.name);
        self
    }

    fn add<T>(&mut self, pairs: Vec<Paired<'a, T>>, name: impl Fn(&'a T) -> &'a str) {
        let pairs = pairs.into_iter();
        self.types
            .extend(pairs.filter_map(|pair| names(pair, &name)));
    }

    /// A type of the base as the head names it.
    pub(super) fn ty(&self, ty: &TypeExpr) -> TypeExpr {
        match ty {
            TypeExpr::Named(name) => {
                let name = self.types.get(name.as_str()).copied().unwrap_or(name);
                TypeExpr::Named(name.to_owned())
            }
            TypeExpr::List(of) => TypeExpr::List(Box::new(self.ty(of))),
            TypeExpr::Map(of) => TypeExpr::Map(Box::new(self.ty(of))),
            TypeExpr::Edge(of) => TypeExpr::Edge(Box::new(self.ty(of))),
            simple => simple.clone(),
        }
    }

    /// A source of the base as the head names it.
    pub(super) fn source<'s>(&'s self, name: &'s str) -> &'s str {
        self.sources.get(name).copied().unwrap_or(name)
    }
}

fn names<'a, T>(
    pair: Paired<'a, T>,
    name: impl Fn(&'a T) -> &'a str,
) -> Option<(&'a str, &'a str)> {
    match pair {
        Paired::Renamed(old, new) => Some((name(old), name(new))),
        _ => None,
    }
}

pub(super) fn sources<'a>(base: &'a Contracts, head: &'a Contracts) -> Vec<Paired<'a, Source>> {
    let pairs = by_key(&base.sources, &head.sources, |source| source.name.as_str());
    let like = |source: &'a Source| {
        let doc = nameless(&source.doc, &source.name);
        (doc, source.certainty as u8, source.url.as_deref())
    };
    with_renames(pairs, like, like)
}

pub(super) fn ids<'a>(base: &'a Contracts, head: &'a Contracts) -> Vec<Paired<'a, Id>> {
    let pairs = by_key(&base.ids, &head.ids, |id| id.name.as_str());
    let like = |id: &Id| nameless(&id.doc, &id.name);
    with_renames(pairs, like, like)
}

pub(super) fn enums<'a>(base: &'a Contract, head: &'a Contract) -> Vec<Paired<'a, Enum>> {
    let pairs = by_key(&base.enums, &head.enums, |entry| entry.name.as_str());
    let like = |entry: &'a Enum| {
        let values = entry.values.iter().map(|value| value.value.as_str());
        (
            nameless(&entry.doc, &entry.name),
            values.collect::<Vec<_>>(),
        )
    };
    with_renames(pairs, like, like)
}

pub(super) fn types<'a>(base: &'a Contract, head: &'a Contract) -> Vec<Paired<'a, Type>> {
    let pairs = by_key(&base.types, &head.types, |ty| ty.name.as_str());
    let like = |ty: &'a Type| {
        let mut fields: Vec<_> = ty.fields.iter().map(|field| field.name.as_str()).collect();
        fields.sort_unstable();
        (nameless(&ty.doc, &ty.name), fields)
    };
    with_renames(pairs, like, like)
}
