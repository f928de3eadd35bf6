//! Which versions share a Rust type. Callers of two versions depend on it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::change::Effect;
use super::element::Element;
use super::element_kind::ElementKind;
use super::findings::{Anchor, Finding, Findings};
use super::{rules, wording};
use crate::contract::messages::list;
use crate::contract::path::Path;
use crate::contract::spec::{TypeExpr, VersionName};
use crate::contract::{Contract, Contracts, Item, Shapes};

/// Compares, for the versions that both revisions have, which of them share a
/// type.
pub(super) fn compare(base: &Contracts, head: &Contracts, findings: &mut Findings) {
    let (old, new) = rayon::join(|| Shapes::new(base), || Shapes::new(head));
    // A type that all versions share in both revisions did not change.
    let separate = old.apart().chain(new.apart());
    let names: BTreeSet<_> = separate.filter_map(Name::of).collect();
    let (old, new) = (
        Sharing::new(base, &old, &names),
        Sharing::new(head, &new, &names),
    );
    new.report(&split(&old, &new), Effect::Unset, findings);
    old.report(&split(&new, &old), Effect::Set, findings);
}

/// The name of an enum or a type, for which Rust is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name<'a> {
    Enum(&'a str),
    Type(&'a str),
}

impl<'a> Name<'a> {
    fn of(item: Item<'a>) -> Option<Self> {
        match item {
            Item::Enum(name) => Some(Self::Enum(name)),
            Item::Type(name) | Item::Fields(name) => Some(Self::Type(name)),
            Item::Operation(_) | Item::Expansion(_) | Item::Errors => None,
        }
    }

    fn text(self) -> &'a str {
        match self {
            Self::Enum(name) | Self::Type(name) => name,
        }
    }

    fn path(self) -> Path {
        match self {
            Self::Enum(name) => Path::new("enums", name),
            Self::Type(name) => Path::new("types", name),
        }
    }

    /// What a version has by this name; `None` where no Rust is generated.
    fn find(self, contract: &Contract) -> Option<Element<'_>> {
        match self {
            Self::Enum(name) => contract.enumeration(name).map(Element::Enum),
            Self::Type(name) => {
                let ty = contract.ty(name).filter(|ty| !ty.runtime);
                ty.map(Element::Type)
            }
        }
    }
}

/// Identifies a shared Rust type, and that of the selector of its fields.
type Owner = (usize, usize);

/// Groups of versions: those of a group share a type on one side, and those of
/// different groups share it on the other.
type Groups = Vec<Vec<VersionName>>;

/// The names whose versions share a type on one side alone.
type Splits<'a> = BTreeMap<Name<'a>, Vec<Groups>>;

/// The owner of the Rust type of each name in each version.
struct Sharing<'a> {
    contracts: &'a Contracts,
    owners: BTreeMap<Name<'a>, Vec<(VersionName, Owner)>>,
}

impl<'a> Sharing<'a> {
    fn new(contracts: &'a Contracts, shapes: &Shapes<'_>, names: &BTreeSet<Name<'a>>) -> Self {
        let owners = names.iter().map(|name| {
            let owner = |index| match name {
                Name::Enum(name) => (shapes.owner(Item::Enum(name), index), 0),
                Name::Type(name) => (
                    shapes.owner(Item::Type(name), index),
                    shapes.owner(Item::Fields(name), index),
                ),
            };
            let versions = contracts.versions.iter().enumerate();
            let versions = versions.filter(|(_, contract)| name.find(contract).is_some());
            let owners = versions.map(|(index, contract)| (contract.version, owner(index)));
            (*name, owners.collect())
        });
        Self {
            contracts,
            owners: owners.collect(),
        }
    }

    /// Reports types that this side splits. A type that is split only because
    /// it holds another one is reported with that one.
    fn report(&self, splits: &Splits<'_>, effect: Effect, findings: &mut Findings) {
        let mut reported = BTreeSet::new();
        for (name, groups) in splits {
            if groups.iter().any(|groups| self.differs(*name, groups)) {
                let holders = self.holders(*name, splits);
                add(*name, groups, &holders, effect, findings);
                reported.extend(holders);
                reported.insert(*name);
            }
        }
        for (name, groups) in splits {
            if !reported.contains(name) {
                add(*name, groups, &BTreeSet::new(), effect, findings);
            }
        }
    }

    /// Whether the definition of a type differs between groups, and not only
    /// that of a type which it holds.
    fn differs(&self, name: Name<'_>, groups: &Groups) -> bool {
        let firsts = groups.iter().filter_map(|group| group.first());
        let elements = firsts.map(|version| name.find(self.contracts.version(*version)?));
        let elements: Vec<_> = elements.collect();
        elements.windows(2).any(|pair| pair[0] != pair[1])
    }

    /// The split types that hold a type, at any depth.
    fn holders<'n>(&self, name: Name<'_>, splits: &Splits<'n>) -> BTreeSet<Name<'n>> {
        let mut holders = BTreeSet::new();
        let mut names: Vec<&str> = vec![name.text()];
        while let Some(name) = names.pop() {
            for holder in splits.keys() {
                let holds = |contract: &Contract| match holder.find(contract) {
                    Some(Element::Type(ty)) => {
                        let mut types = ty.fields.iter().map(|field| &field.ty);
                        types.any(|ty: &TypeExpr| ty.name() == Some(name))
                    }
                    _ => false,
                };
                if !holders.contains(holder) && self.contracts.versions.iter().any(holds) {
                    holders.insert(*holder);
                    names.push(holder.text());
                }
            }
        }
        holders
    }
}

/// The names whose types are shared in one and split in the other.
fn split<'a>(shared: &Sharing<'a>, other: &Sharing<'_>) -> Splits<'a> {
    let mut splits = Splits::new();
    for (name, owners) in &shared.owners {
        let Some(others) = other.owners.get(name).filter(|others| *others != owners) else {
            continue;
        };
        let others: HashMap<_, _> = others.iter().copied().collect();
        let mut groups: BTreeMap<Owner, BTreeMap<Owner, Vec<VersionName>>> = BTreeMap::new();
        for (version, owner) in owners {
            if let Some(other) = others.get(version) {
                let groups = groups.entry(*owner).or_default();
                groups.entry(*other).or_default().push(*version);
            }
        }
        for groups in groups.into_values().filter(|groups| groups.len() > 1) {
            let groups = groups.into_values().collect();
            splits.entry(*name).or_default().push(groups);
        }
    }
    splits
}

fn add(
    name: Name<'_>,
    splits: &[Groups],
    holders: &BTreeSet<Name<'_>>,
    effect: Effect,
    findings: &mut Findings,
) {
    let Some(rule) = rules::find(ElementKind::Type, effect, Some("sharing")) else {
        return;
    };
    let others = holders.iter().filter(|holder| **holder != name);
    let others: Vec<_> = others.map(|holder| holder.text()).collect();
    let too = match others.as_slice() {
        [] => String::new(),
        [one] => format!("; so does `{one}`, which holds it"),
        others => format!("; so do {}, which hold it", list(others)),
    };
    for groups in splits {
        let mut versions: Vec<_> = groups.concat();
        versions.sort();
        let all = list(&versions);
        let groups: Vec<_> = groups.iter().map(list).collect();
        let groups = groups.join(" | ");
        let predicate = wording::sharing(effect == Effect::Set, &all, &groups, &too);
        let finding = Finding::new(rule, &name.path(), Anchor::Item, predicate);
        findings.add(&versions, finding);
    }
}
