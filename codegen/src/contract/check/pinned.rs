//! Pinned facts of Meta's machine-readable spec.

use super::upstream::is_call;
use super::{Checker, names};
use crate::contract::messages::pinned as messages;
use crate::contract::spec::located::Name;
use crate::contract::spec::{Pinned, PinnedCall, PinnedNode, VersionName, is_meta_type};

impl Checker<'_> {
    pub(super) fn check_pinned(&mut self) {
        let spec = self.spec;
        for (version, pinned) in spec.meta_spec.iter() {
            let known = |version: VersionName| self.timeline.index(version).is_some();
            if self.knows_versions && !version.parse().is_ok_and(known) {
                self.report(messages::unknown_version(version, &names(&spec.versions)));
            }
            if pinned.origin.trim().is_empty() {
                self.report(messages::empty_origin(&pinned.origin));
            }
            self.check_covers(pinned);
            for (name, node) in pinned.nodes.iter() {
                self.check_node(pinned, name, node);
            }
            for (name, values) in pinned.enums.iter() {
                if values.is_empty() {
                    self.report(messages::no_values(name));
                }
                self.check_unique("value", values);
            }
        }
    }

    fn check_covers(&mut self, pinned: &Pinned) {
        for pattern in pinned.covers.iter().filter(|pattern| !is_call(pattern)) {
            self.report(messages::invalid_pattern(pattern));
        }
        self.check_unique("entry", &pinned.covers);
    }

    fn check_node(&mut self, pinned: &Pinned, name: &Name, node: &PinnedNode) {
        let covers = |pattern: &str| pinned.covers.iter().any(|known| known.value == pattern);
        // A dot separates a node from its edge in `covers`.
        if name.contains('.') || name.trim().is_empty() {
            self.report(messages::invalid_node(name));
        }
        if (node.get.is_some() || !node.fields.0.is_empty()) && !covers(name) {
            self.report(messages::not_covered(name, name));
        }
        for (edge, call) in node.edges.iter() {
            let pattern = format!("{}.{}", name.value, edge.value);
            if !covers(&pattern) && !covers(&format!("*.{}", edge.value)) {
                self.report(messages::not_covered(&pattern, edge));
            }
            self.check_call(edge, call);
        }
        if let Some(call) = &node.get {
            self.check_call(name, call);
        }
        self.check_pinned_types(node.fields.iter());
    }

    fn check_pinned_types<'a>(&mut self, types: impl Iterator<Item = (&'a Name, &'a Name)>) {
        for (owner, ty) in types.filter(|(_, ty)| !is_meta_type(ty)) {
            self.report(messages::invalid_type(owner, ty));
        }
    }

    fn check_call(&mut self, name: &Name, call: &PinnedCall) {
        self.check_pinned_types(call.params.iter().chain([(name, &call.returns)]));
        for name in &call.required {
            if call.params.get(name).is_none() {
                self.report(messages::unknown_parameter(name, &names(&call.params)));
            }
        }
        self.check_unique("parameter", &call.required);
    }
}
