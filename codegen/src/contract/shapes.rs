//! Which versions share a shape.
//!
//! An item whose contract, and whose types' contracts, read the same in two
//! versions has one shape in both. It is emitted once, for the oldest of them:
//! that version owns it.

use std::collections::HashMap;

use super::{Contract, Contracts, Field, Operation, Type};
use crate::spec::words::TypeExpr;

/// Something that is emitted once for each of its shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Item<'a> {
    /// An enum.
    Enum(&'a str),
    /// A type.
    Type(&'a str),
    /// The selector of a type's fields.
    Fields(&'a str),
    /// An operation.
    Operation(&'a str),
    /// The modifiers that an operation's parameters give.
    Expansion(&'a str),
    /// The table of error codes.
    Errors,
}

/// The owner of each item in each version.
#[derive(Debug)]
pub struct Shapes<'a> {
    /// Numbers of the items.
    numbers: HashMap<Item<'a>, usize>,
    /// Of each version, the owners by the numbers of the items.
    owners: Owners,
}

type Owners = Vec<Vec<Option<usize>>>;

impl<'a> Shapes<'a> {
    /// Finds the shapes of all items.
    pub fn new(contracts: &'a Contracts) -> Self {
        let items: Vec<_> = contracts.versions.iter().map(items).collect();
        let mut numbers = HashMap::new();
        for version in items.iter().flatten() {
            let next = numbers.len();
            numbers.entry(version.item).or_insert(next);
        }
        let known = known(&items, &numbers);
        let mut owners = vec![vec![None; numbers.len()]; items.len()];
        // Splitting shapes apart until nothing splits further also settles
        // types that refer to each other in a circle.
        loop {
            let next = split(&known, &owners);
            if next == owners {
                return Self { numbers, owners };
            }
            owners = next;
        }
    }

    /// Index of the version that owns an item of the version at `index`.
    pub fn owner(&self, item: Item<'_>, index: usize) -> usize {
        let number = self.numbers.get(&item);
        let owner = number.and_then(|number| self.owners.get(index)?[*number]);
        owner.unwrap_or(index)
    }

    /// Whether the version at `index` owns the item.
    pub fn owns(&self, item: Item<'_>, index: usize) -> bool {
        self.owner(item, index) == index
    }
}

/// An item as one version has it.
struct Version<'a> {
    item: Item<'a>,
    body: Body<'a>,
    refers_to: Vec<Item<'a>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Body<'a> {
    Enum(&'a super::Enum),
    Type(&'a Type),
    Operation(&'a Operation),
    Expansion(Expansion<'a>),
    Errors(&'a [super::ErrorCode]),
}

/// Of an operation, what its modifiers are made of.
#[derive(Clone, Copy)]
struct Expansion<'a>(&'a Operation);

impl PartialEq for Expansion<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.returns == other.0.returns && self.0.modifiers().eq(other.0.modifiers())
    }
}

fn items(contract: &Contract) -> Vec<Version<'_>> {
    let enums = contract.enums.iter().map(|entry| Version {
        item: Item::Enum(&entry.name),
        body: Body::Enum(entry),
        refers_to: Vec::new(),
    });
    let types = contract.types.iter().map(|entry| Version {
        item: Item::Type(&entry.name),
        body: Body::Type(entry),
        refers_to: refers_to(entry.fields.iter().map(|field| &field.ty)),
    });
    let selectors = contract.types.iter().map(|entry| Version {
        item: Item::Fields(&entry.name),
        body: Body::Type(entry),
        refers_to: entry.fields.iter().flat_map(expanded_by).collect(),
    });
    let operations = contract.operations.iter().map(|entry| {
        let params = entry.path_params.iter().chain(entry.query());
        let types = params.map(|param| &param.ty).chain([&entry.returns]);
        let mut refers_to = refers_to(types);
        refers_to.extend(entry.returns.name().map(Item::Fields));
        Version {
            item: Item::Operation(&entry.name),
            body: Body::Operation(entry),
            refers_to,
        }
    });
    let expansions = contract.expansions().map(|entry| {
        let mut refers_to = refers_to(entry.modifiers().map(|param| &param.ty));
        refers_to.extend(entry.returns.name().map(Item::Fields));
        Version {
            item: Item::Expansion(&entry.name),
            body: Body::Expansion(Expansion(entry)),
            refers_to,
        }
    });
    let errors = Version {
        item: Item::Errors,
        body: Body::Errors(&contract.errors),
        refers_to: Vec::new(),
    };
    enums
        .chain(types)
        .chain(selectors)
        .chain(operations)
        .chain(expansions)
        .chain([errors])
        .collect()
}

/// What chooses the nodes and the fields of a field.
fn expanded_by(field: &Field) -> impl Iterator<Item = Item<'_>> {
    let expansion = field.params_of.as_deref().map(Item::Expansion);
    field
        .ty
        .name()
        .map(Item::Fields)
        .into_iter()
        .chain(expansion)
}

/// A name may be an enum's, a type's or an id's, which has no versions.
fn refers_to<'a>(types: impl Iterator<Item = &'a TypeExpr>) -> Vec<Item<'a>> {
    let names = types.filter_map(TypeExpr::name);
    names
        .flat_map(|name| [Item::Enum(name), Item::Type(name)])
        .collect()
}

/// A version that has an item.
struct Known {
    version: usize,
    /// The first version whose item reads the same.
    reads_as: usize,
    /// Numbers of what it refers to.
    refers_to: Vec<usize>,
}

/// The versions of each item, oldest first.
fn known(items: &[Vec<Version<'_>>], numbers: &HashMap<Item<'_>, usize>) -> Vec<Vec<Known>> {
    let mut bodies: Vec<Vec<(usize, Body<'_>)>> = vec![Vec::new(); numbers.len()];
    let mut known: Vec<Vec<Known>> = Vec::new();
    known.resize_with(numbers.len(), Vec::new);
    for (version, items) in items.iter().enumerate() {
        for one in items {
            let number = numbers[&one.item];
            let same = bodies[number].iter().find(|(_, body)| *body == one.body);
            let reads_as = match same {
                Some((first, _)) => *first,
                None => {
                    bodies[number].push((version, one.body));
                    version
                }
            };
            let refers_to = one.refers_to.iter();
            let refers_to = refers_to.filter_map(|item| numbers.get(item).copied());
            known[number].push(Known {
                version,
                reads_as,
                refers_to: refers_to.collect(),
            });
        }
    }
    known
}

/// The owners where each item is shared only if what it refers to is.
fn split(known: &[Vec<Known>], before: &Owners) -> Owners {
    let mut owners: Owners = before
        .iter()
        .map(|owners| vec![None; owners.len()])
        .collect();
    for (number, versions) in known.iter().enumerate() {
        for (place, one) in versions.iter().enumerate() {
            // What reads the same refers to the same.
            let same = |other: &&Known| {
                let mut refers_to = one.refers_to.iter();
                one.reads_as == other.reads_as
                    && refers_to.all(|to| before[one.version][*to] == before[other.version][*to])
            };
            let first = versions[..place].iter().find(same).unwrap_or(one);
            owners[one.version][number] = Some(first.version);
        }
    }
    owners
}
