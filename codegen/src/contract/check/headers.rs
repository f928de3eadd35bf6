//! Headers, and the types that the runtime reads.

use std::collections::HashMap;

use super::Checker;
use crate::contract::messages::types as messages;
use crate::contract::spec::TypeExpr;
use crate::contract::spec::located::{Located, Name};
use crate::contract::spec::timeline::ALWAYS;

impl Checker<'_> {
    pub(super) fn check_headers(&mut self) {
        let spec = self.spec;
        let all = self.timeline.set(ALWAYS);
        let mut seen: HashMap<String, &Name> = HashMap::new();
        for (name, header) in spec.headers.iter() {
            self.check_header_name(name);
            self.check_type(&header.ty, &all);
            if let Some(first) = seen.insert(name.to_ascii_lowercase(), name) {
                self.report(messages::same_header(name, first));
            }
        }
    }

    /// HTTP allows more characters, but no header uses them, and names of
    /// OpenAPI components may not have them.
    fn check_header_name(&mut self, name: &Name) {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || !name.chars().all(allowed) {
            self.report(messages::invalid_header_name(name));
        }
    }

    /// No Rust type is generated for what the runtime reads, so no generated
    /// type can contain it.
    pub(super) fn check_generated(&mut self, ty: &Located<TypeExpr>) {
        let defined = ty.name().and_then(|name| self.spec.types.find(name));
        if let Some((name, entry)) = defined
            && entry.runtime
        {
            self.report(messages::not_generated(ty, name));
        }
    }
}
