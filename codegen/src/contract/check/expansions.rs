//! Fields that take the parameters of an operation as modifiers.

use super::{Checker, list};
use crate::contract::diagnostic::{Diagnostic, message};
use crate::contract::spec::located::Located;
use crate::contract::spec::words::TypeExpr;
use crate::contract::spec::{Field, Operation, Type, Versioned};

impl Checker<'_> {
    pub(super) fn check_expansions(&mut self) {
        let spec = self.spec;
        for (_, entry) in spec.types.iter() {
            for field in entry.fields.iter().flat_map(|(_, fields)| &fields.0) {
                if let Some(name) = &field.params_of {
                    self.check_expansion(entry, field, name);
                }
            }
        }
        for (_, operation) in spec.operations.iter() {
            let path = operation.path.iter().map(|(_, param)| param);
            let query = operation.params.iter().flat_map(|(_, params)| &params.0);
            for name in path
                .chain(query)
                .filter_map(|param| param.params_of.as_ref())
            {
                self.found.push(
                    Diagnostic::new("a parameter has no `params_of`")
                        .at(name.place, "not a field")
                        .help("remove it: a field or an operation may have it"),
                );
            }
        }
    }

    /// The field and the operation are one edge, wherever the field exists.
    fn check_expansion(&mut self, owner: &Type, field: &Field, name: &Located<String>) {
        let ty = &field.ty;
        if !matches!(ty.value, TypeExpr::Edge(_)) {
            self.found.push(
                Diagnostic::new(message!("`{}` takes no modifiers", ty.value))
                    .at(name.place, "its parameters cannot be sent")
                    .at(ty.place, "not an edge")
                    .help("remove `params_of`: it is for fields of the type `edge<T>`"),
            );
            return;
        }
        let Some(operation) = self.spec.operations.get(name) else {
            self.found.push(
                Diagnostic::new(message!("the spec has no operation `{}`", name.value))
                    .at(name.place, "unknown operation")
                    .help(self.same_edge(&ty.value)),
            );
            return;
        };
        if operation.returns.value != ty.value {
            let returns = &operation.returns;
            self.found.push(
                Diagnostic::new(message!("`{}` does not read `{}`", name.value, ty.value))
                    .at(name.place, "another edge")
                    .at(returns.place, format!("reads `{}`", returns.value))
                    .help(self.same_edge(&ty.value)),
            );
        }
        self.check_there(owner, field, name, operation);
    }

    fn check_there(
        &mut self,
        owner: &Type,
        field: &Field,
        name: &Located<String>,
        operation: &Operation,
    ) {
        let entries = [owner.availability(), field.availability()];
        let [owner, used] = entries.map(|availability| self.timeline.set(availability));
        let there = self.timeline.set(operation.availability());
        let mut versions = self.timeline.versions().iter().enumerate();
        let lacking = versions.find(|(index, _)| {
            owner.contains(*index) && used.contains(*index) && !there.contains(*index)
        });
        if let Some((_, version)) = lacking {
            self.found.push(
                Diagnostic::new(message!(
                    "the field takes the parameters of `{}` in `{}`, which does not have it",
                    name.value,
                    version
                ))
                .at(name.place, "used here")
                .help(
                    "write two entries of the field: one with `params_of` where the operation \
                     exists, one without it elsewhere",
                ),
            );
        }
    }

    /// The operations that read an edge, as help.
    fn same_edge(&self, edge: &TypeExpr) -> String {
        let operations = self.spec.operations.iter();
        let same = operations.filter(|(_, operation)| operation.returns.value == *edge);
        let same: Vec<_> = same.map(|(name, _)| &name.value).collect();
        match same.as_slice() {
            [] => format!("remove `params_of`: no operation reads `{edge}`"),
            same => format!("the edge is read by {}", list(same)),
        }
    }
}
