//! Which versions share the shape of an item.
//!
//! An item has the same shape in two versions if its contract, and those of the
//! types it refers to, are equal. It is emitted once, for the oldest of these
//! versions, which owns it.

use std::collections::HashMap;

use super::{Contract, Contracts, Field, Operation, Type};
use crate::contract::spec::TypeExpr;

/// An item that is emitted once for each shape.
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
    /// The modifiers made from an operation's parameters.
    Expansion(&'a str),
    /// The table of error codes.
    Errors,
}

/// The owner of each item in each version.
#[derive(Debug)]
pub struct Shapes<'a> {
    /// Numbers of the items.
    numbers: HashMap<Item<'a>, usize>,
    /// For each version, the owners by the numbers of the items.
    owners: Owners,
}

type Owners = Vec<Vec<Option<usize>>>;

impl<'a> Shapes<'a> {
    /// Finds the shapes of all items.
    pub fn new(contracts: &'a Contracts) -> Self {
        let mut numbers = HashMap::new();
        let versions: Vec<Vec<_>> = contracts
            .versions
            .iter()
            .map(|contract| {
                let items = items(contract).into_iter();
                let numbered = items.map(|version| {
                    let next = numbers.len();
                    (*numbers.entry(version.item).or_insert(next), version)
                });
                numbered.collect()
            })
            .collect();
        let known = known(&versions, &numbers);
        let mut owners = vec![vec![None; numbers.len()]; versions.len()];
        // Shapes are split until nothing changes, which also handles types that
        // refer to each other.
        loop {
            let next = split(&known, &owners);
            if next == owners {
                return Self { numbers, owners };
            }
            owners = next;
        }
    }

    /// Returns the index of the version that owns an item of the version at
    /// `index`.
    pub fn owner(&self, item: Item<'_>, index: usize) -> usize {
        let number = self.numbers.get(&item);
        let owner = number.and_then(|number| self.owners.get(index)?[*number]);
        owner.unwrap_or(index)
    }

    /// Indexes of the versions that own an item, oldest first.
    pub fn owners(&self, item: Item<'_>) -> Vec<usize> {
        let number = self.numbers.get(&item);
        let owners = self.owners.iter().filter_map(|owners| owners[*number?]);
        let mut owners: Vec<_> = owners.collect();
        owners.sort_unstable();
        owners.dedup();
        owners
    }

    /// The items that have more than one owner.
    pub fn apart(&self) -> impl Iterator<Item = Item<'a>> {
        let apart = |number: usize| {
            let mut owners = self.owners.iter().filter_map(move |owners| owners[number]);
            let first = owners.next();
            owners.any(|owner| Some(owner) != first)
        };
        let items = self.numbers.iter();
        items.filter_map(move |(item, number)| apart(*number).then_some(*item))
    }

    /// Returns whether the version at `index` owns the item.
    pub fn owns(&self, item: Item<'_>, index: usize) -> bool {
        self.owner(item, index) == index
    }
}

/// An item in one version.
#[derive(Clone, Copy)]
struct Version<'a> {
    item: Item<'a>,
    body: Body<'a>,
}

#[derive(Clone, Copy, PartialEq)]
enum Body<'a> {
    Enum(&'a super::Enum),
    Type(&'a Type),
    Operation(&'a Operation),
    Expansion(Expansion<'a>),
    Errors(&'a [super::ErrorCode]),
}

/// The parts of an operation that its modifiers are made from.
#[derive(Clone, Copy)]
struct Expansion<'a>(&'a Operation);

impl PartialEq for Expansion<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.returns == other.0.returns && self.0.modifiers().eq(other.0.modifiers())
    }
}

/// Returns the items of a version, each type before the selector of its fields.
fn items(contract: &Contract) -> Vec<Version<'_>> {
    let enums = contract.enums.iter();
    let enums = enums.map(|entry| (Item::Enum(&entry.name), Body::Enum(entry)));
    let types = contract.types.iter();
    let selectors = types.clone();
    let types = types.map(|ty| (Item::Type(&ty.name), Body::Type(ty)));
    let selectors = selectors.map(|ty| (Item::Fields(&ty.name), Body::Type(ty)));
    let operations = contract.operations.iter();
    let operations = operations.map(|one| (Item::Operation(&one.name), Body::Operation(one)));
    let expansions = contract.expansions();
    let expansions =
        expansions.map(|one| (Item::Expansion(&one.name), Body::Expansion(Expansion(one))));
    let errors = (Item::Errors, Body::Errors(&contract.errors));
    let all = enums.chain(types).chain(selectors);
    let all = all.chain(operations).chain(expansions).chain([errors]);
    all.map(|(item, body)| Version { item, body }).collect()
}

/// Returns the items that an item refers to.
fn refers_to<'a>(version: Version<'a>) -> Vec<Item<'a>> {
    let selected = |operation: &'a Operation| operation.returns.name().map(Item::Fields);
    match (version.item, version.body) {
        (Item::Fields(_), Body::Type(ty)) => ty.fields.iter().flat_map(expanded_by).collect(),
        (_, Body::Type(ty)) => named(ty.fields.iter().map(|field| &field.ty)).collect(),
        (_, Body::Operation(operation)) => {
            let params = operation.path_params.iter().chain(operation.query());
            let types = params.map(|param| &param.ty).chain([&operation.returns]);
            named(types).chain(selected(operation)).collect()
        }
        (_, Body::Expansion(Expansion(operation))) => {
            let types = operation.modifiers().map(|param| &param.ty);
            named(types).chain(selected(operation)).collect()
        }
        (_, Body::Enum(_) | Body::Errors(_)) => Vec::new(),
    }
}

/// Returns what selects the nodes and the fields of a field.
fn expanded_by(field: &Field) -> impl Iterator<Item = Item<'_>> {
    let expansion = field.params_of.as_deref().map(Item::Expansion);
    field
        .ty
        .name()
        .map(Item::Fields)
        .into_iter()
        .chain(expansion)
}

/// Returns the items that types may name. Ids have no versions and are no items.
fn named<'a>(types: impl Iterator<Item = &'a TypeExpr>) -> impl Iterator<Item = Item<'a>> {
    let names = types.filter_map(TypeExpr::name);
    names.flat_map(|name| [Item::Enum(name), Item::Type(name)])
}

/// The versions of an item.
#[derive(Default)]
struct Known<'a> {
    /// Each version that has it, oldest first, and the index of its body.
    versions: Vec<(usize, usize)>,
    /// Its distinct bodies, with the numbers of the items they refer to.
    bodies: Vec<(Body<'a>, Vec<usize>)>,
}

/// Returns all items by their numbers.
fn known<'a>(
    versions: &[Vec<(usize, Version<'a>)>],
    numbers: &HashMap<Item<'a>, usize>,
) -> Vec<Known<'a>> {
    let mut known: Vec<Known<'a>> = Vec::new();
    known.resize_with(numbers.len(), Known::default);
    for (index, items) in versions.iter().enumerate() {
        for (number, version) in items {
            let body = match version.item {
                // The selector of a type's fields has the body of the type.
                Item::Fields(name) => {
                    let ty = &known[numbers[&Item::Type(name)]].versions;
                    ty.last().map_or(0, |(_, body)| *body)
                }
                _ => {
                    let bodies = &known[*number].bodies;
                    let same = bodies.iter().position(|(body, _)| *body == version.body);
                    same.unwrap_or(bodies.len())
                }
            };
            let known = &mut known[*number];
            if body == known.bodies.len() {
                let refers_to = refers_to(*version).into_iter();
                let refers_to = refers_to.filter_map(|item| numbers.get(&item).copied());
                known.bodies.push((version.body, refers_to.collect()));
            }
            known.versions.push((index, body));
        }
    }
    known
}

/// Returns the owners, with items shared only if what they refer to is shared.
fn split(known: &[Known<'_>], before: &Owners) -> Owners {
    let mut owners: Owners = before
        .iter()
        .map(|owners| vec![None; owners.len()])
        .collect();
    for (number, known) in known.iter().enumerate() {
        for (place, (version, body)) in known.versions.iter().enumerate() {
            let mut others = known.versions[..place].iter();
            let first = others.find(|(other, other_body)| {
                let mut refers_to = known.bodies[*body].1.iter();
                body == other_body
                    && refers_to.all(|to| before[*version][*to] == before[*other][*to])
            });
            owners[*version][number] = Some(first.map_or(*version, |(first, _)| *first));
        }
    }
    owners
}
