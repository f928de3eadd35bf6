//! `spec.schema.json`: the JSON Schema by which editors check and complete the
//! YAML.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::contract::spec::Spec;
use crate::emit::output::MARK;

/// Returns the JSON Schema of a file of the spec.
pub fn document() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Spec>();
    schema.insert("$comment".to_owned(), MARK.into());
    let mut document = schema.to_value();
    // The mark has to be in the first lines of the file.
    if let Some(object) = document.as_object_mut()
        && let Some(comment) = object.shift_remove("$comment")
    {
        object.shift_insert(0, "$comment".to_owned(), comment);
    }
    document
}
