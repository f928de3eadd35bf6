//! `components.schemas` of the public document.

use serde_json::{Map, Value, json};

use super::json::members;
use crate::contract::spec::TypeExpr;
use crate::contract::{Contract, Contracts, Enum, Param, Type};
use crate::emit::docs;

/// Every id, enum and type of the version.
pub(super) fn all(contracts: &Contracts, contract: &Contract) -> Map<String, Value> {
    let mut schemas = Map::new();
    for id in &contracts.ids {
        let schema = json!({ "type": "string", "description": id.doc, "x-source": id.source });
        schemas.insert(id.name.clone(), schema);
    }
    for entry in &contract.enums {
        schemas.insert(entry.name.clone(), enumeration(entry));
    }
    for ty in &contract.types {
        schemas.insert(ty.name.clone(), object(ty, contract));
    }
    schemas
}

fn enumeration(entry: &Enum) -> Value {
    let values: Vec<_> = entry.values.iter().map(|value| &value.value).collect();
    let docs = entry.values.iter().map(|value| {
        let doc = docs::with_versions(&value.doc, value);
        (value.value.clone(), doc.into())
    });
    json!({
        "type": "string",
        "description": entry.doc,
        "enum": values,
        "x-extensible-enum": values,
        "x-enum-descriptions": docs.collect::<Map<_, Value>>(),
        "x-source": entry.source,
    })
}

fn object(ty: &Type, contract: &Contract) -> Value {
    let properties = ty
        .fields
        .iter()
        .map(|field| (field.name.clone(), property(field, contract)));
    let required: Vec<_> = ty.fields.iter().filter(|field| field.required).collect();
    let mut object = json!({
        "type": "object",
        "description": docs::of_type(ty),
    });
    // OpenAPI 3.0 forbids an empty list here.
    if !required.is_empty() {
        object["required"] = required.iter().map(|field| field.name.as_str()).collect();
    }
    object["properties"] = properties.collect::<Map<_, _>>().into();
    object["x-source"] = json!(ty.source);
    object
}

fn property(field: &Param, contract: &Contract) -> Value {
    let mut property = schema(&field.ty, contract);
    // A reference ignores its siblings.
    if property.get("$ref").is_some() {
        property = members([("allOf", vec![property].into())]);
    }
    property["description"] = docs::of_param(field).into();
    property["x-source"] = json!(field.source);
    if let Some(corrects) = &field.corrects {
        property["x-corrects"] = corrects.as_str().into();
    }
    if let Some(operation) = &field.params_of {
        property["x-params-of"] = operation.as_str().into();
    }
    property
}

/// The schema of a value.
pub(super) fn schema(ty: &TypeExpr, contract: &Contract) -> Value {
    match ty {
        TypeExpr::Bool => json!({ "type": "boolean" }),
        TypeExpr::Int => json!({ "type": "integer", "format": "int64" }),
        TypeExpr::UnsignedInt | TypeExpr::TimestampMs => {
            json!({ "type": "integer", "format": "int64", "minimum": 0 })
        }
        TypeExpr::Float => json!({ "type": "number", "format": "double" }),
        TypeExpr::String => json!({ "type": "string" }),
        // Not `date-time`: Graph writes the offset without a colon.
        TypeExpr::Datetime => json!({ "type": "string", "example": "2021-07-23T09:28:50+0000" }),
        TypeExpr::Object => json!({}),
        TypeExpr::List(of) => json!({ "type": "array", "items": schema(of, contract) }),
        TypeExpr::OneOrMany(of) => {
            let of = schema(of, contract);
            json!({ "oneOf": [of, { "type": "array", "items": of }] })
        }
        TypeExpr::Map(of) => {
            json!({ "type": "object", "additionalProperties": schema(of, contract) })
        }
        TypeExpr::Edge(of) => json!({
            "type": "object",
            "required": ["data"],
            "properties": {
                "data": { "type": "array", "items": schema(of, contract) },
                "paging": wrapper("Paging", contract),
            },
        }),
        TypeExpr::Named(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
    }
}

/// What Graph wraps an answer in, where the contract describes it.
pub(super) fn wrapper(name: &str, contract: &Contract) -> Value {
    match contract.runtime_type(name) {
        Some(ty) => json!({ "$ref": format!("#/components/schemas/{}", ty.name) }),
        None => json!({ "type": "object" }),
    }
}
