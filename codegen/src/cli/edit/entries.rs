//! The addresses of the entries of a spec that may be limited to versions.

use super::address::Address;
use crate::contract::spec::located::{Entries, OneOrMany};
use crate::contract::spec::{Availability, Spec, Versioned};

/// An entry that may be limited to versions.
#[derive(Clone, Debug)]
pub struct VersionedEntry<'a> {
    /// Its address.
    pub address: Address,
    /// The index, in the same list, of the versioned entry that it is part of.
    pub owner: Option<usize>,
    /// Its availability.
    pub availability: Availability<'a>,
}

/// Returns all entries that may be limited, each after what it is part of.
pub fn versioned(spec: &Spec) -> Vec<VersionedEntry<'_>> {
    let mut collector = Collector(Vec::new());
    for (name, operation) in spec.operations.iter() {
        let address = Address::new(["operations", name.as_str()]);
        let owner = collector.add(address.clone(), None, operation);
        collector.add_all(&address.key("params"), Some(owner), &operation.params);
    }
    for (name, entry) in spec.enums.iter() {
        let address = Address::new(["enums", name.as_str(), "values"]);
        collector.add_all(&address, None, &entry.values);
    }
    for (name, entry) in spec.types.iter() {
        let address = Address::new(["types", name.as_str()]);
        let owner = collector.add(address.clone(), None, entry);
        collector.add_all(&address.key("fields"), Some(owner), &entry.fields);
    }
    for (name, codes) in spec.errors.iter() {
        for (index, code) in codes.0.iter().enumerate() {
            let address = Address::new(["errors", name.as_str()]).item(index);
            let owner = collector.add(address.clone(), None, code);
            collector.add_all(&address.key("subcodes"), Some(owner), &code.subcodes);
            collector.add_all(&address.key("messages"), Some(owner), &code.messages);
        }
    }
    collector.0
}

struct Collector<'a>(Vec<VersionedEntry<'a>>);

impl<'a> Collector<'a> {
    fn add(&mut self, address: Address, owner: Option<usize>, entry: &'a impl Versioned) -> usize {
        self.0.push(VersionedEntry {
            address,
            owner,
            availability: entry.availability(),
        });
        self.0.len() - 1
    }

    fn add_all<T: Versioned>(
        &mut self,
        map: &Address,
        owner: Option<usize>,
        entries: &'a Entries<OneOrMany<T>>,
    ) {
        for (name, many) in entries.iter() {
            for (index, entry) in many.0.iter().enumerate() {
                self.add(map.key(name.as_str()).item(index), owner, entry);
            }
        }
    }
}
