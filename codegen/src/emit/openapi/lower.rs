//! The view of a version that progenitor reads.
//!
//! It holds the operations that the version owns and nothing else, in the forms
//! that progenitor turns into the code we want:
//!
//! - a response is raw bytes, whatever its status (`raw_responses`), so that
//!   the runtime has one path for size, status, headers and errors in a 200;
//! - a query parameter that is no number and no boolean is text
//!   (`query_schema`): Graph takes JSON where progenitor would repeat keys;
//! - a path belongs to one operation (`lower`): operations that read nodes of
//!   several types by their ids share one.

use serde_json::{Map, Value, json};

use crate::contract::spec::TypeExpr;
use crate::contract::{Contract, Contracts, Item, Operation, Param, Shapes};

/// Lowers the version at `index` to documents, of which each has a path once: one document,
/// unless operations share a path.
pub fn lower(contracts: &Contracts, shapes: &Shapes<'_>, index: usize) -> Vec<Value> {
    let contract = &contracts.versions[index];
    let operations = owned_operations(contract, shapes, index);
    let mut documents = vec![Map::new()];
    for (place, operation) in operations.iter().enumerate() {
        let get = json!({ "get": get(operation, &operation_id(place)) });
        let path = &operation.path;
        match documents.iter_mut().find(|paths| !paths.contains_key(path)) {
            Some(paths) => paths.insert(path.clone(), get),
            None => {
                documents.push(Map::from_iter([(path.clone(), get)]));
                None
            }
        };
    }
    let documents = documents.into_iter().map(|paths| {
        json!({
            "openapi": "3.0.3",
            "info": { "title": contracts.title, "version": contract.version.to_string() },
            "paths": paths,
        })
    });
    documents.collect()
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

/// The id in the view of the operation at a place. progenitor makes one name of
/// several that differ in case.
pub fn operation_id(place: usize) -> String {
    format!("call_{}", place + 1)
}

fn get(operation: &Operation, id: &str) -> Value {
    let path = operation.path_params.iter();
    let path = path.map(|param| parameter(param, "path"));
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
        TypeExpr::Bool => json!({ "type": "boolean" }),
        TypeExpr::Int => json!({ "type": "integer", "format": "int64" }),
        TypeExpr::UnsignedInt | TypeExpr::TimestampMs => {
            json!({ "type": "integer", "format": "uint64" })
        }
        TypeExpr::Float => json!({ "type": "number", "format": "double" }),
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
        "200": response("A successful answer."),
        "4XX": response("A client error."),
        "5XX": response("A server error."),
    })
}
