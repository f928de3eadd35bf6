//! Which types hold themselves, and so have to be boxed.

use std::collections::HashMap;

use crate::contract::Contract;
use crate::contract::spec::TypeExpr;

/// The types of a version in groups: those of one group hold each other.
pub(super) struct Cycles<'a>(HashMap<&'a str, usize>);

impl<'a> Cycles<'a> {
    /// Finds the groups: Tarjan's strongly connected components.
    pub(super) fn new(contract: &'a Contract) -> Self {
        let mut search = Search {
            contract,
            seen: HashMap::new(),
            open: Vec::new(),
            groups: HashMap::new(),
        };
        for ty in contract.generated_types() {
            search.visit(&ty.name);
        }
        Self(search.groups)
    }

    /// Whether a field of one type that is of another leads back to the first.
    pub(super) fn lead_back(&self, from: &str, to: &str) -> bool {
        let group = self.0.get(from);
        group.is_some() && group == self.0.get(to)
    }
}

struct Search<'a> {
    contract: &'a Contract,
    /// The order in which types were found.
    seen: HashMap<&'a str, usize>,
    /// Types whose group is not known.
    open: Vec<&'a str>,
    groups: HashMap<&'a str, usize>,
}

impl<'a> Search<'a> {
    /// Returns the first type found that this one leads back to.
    fn visit(&mut self, name: &'a str) -> usize {
        if let Some(seen) = self.seen.get(name) {
            let is_open = !self.groups.contains_key(name);
            return if is_open { *seen } else { usize::MAX };
        }
        let Some(ty) = self.contract.ty(name) else {
            return usize::MAX;
        };
        let number = self.seen.len();
        self.seen.insert(name, number);
        self.open.push(name);
        // Lists, maps and edges hold their items elsewhere.
        let held = ty.fields.iter().filter_map(|field| match &field.ty {
            TypeExpr::Named(name) => Some(name.as_str()),
            _ => None,
        });
        let first = held.map(|held| self.visit(held)).min();
        let first = first.unwrap_or(usize::MAX).min(number);
        if first == number {
            while let Some(member) = self.open.pop() {
                self.groups.insert(member, number);
                if member == name {
                    break;
                }
            }
        }
        first
    }
}
