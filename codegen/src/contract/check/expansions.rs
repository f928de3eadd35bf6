//! Fields that take the parameters of an operation.

use super::Checker;
use crate::contract::messages::operations as messages;
use crate::contract::spec::located::Name;
use crate::contract::spec::{Field, Operation, Type, TypeExpr, Versioned};

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
            for name in operation
                .all_params()
                .filter_map(|param| param.params_of.as_ref())
            {
                self.report(messages::params_of_on_param(name));
            }
        }
    }

    /// The field and the operation are the same edge, wherever the field exists.
    fn check_expansion(&mut self, owner: &Type, field: &Field, name: &Name) {
        let ty = &field.ty;
        if !matches!(ty.value, TypeExpr::Edge(_)) {
            self.report(messages::params_of_without_edge(name, ty));
            return;
        }
        let operations = self.spec.operations.iter();
        let same_edge = operations.filter(|(_, operation)| operation.returns.value == ty.value);
        let same_edge: Vec<_> = same_edge.map(|(name, _)| name.as_str()).collect();
        let Some(operation) = self.spec.operations.get(name) else {
            self.report(messages::unknown_operation(name, ty, &same_edge));
            return;
        };
        if operation.returns.value != ty.value {
            let returns = &operation.returns;
            self.report(messages::reads_another_edge(name, ty, returns, &same_edge));
        }
        self.check_expansion_availability(owner, field, name, operation);
    }

    fn check_expansion_availability(
        &mut self,
        owner: &Type,
        field: &Field,
        name: &Name,
        operation: &Operation,
    ) {
        let [owner, field, operation] = [
            owner.availability(),
            field.availability(),
            operation.availability(),
        ]
        .map(|availability| self.timeline.set(availability));
        let lacking = owner.and(&field).without(&operation);
        if let Some(version) = self.timeline.first(&lacking) {
            self.report(messages::operation_unavailable(name, version));
        }
    }
}
