//! Which versions share a Rust type: a fact of the day that callers of two
//! versions rest on.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::findings::{Anchor, Finding, Findings};
use super::rules::types::{TYPE_NO_LONGER_SHARED, TYPE_NOW_SHARED};
use super::subject::Subject;
use crate::contract::diff::Rule;
use crate::contract::messages::list;
use crate::contract::spec::{TypeExpr, VersionName};
use crate::contract::{Contract, Contracts, Enum, Item, Shapes, Type};

/// Compares, in the versions that both have, who shares what.
pub(super) fn compare(base: &Contracts, head: &Contracts, findings: &mut Findings) {
    let (old, new) = rayon::join(|| Shapes::new(base), || Shapes::new(head));
    // What all versions share before and after needs no closer look.
    let names: BTreeSet<_> = old
        .apart()
        .chain(new.apart())
        .filter_map(Name::of)
        .collect();
    let (old, new) = (
        Sharing::new(base, &old, &names),
        Sharing::new(head, &new, &names),
    );
    let splits = changes(&old, &new);
    let joins = changes(&new, &old);
    tell(&new, splits, &TYPE_NO_LONGER_SHARED, findings);
    tell(&old, joins, &TYPE_NOW_SHARED, findings);
}

/// A name that a Rust type is generated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name<'a> {
    Enum(&'a str),
    Type(&'a str),
}

/// What a version has under a name.
#[derive(Clone, Copy, PartialEq)]
enum Body<'a> {
    Enum(&'a Enum),
    Type(&'a Type),
}

/// Who owns the Rust types of a name.
type Owner = (usize, usize);

/// Of each version that has a name, who owns its Rust types there.
struct Sharing<'a> {
    contracts: &'a Contracts,
    owners: BTreeMap<Name<'a>, Vec<(VersionName, Owner)>>,
}

impl<'a> Sharing<'a> {
    fn new(contracts: &'a Contracts, shapes: &Shapes<'_>, names: &BTreeSet<Name<'a>>) -> Self {
        let owners = names.iter().map(|name| {
            let versions = contracts.versions.iter().enumerate();
            let versions = versions.filter(|(_, contract)| name.is_generated(contract));
            let owner = |index| match name {
                Name::Enum(name) => {
                    let owner = shapes.owner(Item::Enum(name), index);
                    (owner, owner)
                }
                // The selector of a type's fields goes with the type.
                Name::Type(name) => (
                    shapes.owner(Item::Type(name), index),
                    shapes.owner(Item::Fields(name), index),
                ),
            };
            let owners = versions.map(|(index, contract)| (contract.version, owner(index)));
            (*name, owners.collect())
        });
        Self {
            contracts,
            owners: owners.collect(),
        }
    }

    fn body(&self, name: Name<'_>, version: VersionName) -> Option<Body<'a>> {
        let contract = self.contracts.version(version)?;
        match name {
            Name::Enum(name) => contract.enumeration(name).map(Body::Enum),
            Name::Type(name) => contract.ty(name).map(Body::Type),
        }
    }

    /// Whether versions have a name apart because of what it says itself, and
    /// not because of what it holds.
    fn differs_itself(&self, name: Name<'_>, parts: &Parts) -> bool {
        let firsts = parts.iter().filter_map(|part| part.first());
        let bodies: Vec<_> = firsts.map(|version| self.body(name, *version)).collect();
        bodies.windows(2).any(|pair| pair[0] != pair[1])
    }
}

/// Versions that are apart, where they were or will be together.
type Parts = Vec<Vec<VersionName>>;

/// What is together in one and apart in the other.
fn changes<'a>(together: &Sharing<'a>, apart: &Sharing<'_>) -> BTreeMap<Name<'a>, Vec<Parts>> {
    let mut changes: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (name, owners) in &together.owners {
        let Some(others) = apart.owners.get(name) else {
            continue;
        };
        if owners == others {
            continue;
        }
        let others: HashMap<_, _> = others.iter().copied().collect();
        let mut groups: BTreeMap<Owner, BTreeMap<Owner, Vec<VersionName>>> = BTreeMap::new();
        for (version, owner) in owners {
            if let Some(other) = others.get(version) {
                let parts = groups.entry(*owner).or_default();
                parts.entry(*other).or_default().push(*version);
            }
        }
        let parted = groups.into_values().filter(|parts| parts.len() > 1);
        let parted = parted.map(|parts| parts.into_values().collect::<Parts>());
        for parts in parted {
            changes.entry(*name).or_default().push(parts);
        }
    }
    changes
}

/// Tells what is apart in `apart`. What is apart only because it holds
/// something that is, is told with that.
fn tell(
    apart: &Sharing<'_>,
    changes: BTreeMap<Name<'_>, Vec<Parts>>,
    rule: &'static Rule,
    findings: &mut Findings,
) {
    let itself = |name: &Name<'_>, parts: &Vec<Parts>| {
        parts.iter().any(|parts| apart.differs_itself(*name, parts))
    };
    let causes: Vec<_> = changes
        .iter()
        .filter(|(name, parts)| itself(name, parts))
        .collect();
    let mut held = BTreeSet::new();
    for (name, parts) in causes {
        let holders = holders(apart, *name, &changes);
        say(*name, parts, &holders, rule, findings);
        held.extend(holders);
        held.insert(*name);
    }
    for (name, parts) in &changes {
        if !held.contains(name) {
            say(*name, parts, &BTreeSet::new(), rule, findings);
        }
    }
}

/// What holds a type, at any depth, and changed too.
fn holders<'a>(
    apart: &Sharing<'_>,
    name: Name<'_>,
    changes: &BTreeMap<Name<'a>, Vec<Parts>>,
) -> BTreeSet<Name<'a>> {
    let mut holders: BTreeSet<Name<'a>> = BTreeSet::new();
    let mut names: Vec<&str> = vec![name.text()];
    while let Some(name) = names.pop() {
        for other in changes
            .keys()
            .filter(|other| matches!(other, Name::Type(_)))
        {
            let holds = |contract: &Contract| {
                let fields = contract.ty(other.text()).map(|ty| ty.fields.as_slice());
                let mut types = fields.unwrap_or_default().iter().map(|field| &field.ty);
                types.any(|ty: &TypeExpr| ty.name() == Some(name))
            };
            if apart.contracts.versions.iter().any(holds) && holders.insert(*other) {
                names.push(other.text());
            }
        }
    }
    holders
}

impl<'a> Name<'a> {
    /// The name of an item that a type is generated for.
    fn of(item: Item<'a>) -> Option<Self> {
        match item {
            Item::Enum(name) => Some(Self::Enum(name)),
            Item::Type(name) | Item::Fields(name) => Some(Self::Type(name)),
            Item::Operation(_) | Item::Expansion(_) | Item::Errors => None,
        }
    }

    fn is_generated(self, contract: &Contract) -> bool {
        match self {
            Self::Enum(name) => contract.enumeration(name).is_some(),
            Self::Type(name) => contract.ty(name).is_some_and(|ty| !ty.runtime),
        }
    }

    fn text(self) -> &'a str {
        match self {
            Self::Enum(name) | Self::Type(name) => name,
        }
    }
}

fn say(
    name: Name<'_>,
    groups: &[Parts],
    holders: &BTreeSet<Name<'_>>,
    rule: &'static Rule,
    findings: &mut Findings,
) {
    let subject = match name {
        Name::Enum(name) => Subject::new("enums", name),
        Name::Type(name) => Subject::new("types", name),
    };
    let split = *rule == TYPE_NO_LONGER_SHARED;
    let others = holders
        .iter()
        .filter(|other| **other != name)
        .map(|other| other.text());
    let others: Vec<_> = others.collect();
    let too = match others.as_slice() {
        [] => String::new(),
        others => format!(" The same goes for {}, by what they hold.", list(others)),
    };
    for parts in groups {
        let mut versions: Vec<_> = parts.concat();
        versions.sort();
        let all = list(&versions);
        let parts: Vec<_> = parts
            .iter()
            .map(|part| format!("one for {}", list(part)))
            .collect();
        let parts = parts.join(", ");
        let message = if split {
            format!("`{subject}` was one Rust type in {all}; now there is {parts}.{too}")
        } else {
            format!("`{subject}` is one Rust type in {all}; there was {parts}.{too}")
        };
        let finding = Finding::new(rule, &subject, Anchor::Thing, message);
        findings.add(&versions, finding);
    }
}
