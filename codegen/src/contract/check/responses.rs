//! What Graph wraps its answers in: headers, and the types that the runtime
//! reads by hand.

use std::collections::HashMap;

use super::Checker;
use crate::contract::diagnostic::{Diagnostic, message};
use crate::contract::spec::TypeExpr;
use crate::contract::spec::located::Located;
use crate::contract::spec::timeline::ALWAYS;

impl Checker<'_> {
    pub(super) fn check_headers(&mut self) {
        let spec = self.spec;
        let all = self.timeline.set(ALWAYS);
        let mut seen: HashMap<String, &Located<String>> = HashMap::new();
        for (name, header) in spec.headers.iter() {
            self.check_header_name(name);
            self.check_type(&header.ty, &all, None);
            let Some(first) = seen.insert(name.to_ascii_lowercase(), name) else {
                continue;
            };
            self.found.push(
                Diagnostic::new(message!(
                    "`{}` and `{}` are one header",
                    first.value,
                    name.value
                ))
                .at(name.place, "this one")
                .at(first.place, "and this one")
                .help("keep one of the two: case makes no difference"),
            );
        }
    }

    /// A token of HTTP has more characters, which no header uses and no name of
    /// an OpenAPI component may have.
    fn check_header_name(&mut self, name: &Located<String>) {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || !name.chars().all(plain) {
            self.found.push(
                Diagnostic::new(message!(
                    "`{}` is not the name of a header",
                    name.escape_debug()
                ))
                .at(name.place, "")
                .help("write it as Graph sends it: letters, digits, `-`, `_` and `.`"),
            );
        }
    }

    /// No Rust is generated for a type that the runtime reads, so nothing that
    /// Rust is generated for can hold one.
    pub(super) fn check_generated(&mut self, ty: &Located<TypeExpr>) {
        let Some(name) = ty.name() else { return };
        let mut types = self.spec.types.iter();
        let Some((defined, _)) = types.find(|(other, entry)| other.value == name && entry.runtime)
        else {
            return;
        };
        self.found.push(
            Diagnostic::new(message!(
                "no Rust is generated for `{}`, and this needs it",
                name
            ))
            .at(ty.place, "used here")
            .at(defined.place, "`runtime: true`")
            .help(format!(
                "name another type here, or remove `runtime` from `{name}`"
            )),
        );
    }
}
