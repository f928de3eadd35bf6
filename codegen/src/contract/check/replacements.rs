//! What to use instead of what is gone.

use super::Checker;
use crate::contract::diagnostic::{Diagnostic, message};
use crate::contract::spec::Versioned;
use crate::contract::spec::located::Located;
use crate::contract::spec::replacement::{Kind, gone};

impl Checker<'_> {
    pub(super) fn check_replacements(&mut self) {
        use std::slice::from_ref;
        let spec = self.spec;
        for (name, operation) in spec.operations.iter() {
            self.check_replaced(Kind::Operation, None, name, from_ref(operation));
            for (param, entry) in operation.path.iter() {
                self.check_replaced(Kind::Parameter, Some(name), param, from_ref(entry));
            }
            for (param, entries) in operation.params.iter() {
                self.check_replaced(Kind::Parameter, Some(name), param, &entries.0);
            }
        }
        for (name, ty) in spec.types.iter() {
            self.check_replaced(Kind::Type, None, name, from_ref(ty));
            for (field, entries) in ty.fields.iter() {
                self.check_replaced(Kind::Field, Some(name), field, &entries.0);
            }
        }
        for (name, entry) in spec.enums.iter() {
            for (value, entries) in entry.values.iter() {
                self.check_replaced(Kind::Value, Some(name), value, &entries.0);
            }
        }
        for (name, codes) in spec.errors.iter() {
            self.check_replaced(Kind::ErrorCode, None, name, &codes.0);
            let cases = codes.0.iter().flat_map(|code| code.cases());
            for (name, cases) in cases.flat_map(|(_, cases)| cases.iter()) {
                self.check_replaced(Kind::ErrorCode, None, name, &cases.0);
            }
        }
    }

    fn check_replaced<T: Versioned>(
        &mut self,
        kind: Kind,
        owner: Option<&Located<String>>,
        name: &Located<String>,
        entries: &[T],
    ) {
        for (place, entry) in entries.iter().enumerate() {
            if let Some(written) = entry.replaced_by() {
                let gone = gone(&self.timeline, entries, place);
                let owner = owner.map(|owner| owner.value.as_str());
                let wrong = self.wrong_replacement((kind, owner, name), written, gone);
                self.found.extend(wrong);
            }
        }
    }

    fn wrong_replacement(
        &self,
        (kind, owner, name): (Kind, Option<&str>, &Located<String>),
        written: &Located<String>,
        gone: Option<usize>,
    ) -> Option<Diagnostic> {
        let Some(gone) = gone else {
            let message = message!(
                "the {kind} `{}` is replaced, but never gone for good",
                name.value
            );
            let diagnostic = Diagnostic::new(message).at(written.place, "instead of what is there");
            return Some(diagnostic.help(
                "say with `removed_in` from which version on there is none, or remove \
                 `replaced_by`",
            ));
        };
        let version = self.timeline.versions()[gone];
        let Some(target) = self.spec.target(kind, owner, written) else {
            let message = message!("the spec has no `{}`", written.value);
            let help = match (kind, owner) {
                (Kind::ErrorCode, _) => "write the `name` of another error code".to_owned(),
                (_, None) => format!("write the name of another {kind}"),
                (_, Some(owner)) => format!(
                    "write the name of another {kind} of `{owner}`, or a path such as `Type.field`"
                ),
            };
            let diagnostic = Diagnostic::new(message).at(written.place, "unknown");
            return Some(diagnostic.help(help));
        };
        if target.key.place == name.place {
            let message = message!("the {kind} `{}` is replaced by itself", name.value);
            let diagnostic = Diagnostic::new(message).at(written.place, "the same");
            return Some(diagnostic.help("name what there is instead, or remove `replaced_by`"));
        }
        let other = target.kind;
        let message = message!(
            "the {other} `{}` is not in `{}`, the first version without the {kind} `{}`",
            written.value,
            version,
            name.value
        );
        let there = target.is_in(&self.timeline, gone);
        (!there).then(|| {
            Diagnostic::new(message)
                .at(written.place, format!("not in `{version}`"))
                .at(target.key.place, "stated here")
                .help(format!(
                    "name what `{version}` has, or remove `replaced_by`"
                ))
        })
    }
}
