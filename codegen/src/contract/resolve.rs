//! Resolves a [`Spec`] to [`Contracts`], one for each version.

use super::{
    Contract, Contracts, Enum, EnumValue, ErrorCode, Header, Host, Id, Note, Operation, Param,
    Permission, Replacement, Source, Span, Type,
};
use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::contract::check::braces;
use crate::contract::spec::located::{Entries, Name, OneOrMany};
use crate::contract::spec::replacement::ItemKind;
use crate::contract::spec::timeline::Timeline;
use crate::contract::spec::{self, Provenance, Spec, Versioned};

/// Resolves a valid spec.
pub fn resolve(spec: &Spec) -> Contracts {
    let timeline = Timeline::new(spec);
    let indices = (0..timeline.versions().len()).into_par_iter();
    let versions = indices.filter_map(|index| {
        Resolver {
            spec,
            timeline: &timeline,
            index,
        }
        .contract()
    });
    let (title, doc) = spec
        .api
        .as_ref()
        .map_or(("", ""), |api| (&api.title, &api.doc));
    Contracts {
        title: title.trim().to_owned(),
        doc: doc.trim().to_owned(),
        sources: map(&spec.sources, |name, source| Source {
            name,
            doc: source.doc.trim().to_owned(),
            certainty: source.certainty,
            url: source.url.as_deref().cloned(),
        }),
        hosts: map(&spec.hosts, |name, host| Host {
            name,
            url: host.url.value.clone(),
            doc: host.doc.trim().to_owned(),
            source: source(&host.source),
        }),
        ids: map(&spec.ids, |name, id| Id {
            name,
            doc: id.doc.trim().to_owned(),
            source: source(&id.source),
        }),
        headers: map(&spec.headers, |name, header| Header {
            name,
            ty: header.ty.value.clone(),
            doc: header.doc.trim().to_owned(),
            source: source(&header.source),
        }),
        versions: versions.collect(),
    }
}

fn map<T, U>(entries: &Entries<T>, to: impl Fn(String, &T) -> U) -> Vec<U> {
    let entries = entries.iter();
    entries
        .map(|(name, entry)| to(name.value.clone(), entry))
        .collect()
}

fn source(source: &Provenance) -> Vec<String> {
    values(&source.0)
}

fn values(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}

fn notes(entries: &Entries<spec::Note>) -> Vec<Note> {
    map(entries, |name, note| Note {
        name,
        doc: note.doc.trim().to_owned(),
        source: source(&note.source),
    })
}

/// Resolves the spec for one version.
struct Resolver<'a> {
    spec: &'a Spec,
    timeline: &'a Timeline,
    index: usize,
}

impl Resolver<'_> {
    fn contract(&self) -> Option<Contract> {
        let spec = self.spec;
        let version = self.timeline.versions()[self.index];
        let entry = spec.versions.get(&version.to_string())?;
        let errors = self.each(&spec.errors, |code, entry, all| {
            self.error_codes(&code, entry, all)
        });
        let mut errors: Vec<_> = errors.into_iter().flatten().collect();
        errors.sort_by(|one, other| one.place().cmp(&other.place()));
        let operations = spec.operations.iter().filter(|(_, entry)| self.has(*entry));
        let types = spec.types.iter().filter(|(_, entry)| self.has(*entry));
        Some(Contract {
            version,
            released: entry.released.value,
            expires: entry.expires.as_ref().map(|expires| expires.value),
            source: source(&entry.source),
            operations: operations
                .map(|(name, entry)| self.operation(name, entry))
                .collect(),
            enums: map(&spec.enums, |name, entry| self.enumeration(name, entry)),
            types: types.map(|(name, entry)| self.ty(name, entry)).collect(),
            errors,
        })
    }

    fn has(&self, entry: &impl Versioned) -> bool {
        self.timeline.set(entry.availability()).contains(self.index)
    }

    /// Returns the spans of an entry; none if it is available in every version.
    /// `entries` are all entries of its name.
    fn spans<T: Versioned>(&self, entry: &T, entries: &[T]) -> Vec<Span> {
        let version = |name: Option<_>| name.and_then(|name| self.timeline.index(name));
        let there = |index: Option<usize>| {
            let sets = entries
                .iter()
                .map(|entry| self.timeline.set(entry.availability()));
            index.is_some_and(|index| sets.into_iter().any(|set| set.contains(index)))
        };
        let spans = entry.availability().spans().into_iter().map(|span| Span {
            since: span.since,
            takes_over: there(version(span.since).and_then(|index| index.checked_sub(1))),
            removed_in: span.removed_in,
            goes_on: there(version(span.removed_in)),
        });
        spans
            .filter(|span| span.since.is_some() || span.removed_in.is_some())
            .collect()
    }

    /// Maps the entry of each name in this version, with all entries of the name.
    fn each<T: Versioned, U>(
        &self,
        entries: &Entries<OneOrMany<T>>,
        to: impl Fn(String, &T, &[T]) -> U,
    ) -> Vec<U> {
        let present = entries.iter().filter_map(|(name, many)| {
            let entry = many.0.iter().find(|entry| self.has(*entry))?;
            Some(to(name.value.clone(), entry, &many.0))
        });
        present.collect()
    }

    fn operation(&self, name: &str, entry: &spec::Operation) -> Operation {
        let path_params = braces(&entry.get).into_iter();
        let path_params = path_params.filter_map(|param| Some((param, entry.path.get(param)?)));
        let path_params = path_params.map(|(param, entry)| Param {
            required: true,
            ..self.param(ItemKind::Parameter, name, param.to_owned(), (entry, &[]))
        });
        let kind = entry.kind();
        let mut common_params = map(&self.spec.common_params, |name, param| {
            param.on.contains(&kind).then(|| common_param(name, param))
        });
        let described = |code: &i64| {
            let entries = self.spec.errors.get(&code.to_string());
            entries.is_some_and(|entries| entries.0.iter().any(|entry| self.has(entry)))
        };
        let errors = entry.errors.iter().map(|code| code.value);
        let mut errors: Vec<_> = errors.filter(described).collect();
        errors.sort_unstable();
        Operation {
            name: name.to_owned(),
            path: entry.get.value.clone(),
            returns: entry.returns.value.clone(),
            doc: entry.doc.trim().to_owned(),
            source: source(&entry.source),
            available: self.spans(entry, &[]),
            replaced_by: self.replaced_by(ItemKind::Operation, None, entry),
            path_params: path_params.collect(),
            params_of: entry.params_of.as_ref().map(|name| name.value.clone()),
            params: self.params(name, entry),
            hosts: self.hosts(entry),
            common_params: common_params.drain(..).flatten().collect(),
            permissions: map(&entry.permissions, permission),
            limitations: notes(&entry.limitations),
            notes: notes(&entry.notes),
            unsupported: notes(&entry.unsupported),
            errors,
        }
    }

    /// Resolves a code and each of its cases.
    fn error_codes(
        &self,
        code: &str,
        entry: &spec::ErrorCode,
        all: &[spec::ErrorCode],
    ) -> Vec<ErrorCode> {
        let alone = ErrorCode {
            code: number(code),
            through: entry.through.as_ref().map(|through| through.value),
            subcode: None,
            message: None,
            name: entry.name.value.clone(),
            advice: entry.advice,
            token: entry.token.as_ref().map(|token| token.value.clone()),
            concerns: entry.concerns,
            doc: entry.doc.trim().to_owned(),
            source: source(&entry.source),
            available: self.spans(entry, all),
            replaced_by: self.replaced_by(ItemKind::ErrorCode, None, entry),
        };
        let case = |entry: &spec::ErrorCase, all: &[spec::ErrorCase]| ErrorCode {
            name: entry.name.value.clone(),
            advice: entry.advice,
            token: entry.token.as_ref().map(|token| token.value.clone()),
            concerns: entry.concerns,
            doc: entry.doc.trim().to_owned(),
            source: source(&entry.source),
            available: self.spans(entry, all),
            replaced_by: self.replaced_by(ItemKind::ErrorCode, None, entry),
            ..alone.clone()
        };
        let subcodes = self.each(&entry.subcodes, |subcode, entry, all| ErrorCode {
            subcode: Some(number(&subcode)),
            ..case(entry, all)
        });
        let messages = self.each(&entry.messages, |words, entry, all| ErrorCode {
            message: Some(words),
            ..case(entry, all)
        });
        let cases = subcodes.into_iter().chain(messages);
        [alone.clone()].into_iter().chain(cases).collect()
    }

    /// Resolves the query parameters of an operation, with those it shares.
    fn params(&self, name: &str, entry: &spec::Operation) -> Vec<Param> {
        let other = entry.params_of.as_ref();
        let other = other.and_then(|name| self.spec.operations.find(name));
        let other = other.map(|(name, other)| (name.value.as_str(), other));
        let stated = [Some((name, entry)), other].into_iter().flatten();
        let params = stated.flat_map(|(owner, entry)| {
            self.each(&entry.params, |name, param, all| {
                self.param(ItemKind::Parameter, owner, name, (param, all))
            })
        });
        let mut params: Vec<_> = params.collect();
        params.sort_by(|one, other| one.name.cmp(&other.name));
        params
    }

    fn hosts(&self, entry: &spec::Operation) -> Vec<String> {
        let Some(hosts) = &entry.hosts else {
            return map(&self.spec.hosts, |name, _| name);
        };
        let mut hosts = values(hosts);
        hosts.sort();
        hosts
    }

    fn enumeration(&self, name: String, entry: &spec::Enum) -> Enum {
        let values = self.each(&entry.values, |value, body, all| EnumValue {
            replaced_by: self.replaced_by(ItemKind::Value, Some(&name), body),
            value,
            doc: body.0.doc.trim().to_owned(),
            source: source(body.0.source.as_ref().unwrap_or(&entry.source)),
            available: self.spans(body, all),
        });
        Enum {
            name,
            doc: entry.doc.trim().to_owned(),
            source: source(&entry.source),
            values,
        }
    }

    fn ty(&self, name: &str, entry: &spec::Type) -> Type {
        let mut fields = self.each(&entry.fields, |field, entry, all| {
            self.param(ItemKind::Field, name, field, (entry, all))
        });
        fields.sort_by_key(|field| !field.required);
        let has = |name: &str| fields.iter().any(|field| field.name == name);
        let defaults = entry.default_fields.iter().map(|name| name.value.clone());
        let defaults: BTreeSet<_> = defaults.filter(|name| has(name)).collect();
        Type {
            name: name.to_owned(),
            doc: entry.doc.trim().to_owned(),
            source: source(&entry.source),
            available: self.spans(entry, &[]),
            replaced_by: self.replaced_by(ItemKind::Type, None, entry),
            runtime: entry.runtime,
            default_fields: defaults.into_iter().collect(),
            fields,
        }
    }

    fn param(
        &self,
        kind: ItemKind,
        owner: &str,
        name: String,
        (entry, all): (&spec::Param, &[spec::Param]),
    ) -> Param {
        Param {
            name,
            ty: entry.ty.value.clone(),
            required: entry.required,
            doc: entry.doc.trim().to_owned(),
            source: source(&entry.source),
            available: self.spans(entry, all),
            replaced_by: self.replaced_by(kind, Some(owner), entry),
            corrects: entry.corrects.as_deref().cloned(),
            style: entry.style.as_deref().copied(),
            max_items: entry.max_items.as_ref().map(|most| most.value),
            round: entry.round.as_deref().copied(),
            params_of: entry.params_of.as_ref().map(|name| name.value.clone()),
        }
    }

    /// Resolves the replacement of an entry.
    fn replaced_by(
        &self,
        kind: ItemKind,
        owner: Option<&str>,
        entry: &impl Versioned,
    ) -> Option<Replacement> {
        let target = self.spec.target(kind, owner, entry.replaced_by()?)?;
        Some(Replacement {
            kind: target.kind,
            of: target.of.map(str::to_owned),
            name: target.name.to_owned(),
        })
    }
}

fn common_param(name: String, entry: &spec::CommonParam) -> Param {
    Param {
        name,
        ty: entry.ty.value.clone(),
        required: false,
        doc: entry.doc.trim().to_owned(),
        source: source(&entry.source),
        available: Vec::new(),
        replaced_by: None,
        corrects: None,
        style: None,
        max_items: None,
        round: None,
        params_of: None,
    }
}

fn permission(name: String, entry: &spec::Permission) -> Permission {
    Permission {
        name,
        doc: entry.doc.trim().to_owned(),
        token: entry.token.value.clone(),
        host: entry.host.as_ref().map(|host| host.value.clone()),
        platform: entry.platform.as_ref().map(|name| name.value.clone()),
        default: entry.default.as_deref() == Some(&true),
        tasks: values(&entry.tasks),
        scopes: values(&entry.scopes),
        source: source(&entry.source),
    }
}

fn number(code: &str) -> i64 {
    code.parse().unwrap_or_default()
}
