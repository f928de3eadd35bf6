//! Everything that the spec states, in one list.

use super::located::{Entries, Name, OneOrMany};
use super::replacement::ItemKind;
use super::timeline::ALWAYS;
use super::{Availability, Provenance, Spec, Versioned};

/// A statement of the spec about one thing.
#[derive(Clone, Copy, Debug)]
pub struct Fact<'a> {
    /// The kind of thing, such as `field`.
    pub kind: &'static str,
    /// Its name.
    pub name: &'a Name,
    /// Its doc.
    pub doc: &'a Name,
    /// Its sources; `None` where they are those of its owner.
    pub source: Option<&'a Provenance>,
}

/// What the spec states about one thing that may differ between versions.
pub struct VersionedFact<'a> {
    /// The kind of thing, such as `subcode`.
    pub kind: &'static str,
    /// The kind of thing that `replaced_by` may name.
    pub item_kind: ItemKind,
    /// What it is part of.
    pub owner: Option<Owner<'a>>,
    /// Its name.
    pub name: &'a Name,
    /// Its entries, each for some of the versions.
    pub entries: Vec<&'a dyn Versioned>,
}

/// What a thing is part of.
#[derive(Clone, Copy)]
pub struct Owner<'a> {
    /// Its name.
    pub name: &'a Name,
    /// The versions that have it.
    pub availability: Availability<'a>,
}

impl Spec {
    /// Returns everything that the spec states.
    pub fn facts(&self) -> Vec<Fact<'_>> {
        let mut facts = Vec::new();
        let mut add = |kind, name, doc, source| {
            facts.push(Fact {
                kind,
                name,
                doc,
                source,
            });
        };
        for (name, source) in self.sources.iter() {
            add("source", name, &source.doc, None);
        }
        for (name, host) in self.hosts.iter() {
            add("host", name, &host.doc, Some(&host.source));
        }
        for (name, param) in self.common_params.iter() {
            add("parameter", name, &param.doc, Some(&param.source));
        }
        for (name, id) in self.ids.iter() {
            add("id", name, &id.doc, Some(&id.source));
        }
        for (name, entry) in self.enums.iter() {
            add("enum", name, &entry.doc, Some(&entry.source));
        }
        for (name, header) in self.headers.iter() {
            add("header", name, &header.doc, Some(&header.source));
        }
        for (_, operation) in self.operations.iter() {
            for (name, permission) in operation.permissions.iter() {
                add(
                    "permission",
                    name,
                    &permission.doc,
                    Some(&permission.source),
                );
            }
            let notes = [
                ("limitation", &operation.limitations),
                ("note", &operation.notes),
                ("unsupported call", &operation.unsupported),
            ];
            for (kind, notes) in notes {
                for (name, note) in notes.iter() {
                    add(kind, name, &note.doc, Some(&note.source));
                }
            }
        }
        for fact in self.versioned_facts() {
            for entry in fact.entries {
                add(fact.kind, fact.name, entry.doc(), entry.source());
            }
        }
        facts
    }

    /// Returns everything that may differ between versions.
    pub fn versioned_facts(&self) -> Vec<VersionedFact<'_>> {
        let mut facts = Vec::new();
        for (name, operation) in self.operations.iter() {
            let kind = ItemKind::Operation;
            facts.push(VersionedFact::new(kind, None, name, vec![operation]));
            let owner = Owner::new(name, operation);
            for (name, param) in operation.path.iter() {
                let kind = ItemKind::Parameter;
                facts.push(VersionedFact::new(kind, owner, name, vec![param]));
            }
            facts.extend(parts(ItemKind::Parameter, owner, &operation.params));
        }
        for (name, entry) in self.enums.iter() {
            let availability = ALWAYS;
            let owner = Some(Owner { name, availability });
            facts.extend(parts(ItemKind::Value, owner, &entry.values));
        }
        for (name, ty) in self.types.iter() {
            facts.push(VersionedFact::new(ItemKind::Type, None, name, vec![ty]));
            facts.extend(parts(ItemKind::Field, Owner::new(name, ty), &ty.fields));
        }
        facts.extend(parts(ItemKind::ErrorCode, None, &self.errors));
        for (name, codes) in self.errors.iter() {
            for code in &codes.0 {
                for (kind, cases) in code.cases() {
                    let cases = parts(ItemKind::ErrorCode, Owner::new(name, code), cases);
                    facts.extend(cases.map(|fact| VersionedFact { kind, ..fact }));
                }
            }
        }
        facts
    }
}

fn parts<'a, T: Versioned>(
    kind: ItemKind,
    owner: Option<Owner<'a>>,
    entries: &'a Entries<OneOrMany<T>>,
) -> impl Iterator<Item = VersionedFact<'a>> {
    entries.iter().map(move |(name, entries)| {
        let entries = entries.0.iter().map(|entry| entry as &dyn Versioned);
        VersionedFact::new(kind, owner, name, entries.collect())
    })
}

impl<'a> VersionedFact<'a> {
    fn new(
        item_kind: ItemKind,
        owner: Option<Owner<'a>>,
        name: &'a Name,
        entries: Vec<&'a dyn Versioned>,
    ) -> Self {
        Self {
            kind: item_kind.name(),
            item_kind,
            owner,
            name,
            entries,
        }
    }
}

impl<'a> Owner<'a> {
    fn new(name: &'a Name, owner: &'a impl Versioned) -> Option<Self> {
        Some(Self {
            name,
            availability: owner.availability(),
        })
    }
}
