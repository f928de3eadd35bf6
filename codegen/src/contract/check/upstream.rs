//! Names in Meta's machine-readable spec.

use super::Checker;
use crate::contract::diagnostic::{Diagnostic, Place, message};

impl Checker<'_> {
    pub(super) fn check_upstream(&mut self) {
        let spec = self.spec;
        for (_, operation) in spec.operations.iter() {
            let Some(stated) = &operation.upstream else {
                continue;
            };
            if stated.0.is_empty() {
                self.names_nothing("", stated.place);
            }
            for name in stated.0.iter().filter(|name| !is_call(name)) {
                self.names_nothing(name, stated.place);
            }
        }
        for (_, ty) in spec.types.iter() {
            if let Some(name) = ty.upstream.as_ref().filter(|name| !is_word(name)) {
                self.names_nothing(name, name.place);
            }
        }
    }

    fn names_nothing(&mut self, name: &str, place: Place) {
        self.found.push(
            Diagnostic::new(message!("`{}` names nothing in Meta's spec", name))
                .at(place, "")
                .help(
                    "write a node such as `Page`; for a call also an edge, such as \
                     `Page.conversations`, or `*.conversations` for all nodes that have it",
                ),
        );
    }
}

/// `Page`, `Page.conversations` or `*.conversations`.
fn is_call(name: &str) -> bool {
    match name.split_once('.') {
        Some((node, edge)) => (node == "*" || is_word(node)) && is_word(edge),
        None => is_word(name),
    }
}

fn is_word(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !name.is_empty() && name.chars().all(plain)
}
