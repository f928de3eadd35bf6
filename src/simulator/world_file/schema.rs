//! The JSON Schema of a world's file, by which editors check and complete it.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::form::WorldForm;

/// Returns the schema.
pub(crate) fn document() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<WorldForm>().to_value()
}
