//! JSON of the model, reduced to the selected fields.

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

use super::field_plan::{FieldPlan, PlannedField};
use crate::simulator::contract::{self, CONTRACT};

/// Renders JSON of the model with the selected members of its objects: through
/// lists, and through `data`. Members that the contract does not have stay.
pub(crate) struct SelectedJson<'a> {
    pub(crate) value: &'a Value,
    pub(crate) plan: &'a FieldPlan,
    pub(crate) ty: &'a str,
}

impl<'a> SelectedJson<'a> {
    pub(crate) fn new(value: &'a Value, field: &'a PlannedField) -> Self {
        Self {
            value,
            plan: &field.plan,
            ty: contract::element(&field.ty),
        }
    }
}

impl Serialize for SelectedJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { plan, ty, .. } = *self;
        let within = |value| SelectedJson { value, plan, ty };
        match self.value {
            value if !plan.is_selected => value.serialize(serializer),
            Value::Array(values) => serializer.collect_seq(values.iter().map(within)),
            Value::Object(object) => {
                let mut map = serializer.serialize_map(None)?;
                if let Some(data) = object.get("data") {
                    map.serialize_entry("data", &within(data))?;
                    return map.end();
                }
                for field in &plan.fields {
                    if let Some(value) = object.get(&field.name) {
                        map.serialize_entry(&field.name, &SelectedJson::new(value, field))?;
                    }
                }
                for (name, value) in object {
                    if name == "id" || CONTRACT.field(ty, name).is_none() {
                        map.serialize_entry(name, value)?;
                    }
                }
                map.end()
            }
            value => value.serialize(serializer),
        }
    }
}
