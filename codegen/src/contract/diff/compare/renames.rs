//! What has another name and is the same otherwise.
//!
//! A renamed type is one change, not one for each field that has it: types are
//! compared as if the base had the new names.

use std::collections::HashMap;

use super::Pair;
use super::lifetime::replacement;
use super::pairing::{Paired, Renaming, by_key, nameless, with_renames};
use crate::contract::diff::subject::Subject;
use crate::contract::spec::TypeExpr;
use crate::contract::{Contracts, Enum, Id, Replacement, Source, Type};

/// New names by old ones.
#[derive(Debug, Default)]
pub(in crate::contract::diff) struct Renames<'a> {
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
    pub(super) fn and_of(mut self, pair: Pair<'a>) -> Self {
        self.add(enums(pair), |entry| &entry.name);
        self.add(types(pair), |ty| &ty.name);
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
            TypeExpr::OneOrMany(of) => TypeExpr::OneOrMany(Box::new(self.ty(of))),
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
    let name = |source: &'a Source| source.name.as_str();
    let like = |source: &'a Source| {
        let doc = nameless(&source.doc, &source.name);
        (doc, source.certainty as u8, source.url.as_deref())
    };
    let pairs = by_key(&base.sources, &head.sources, name);
    with_renames(pairs, alike(name, like))
}

pub(super) fn ids<'a>(base: &'a Contracts, head: &'a Contracts) -> Vec<Paired<'a, Id>> {
    let name = |id: &'a Id| id.name.as_str();
    let like = |id: &Id| nameless(&id.doc, &id.name);
    with_renames(by_key(&base.ids, &head.ids, name), alike(name, like))
}

pub(super) fn enums(pair: Pair<'_>) -> Vec<Paired<'_, Enum>> {
    fn name(entry: &Enum) -> &str {
        &entry.name
    }
    fn like(entry: &Enum) -> (String, Vec<&str>) {
        let values = entry.values.iter().map(|value| value.value.as_str());
        (nameless(&entry.doc, &entry.name), values.collect())
    }
    let pairs = by_key(&pair.base.1.enums, &pair.head.1.enums, name);
    with_renames(pairs, alike(name, like))
}

pub(super) fn types(pair: Pair<'_>) -> Vec<Paired<'_, Type>> {
    fn name(ty: &Type) -> &str {
        &ty.name
    }
    fn like(ty: &Type) -> (String, Vec<&str>) {
        let mut fields: Vec<_> = ty.fields.iter().map(|field| field.name.as_str()).collect();
        fields.sort_unstable();
        (nameless(&ty.doc, &ty.name), fields)
    }
    fn replaced_by<'a>(head: &'a Contracts, ty: &'a Type) -> Option<&'a Replacement> {
        replacement(head, &Subject::new("types", &ty.name), ty)
    }
    let how = Renaming {
        name,
        replaced_by: |ty| replaced_by(pair.head.0, ty),
        base: like,
        head: like,
    };
    with_renames(by_key(&pair.base.1.types, &pair.head.1.types, name), how)
}

/// What has no stated replacement, and is like itself whatever its side.
fn alike<'a, T: 'a, L, N, F>(
    name: N,
    like: F,
) -> Renaming<N, impl Fn(&'a T) -> Option<&'a Replacement>, F, F>
where
    N: Fn(&'a T) -> &'a str,
    F: Fn(&'a T) -> L + Copy,
{
    Renaming {
        name,
        replaced_by: |_| None,
        base: like,
        head: like,
    }
}
