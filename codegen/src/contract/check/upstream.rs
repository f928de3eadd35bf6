//! Names in Meta's machine-readable spec.

use super::Checker;
use crate::contract::messages::types as messages;
use crate::contract::spec::located::Name;

impl Checker<'_> {
    pub(super) fn check_upstream(&mut self) {
        let spec = self.spec;
        for (_, operation) in spec.operations.iter() {
            let Some(names) = &operation.upstream else {
                continue;
            };
            if names.0.is_empty() {
                self.report(messages::invalid_upstream_name("", names.place));
            }
            for name in &names.0 {
                self.check_upstream_name(name, is_call);
            }
        }
        for name in spec.types.iter().filter_map(|(_, ty)| ty.upstream.as_ref()) {
            self.check_upstream_name(name, is_node);
        }
    }

    fn check_upstream_name(&mut self, name: &Name, is_valid: fn(&str) -> bool) {
        if !is_valid(name) {
            self.report(messages::invalid_upstream_name(name, name.place));
        }
    }
}

/// `Page`, `Page.conversations` or `*.conversations`.
pub(super) fn is_call(name: &str) -> bool {
    match name.split_once('.') {
        Some((node, edge)) => (node == "*" || is_node(node)) && is_node(edge),
        None => is_node(name),
    }
}

/// Returns whether a node of Meta's spec may have the name.
pub(crate) fn is_node(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !name.is_empty() && name.chars().all(allowed)
}
