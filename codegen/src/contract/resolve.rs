//! [`Spec`] to [`Contracts`]: what holds in each version.

use super::{
    Contract, Contracts, Enum, EnumValue, ErrorCode, Header, Host, Id, Note, Operation, Param,
    Permission, Source, Span, Type,
};
use rayon::prelude::*;

use crate::check::braces;
use crate::spec::located::{Entries, OneOrMany};
use crate::spec::timeline::Timeline;
use crate::spec::{self, Provenance, Spec, Versioned};

/// Resolves a spec that [`check`](crate::check::check) has passed.
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
            url: source.url.clone(),
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
    source.0.clone()
}

/// Spans as the spec states them; none where the thing is in every version.
fn spans(entry: &impl Versioned) -> Vec<Span> {
    let spans = entry.availability().spans().into_iter().map(|span| Span {
        since: span.since,
        removed_in: span.removed_in,
    });
    spans
        .filter(|span| span.since.is_some() || span.removed_in.is_some())
        .collect()
}

fn notes(entries: &Entries<spec::Note>) -> Vec<Note> {
    map(entries, |name, note| Note {
        name,
        doc: note.doc.trim().to_owned(),
        source: source(&note.source),
    })
}

/// Reads the spec as one version sees it.
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
        let errors = self.each(&spec.errors, |code, entry| self.error_codes(&code, entry));
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

    /// What each name stands for in this version.
    fn each<T: Versioned, U>(
        &self,
        entries: &Entries<OneOrMany<T>>,
        to: impl Fn(String, &T) -> U,
    ) -> Vec<U> {
        let present = entries.iter().filter_map(|(name, many)| {
            let entry = many.0.iter().find(|entry| self.has(*entry))?;
            Some(to(name.value.clone(), entry))
        });
        present.collect()
    }

    fn operation(&self, name: &str, entry: &spec::Operation) -> Operation {
        let path_params = braces(&entry.get).into_iter();
        let path_params =
            path_params.filter_map(|name| Some(path_param(name, entry.path.get(name)?)));
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
            available: spans(entry),
            path_params: path_params.collect(),
            params_of: entry.params_of.as_ref().map(|name| name.value.clone()),
            params: self.params(entry),
            hosts: self.hosts(entry),
            common_params: common_params.drain(..).flatten().collect(),
            permissions: map(&entry.permissions, permission),
            limitations: notes(&entry.limitations),
            notes: notes(&entry.notes),
            unsupported: notes(&entry.unsupported),
            errors,
        }
    }

    /// A code, and what it means in each of its cases.
    fn error_codes(&self, code: &str, entry: &spec::ErrorCode) -> Vec<ErrorCode> {
        let alone = ErrorCode {
            code: number(code),
            through: entry.through.as_ref().map(|through| through.value),
            subcode: None,
            message: None,
            name: entry.name.value.clone(),
            advice: entry.advice,
            doc: entry.doc.trim().to_owned(),
            source: source(&entry.source),
            available: spans(entry),
        };
        let case = |entry: &spec::ErrorCase| ErrorCode {
            name: entry.name.value.clone(),
            advice: entry.advice,
            doc: entry.doc.trim().to_owned(),
            source: source(&entry.source),
            available: spans(entry),
            ..alone.clone()
        };
        let subcodes = self.each(&entry.subcodes, |subcode, entry| ErrorCode {
            subcode: Some(number(&subcode)),
            ..case(entry)
        });
        let messages = self.each(&entry.messages, |words, entry| ErrorCode {
            message: Some(words),
            ..case(entry)
        });
        let cases = subcodes.into_iter().chain(messages);
        [alone.clone()].into_iter().chain(cases).collect()
    }

    /// The query parameters of an operation and of the one that it points to.
    fn params(&self, entry: &spec::Operation) -> Vec<Param> {
        let other = entry.params_of.as_ref();
        let other = other.and_then(|name| self.spec.operations.get(name));
        let mut params = self.each(&entry.params, param);
        params.extend(
            other
                .into_iter()
                .flat_map(|other| self.each(&other.params, param)),
        );
        params.sort_by(|one, other| one.name.cmp(&other.name));
        params
    }

    fn hosts(&self, entry: &spec::Operation) -> Vec<String> {
        let all = || {
            self.spec
                .hosts
                .names()
                .map(|name| name.value.clone())
                .collect()
        };
        match entry.hosts.as_slice() {
            [] => all(),
            some => {
                let mut hosts: Vec<_> = some.iter().map(|host| host.value.clone()).collect();
                hosts.sort();
                hosts
            }
        }
    }

    fn enumeration(&self, name: String, entry: &spec::Enum) -> Enum {
        let values = self.each(&entry.values, |value, body| EnumValue {
            value,
            doc: body.0.doc.trim().to_owned(),
            source: source(body.0.source.as_ref().unwrap_or(&entry.source)),
            available: spans(body),
        });
        Enum {
            name,
            doc: entry.doc.trim().to_owned(),
            source: source(&entry.source),
            values,
        }
    }

    fn ty(&self, name: &str, entry: &spec::Type) -> Type {
        let mut fields = self.each(&entry.fields, param);
        fields.sort_by_key(|field| !field.required);
        Type {
            name: name.to_owned(),
            doc: entry.doc.trim().to_owned(),
            source: source(&entry.source),
            available: spans(entry),
            runtime: entry.runtime,
            fields,
        }
    }
}

fn path_param(name: &str, entry: &spec::Param) -> Param {
    Param {
        required: true,
        ..param(name.to_owned(), entry)
    }
}

fn param(name: String, entry: &spec::Param) -> Param {
    Param {
        name,
        ty: entry.ty.value.clone(),
        required: entry.required,
        doc: entry.doc.trim().to_owned(),
        source: source(&entry.source),
        available: spans(entry),
        corrects: entry.corrects.clone(),
        style: entry.style,
        max_items: entry.max_items.as_ref().map(|most| most.value),
        params_of: entry.params_of.as_ref().map(|name| name.value.clone()),
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
        corrects: None,
        style: None,
        max_items: None,
        params_of: None,
    }
}

fn permission(name: String, entry: &spec::Permission) -> Permission {
    Permission {
        name,
        doc: entry.doc.trim().to_owned(),
        token: entry.token.clone(),
        tasks: entry.tasks.clone(),
        scopes: entry.scopes.clone(),
        source: source(&entry.source),
    }
}

fn number(code: &str) -> i64 {
    code.parse().unwrap_or_default()
}
