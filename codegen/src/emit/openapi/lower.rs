//! The view of a version that progenitor reads.
//!
//! It holds the operations and types that the version owns and nothing else,
//! in the forms that progenitor turns into the code we want:
//!
//! - a response is raw bytes, whatever its status (`raw_responses`), so that
//!   the runtime has one path for size, status, headers and errors in a 200;
//! - a query parameter that is no number and no boolean is text
//!   (`query_schema`): Graph takes JSON where progenitor would repeat keys;
//! - a reference keeps its doc by standing in an `allOf` (`described`);
//! - an optional list is nullable (`property_schema`), so that `null` and
//!   absence read alike;
//! - what the contract names but the version does not own is a placeholder for
//!   a Rust path ([`View::placeholders`]).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::contract::spec::TypeExpr;
use crate::contract::{Contract, Contracts, Item, Operation, Param, Shapes, Type};

/// Stands for the root of the generated module in the paths of placeholders.
pub const ROOT: &str = "__root";

/// What progenitor is given for one version.
#[derive(Debug)]
pub struct View {
    /// The OpenAPI document.
    pub document: Value,
    /// Schemas that stand for existing Rust types: name and path.
    pub placeholders: BTreeMap<String, String>,
}

/// Lowers the version at `index`; `None` where it owns nothing.
pub fn lower(contracts: &Contracts, shapes: &Shapes<'_>, index: usize) -> Option<View> {
    let contract = &contracts.versions[index];
    let types = owned_types(contract, shapes, index);
    let operations = owned_operations(contract, shapes, index);
    if types.is_empty() && operations.is_empty() {
        return None;
    }
    let mut lowering = Lowering {
        contract,
        contracts,
        shapes,
        index,
        prefix: free_prefix(contract),
        placeholders: BTreeMap::new(),
    };
    let mut schemas = Map::new();
    for ty in types {
        schemas.insert(ty.name.clone(), lowering.object(ty));
    }
    for name in lowering.placeholders.values() {
        schemas.insert(name.clone(), json!({ "type": "object" }));
    }
    let paths: Map<_, _> = operations
        .iter()
        .map(|operation| {
            let id = operation_id(operation, &operations);
            (
                operation.path.clone(),
                json!({ "get": get(operation, &id) }),
            )
        })
        .collect();
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": contracts.title, "version": contract.version.to_string() },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    let placeholders = lowering.placeholders.into_iter();
    Some(View {
        document,
        placeholders: placeholders.map(|(path, name)| (name, path)).collect(),
    })
}

/// The types that the version at `index` owns, of those that Rust is generated
/// for.
pub fn owned_types<'a>(contract: &'a Contract, shapes: &Shapes<'_>, index: usize) -> Vec<&'a Type> {
    let types = contract.generated_types();
    types
        .filter(|ty| shapes.owns(Item::Type(&ty.name), index))
        .collect()
}

/// The operations that the version at `index` owns.
pub fn owned_operations<'a>(
    contract: &'a Contract,
    shapes: &Shapes<'_>,
    index: usize,
) -> Vec<&'a Operation> {
    let operations = contract.operations.iter();
    operations
        .filter(|operation| shapes.owns(Item::Operation(&operation.name), index))
        .collect()
}

/// The id that progenitor is given: its own rules make one name of several.
pub fn operation_id(operation: &Operation, operations: &[&Operation]) -> String {
    let place = operations
        .iter()
        .position(|other| other.name == operation.name);
    format!("call_{}", place.unwrap_or_default() + 1)
}

fn get(operation: &Operation, id: &str) -> Value {
    let path = operation
        .path_params
        .iter()
        .map(|param| parameter(param, "path"));
    let query = operation.query().map(|param| parameter(param, "query"));
    json!({
        "operationId": id,
        "parameters": path.chain(query).collect::<Vec<_>>(),
        "responses": raw_responses(),
    })
}

fn parameter(param: &Param, place: &str) -> Value {
    json!({
        "name": param.name,
        "in": place,
        "required": param.required,
        "schema": query_schema(&param.ty),
    })
}

/// Numbers and booleans as they are, everything else as text.
fn query_schema(ty: &TypeExpr) -> Value {
    match ty {
        TypeExpr::Bool | TypeExpr::Int | TypeExpr::UnsignedInt | TypeExpr::Float => scalar(ty),
        _ => json!({ "type": "string" }),
    }
}

/// The same bytes for every status.
fn raw_responses() -> Value {
    let response = |what: &str| {
        json!({
            "description": what,
            "content": { "*/*": { "schema": { "type": "string", "format": "binary" } } },
        })
    };
    json!({
        "200": response("An answer."),
        "4XX": response("A refusal."),
        "5XX": response("A failure."),
    })
}

fn scalar(ty: &TypeExpr) -> Value {
    match ty {
        TypeExpr::Bool => json!({ "type": "boolean" }),
        TypeExpr::Int => json!({ "type": "integer", "format": "int64" }),
        TypeExpr::UnsignedInt => json!({ "type": "integer", "format": "uint64" }),
        TypeExpr::Float => json!({ "type": "number", "format": "double" }),
        TypeExpr::String => json!({ "type": "string" }),
        _ => json!({}),
    }
}

/// A schema with a doc; a reference cannot hold one itself.
fn described(schema: Value, doc: &str) -> Value {
    let mut schema = match schema.get("$ref") {
        Some(_) => json!({ "allOf": [schema] }),
        None => schema,
    };
    schema["description"] = doc.into();
    schema
}

/// What no type's name begins with.
fn free_prefix(contract: &Contract) -> String {
    let mut prefix = "Placeholder".to_owned();
    while contract.types.iter().any(|ty| ty.name.starts_with(&prefix)) {
        prefix.push('X');
    }
    prefix
}

struct Lowering<'a> {
    contract: &'a Contract,
    contracts: &'a Contracts,
    shapes: &'a Shapes<'a>,
    index: usize,
    /// What the names of placeholders begin with.
    prefix: String,
    /// Rust path to the name of its placeholder.
    placeholders: BTreeMap<String, String>,
}

impl Lowering<'_> {
    fn object(&mut self, ty: &Type) -> Value {
        let mut properties = Map::new();
        for field in &ty.fields {
            properties.insert(field.name.clone(), self.property_schema(field));
        }
        let required = ty.fields.iter().filter(|field| field.required);
        json!({
            "type": "object",
            "description": ty.doc,
            "required": required.map(|field| &field.name).collect::<Vec<_>>(),
            "properties": properties,
        })
    }

    fn property_schema(&mut self, field: &Param) -> Value {
        let mut schema = self.schema(&field.ty);
        if !field.required && matches!(field.ty, TypeExpr::List(_)) {
            schema["nullable"] = true.into();
        }
        described(schema, &crate::emit::docs::of_param(field))
    }

    fn schema(&mut self, ty: &TypeExpr) -> Value {
        match ty {
            TypeExpr::List(of) => json!({ "type": "array", "items": self.schema(of) }),
            TypeExpr::Named(name) if self.owns(name) => reference(name),
            TypeExpr::Named(_)
            | TypeExpr::OneOrMany(_)
            | TypeExpr::Map(_)
            | TypeExpr::Edge(_)
            | TypeExpr::Datetime => self.placeholder(ty),
            _ => scalar(ty),
        }
    }

    fn owns(&self, name: &str) -> bool {
        self.contract.ty(name).is_some() && self.shapes.owns(Item::Type(name), self.index)
    }

    /// A schema that progenitor replaces by a Rust path.
    fn placeholder(&mut self, ty: &TypeExpr) -> Value {
        let path = rust_path(ty, self.contracts, self.shapes, self.index);
        let next = format!("{}{}", self.prefix, self.placeholders.len() + 1);
        reference(self.placeholders.entry(path).or_insert(next))
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The Rust type of a value, with `__root` for the generated module.
pub fn rust_path(
    ty: &TypeExpr,
    contracts: &Contracts,
    shapes: &Shapes<'_>,
    index: usize,
) -> String {
    let of = |ty: &TypeExpr| rust_path(ty, contracts, shapes, index);
    match ty {
        TypeExpr::Bool => "bool".to_owned(),
        TypeExpr::Int => "i64".to_owned(),
        TypeExpr::UnsignedInt => "u64".to_owned(),
        TypeExpr::Float => "f64".to_owned(),
        TypeExpr::String => "::std::string::String".to_owned(),
        TypeExpr::Datetime => format!("{ROOT}::__rt::Timestamp"),
        TypeExpr::Object => "::serde_json::Value".to_owned(),
        TypeExpr::List(ty) => format!("::std::vec::Vec<{}>", of(ty)),
        TypeExpr::Map(ty) => {
            format!(
                "::std::collections::HashMap<::std::string::String, {}>",
                of(ty)
            )
        }
        TypeExpr::OneOrMany(ty) => format!("{ROOT}::__rt::OneOrMany<{}>", of(ty)),
        TypeExpr::Edge(ty) => format!("{ROOT}::__rt::Edge<{}>", of(ty)),
        TypeExpr::Named(name) if contracts.ids.iter().any(|id| id.name == *name) => {
            format!("{ROOT}::ids::{name}")
        }
        TypeExpr::Named(name) => {
            let enums = &contracts.versions[index].enums;
            let item = if enums.iter().any(|entry| entry.name == *name) {
                Item::Enum(name)
            } else {
                Item::Type(name)
            };
            let owner = &contracts.versions[shapes.owner(item, index)];
            format!("{ROOT}::types::{}::{name}", owner.version.ident())
        }
    }
}
