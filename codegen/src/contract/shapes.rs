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
    owners: HashMap<(Item<'a>, usize), usize>,
}

impl<'a> Shapes<'a> {
    /// Finds the shapes of all items.
    pub fn new(contracts: &'a Contracts) -> Self {
        let items: Vec<_> = contracts.versions.iter().map(items).collect();
        let mut owners = HashMap::new();
        // Splitting shapes apart until nothing splits further also settles
        // types that refer to each other in a circle.
        loop {
            let next = owners_by_signature(&items, &owners);
            if next == owners {
                return Self { owners };
            }
            owners = next;
        }
    }

    /// Index of the version that owns an item of the version at `index`.
    pub fn owner(&self, item: Item<'_>, index: usize) -> usize {
        self.owners.get(&(item, index)).copied().unwrap_or(index)
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

/// What an item is, and the owners of what it refers to.
struct Shape<'a> {
    owner: usize,
    body: Body<'a>,
    refers_to: Vec<Option<usize>>,
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

fn owners_by_signature<'a>(
    versions: &[Vec<Version<'a>>],
    before: &HashMap<(Item<'a>, usize), usize>,
) -> HashMap<(Item<'a>, usize), usize> {
    let mut shapes: HashMap<Item<'a>, Vec<Shape<'a>>> = HashMap::new();
    let mut owners = HashMap::new();
    for (index, items) in versions.iter().enumerate() {
        for version in items {
            let refers_to = version.refers_to.iter();
            let refers_to: Vec<_> = refers_to
                .map(|item| before.get(&(*item, index)).copied())
                .collect();
            let known = shapes.entry(version.item).or_default();
            let same =
                |shape: &&Shape<'_>| shape.body == version.body && shape.refers_to == refers_to;
            let owner = match known.iter().find(same) {
                Some(shape) => shape.owner,
                None => {
                    known.push(Shape {
                        owner: index,
                        body: version.body,
                        refers_to,
                    });
                    index
                }
            };
            owners.insert((version.item, index), owner);
        }
    }
    owners
}
