//! The entries of a spec that not every version has to have, and where they
//! stand.

use super::address::Address;
use crate::contract::spec::located::{Entries, OneOrMany};
use crate::contract::spec::{Availability, Spec, Versioned};

/// An entry that may be bound to versions.
#[derive(Clone, Debug)]
pub struct VersionedEntry<'a> {
    /// Where it stands.
    pub address: Address,
    /// What it is part of, where that is bound to versions too: an index in the
    /// same list, before its own.
    pub owner: Option<usize>,
    /// What it states.
    pub availability: Availability<'a>,
}

/// All of them, each behind what it is part of.
pub fn versioned(spec: &Spec) -> Vec<VersionedEntry<'_>> {
    let mut found = Found(Vec::new());
    for (name, operation) in spec.operations.iter() {
        let address = Address::new(["operations", name.as_str()]);
        let owner = found.one(address.clone(), None, operation);
        found.all(&address.key("params"), Some(owner), &operation.params);
    }
    for (name, entry) in spec.enums.iter() {
        let address = Address::new(["enums", name.as_str(), "values"]);
        found.all(&address, None, &entry.values);
    }
    for (name, entry) in spec.types.iter() {
        let address = Address::new(["types", name.as_str()]);
        let owner = found.one(address.clone(), None, entry);
        found.all(&address.key("fields"), Some(owner), &entry.fields);
    }
    for (name, codes) in spec.errors.iter() {
        for (index, code) in codes.0.iter().enumerate() {
            let address = Address::new(["errors", name.as_str()]).item(index);
            let owner = found.one(address.clone(), None, code);
            found.all(&address.key("subcodes"), Some(owner), &code.subcodes);
            found.all(&address.key("messages"), Some(owner), &code.messages);
        }
    }
    found.0
}

struct Found<'a>(Vec<VersionedEntry<'a>>);

impl<'a> Found<'a> {
    fn one(&mut self, address: Address, owner: Option<usize>, entry: &'a impl Versioned) -> usize {
        self.0.push(VersionedEntry {
            address,
            owner,
            availability: entry.availability(),
        });
        self.0.len() - 1
    }

    fn all<T: Versioned>(
        &mut self,
        map: &Address,
        owner: Option<usize>,
        entries: &'a Entries<OneOrMany<T>>,
    ) {
        for (name, many) in entries.iter() {
            for (index, entry) in many.0.iter().enumerate() {
                self.one(map.key(name.as_str()).item(index), owner, entry);
            }
        }
    }
}
