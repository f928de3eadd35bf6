//! The part of Meta's spec that a contract covers.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::upstream::Error;
use crate::cli::upstream::compare::types::edges;
use crate::cli::upstream::counterpart::{self, Match};
use crate::cli::upstream::meta_spec::{Call, MetaSpec, Node, Origin, PinnedIn};
use crate::cli::upstream::types::MetaType;
use crate::contract::spec::Spec;

/// Returns the nodes and calls of Meta's spec that the contract has in some
/// version, with the enums that they refer to.
///
/// # Errors
///
/// Meta's files are invalid where the contract needs them.
pub fn select(spec: &Spec, meta_spec: &MetaSpec) -> Result<MetaSpec, Error> {
    let mut selection = Selection {
        meta_spec,
        nodes: BTreeMap::new(),
        covers: BTreeSet::new(),
    };
    for (_, operation) in spec.operations.iter() {
        for pattern in counterpart::patterns(spec, operation) {
            selection.cover(&pattern);
        }
        let found = counterpart::of_operation(spec, operation, meta_spec)?;
        if let Match::Calls(calls) = found {
            for found in [calls.first].iter().chain(&calls.others) {
                selection.add_call(found.node, found.call);
            }
        }
    }
    for (name, ty) in spec.types.iter() {
        if counterpart::is_compared(spec, name, ty) {
            selection.add_node(counterpart::node_of(spec, name), edges(ty))?;
        }
    }
    selection.finish()
}

struct Selection<'a> {
    meta_spec: &'a MetaSpec,
    nodes: BTreeMap<String, Node>,
    covers: BTreeSet<String>,
}

impl<'a> Selection<'a> {
    /// Notes what was looked for. That its node exists is a fact too.
    fn cover(&mut self, pattern: &str) {
        let node = pattern.split('.').next().unwrap_or(pattern);
        if self.meta_spec.nodes.contains_key(node) {
            self.nodes.entry(node.to_owned()).or_default();
        }
        self.covers.insert(pattern.to_owned());
    }

    fn add_call(&mut self, node: &str, call: &Call) {
        let calls = &mut self.nodes.entry(node.to_owned()).or_default().calls;
        if !calls.iter().any(|known| known.endpoint == call.endpoint) {
            calls.push(call.clone());
        }
    }

    /// Adds a node with its fields and some of its edges.
    fn add_node<'e>(
        &mut self,
        name: &str,
        edges: impl Iterator<Item = &'e str>,
    ) -> Result<(), Error> {
        self.cover(name);
        let Some(node) = self.meta_spec.node(name)? else {
            return Ok(());
        };
        let kept = self.nodes.entry(name.to_owned()).or_default();
        kept.fields.clone_from(&node.fields);
        let is_field = |edge: &&str| node.fields.iter().any(|field| field.name == *edge);
        let calls = edges.filter(|edge| !is_field(edge)).map(|edge| {
            self.covers.insert(format!("{name}.{edge}"));
            node.read(Some(edge))
        });
        let calls: Vec<_> = calls.flatten().collect();
        for call in calls {
            self.add_call(name, call);
        }
        Ok(())
    }

    /// Adds the enums that are referred to.
    fn finish(self) -> Result<MetaSpec, Error> {
        let mut enums = BTreeMap::new();
        for name in self.referred() {
            if let Some(entry) = self.meta_spec.enumeration(&name)? {
                enums.insert(name, entry.clone());
            }
        }
        Ok(MetaSpec {
            nodes: self.nodes,
            enums,
            broken: BTreeMap::new(),
            origin: Origin::Pinned(PinnedIn {
                file: String::new(),
                line: 0,
                covers: self.covers,
            }),
        })
    }

    fn referred(&self) -> BTreeSet<String> {
        let nodes = self.nodes.values();
        let params = nodes.flat_map(|node| {
            let params = node.calls.iter().flat_map(|call| &call.params);
            params.chain(&node.fields)
        });
        let types = params.map(|param| MetaType::parse(&param.ty));
        types
            .filter_map(|ty| ty.name().map(str::to_owned))
            .collect()
    }
}
