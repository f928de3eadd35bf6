//! JSON of the model, reduced to the selected fields.

use serde_json::Value;

use super::field_plan::{FieldPlan, PlannedField};
use super::json::JsonWriter;
use crate::simulator::contract::{self, CONTRACT};

/// Renders JSON of the model with the selected members of its objects: through
/// lists, and through `data`. Members that the contract does not have stay.
pub(crate) struct SelectedJson<'a> {
    pub(crate) value: &'a Value,
    pub(crate) plan: &'a FieldPlan,
    pub(crate) ty: &'a str,
}

impl<'a> SelectedJson<'a> {
    pub(crate) fn new(value: &'a Value, planned: &'a PlannedField) -> Self {
        Self {
            value,
            plan: &planned.plan,
            ty: contract::element(&planned.field.ty),
        }
    }

    pub(crate) fn write(&self, json: &mut JsonWriter) {
        let Self { plan, ty, .. } = *self;
        let within = |value| SelectedJson { value, plan, ty };
        match self.value {
            value if !plan.is_selected => json.value(value),
            Value::Array(values) => json.array(values, |json, value| within(value).write(json)),
            Value::Object(object) => json.object(|json| {
                if let Some(data) = object.get("data") {
                    return within(data).write(json.member("data"));
                }
                for planned in &plan.fields {
                    if let Some(value) = object.get(&planned.field.name) {
                        SelectedJson::new(value, planned).write(json.key(&planned.field.key));
                    }
                }
                for (name, value) in object {
                    if name == "id" || CONTRACT.field(ty, name).is_none() {
                        json.member(name).value(value);
                    }
                }
            }),
            value => json.value(value),
        }
    }
}
