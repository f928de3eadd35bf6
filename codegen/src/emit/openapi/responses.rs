//! Responses in the public document: what Graph wraps its answers in.

use serde_json::{Map, Value, json};

use super::json::json_text;
use super::schemas::{schema, wrapper};
use crate::contract::spec::TypeExpr;
use crate::contract::{Contract, Contracts};
use crate::emit::docs;

/// The responses of an operation.
pub(super) fn of(returns: &TypeExpr, contracts: &Contracts, contract: &Contract) -> Value {
    let answer = response("The answer.", schema(returns, contract), contracts);
    json!({
        "200": answer,
        "4XX": { "$ref": "#/components/responses/Error" },
        "5XX": { "$ref": "#/components/responses/Error" },
    })
}

/// The response that all refusals have.
pub(super) fn error(contracts: &Contracts, contract: &Contract) -> Value {
    let schema = json!({
        "type": "object",
        "required": ["error"],
        "properties": { "error": wrapper("GraphError", contract) },
    });
    response("Graph refused, or failed.", schema, contracts)
}

fn response(description: &str, schema: Value, contracts: &Contracts) -> Value {
    let mut response = json!({ "description": description });
    let headers = contracts.headers.iter().map(|header| {
        let name = &header.name;
        let reference = json!({ "$ref": format!("#/components/headers/{name}") });
        (name.clone(), reference)
    });
    let headers: Map<_, _> = headers.collect();
    if !headers.is_empty() {
        response["headers"] = headers.into();
    }
    response["content"] = json_text(schema);
    response
}

/// `components.headers`.
pub(super) fn headers(contracts: &Contracts, contract: &Contract) -> Map<String, Value> {
    let headers = contracts.headers.iter().map(|header| {
        let mut value = json!({ "description": docs::markdown(&header.doc) });
        let schema = schema(&header.ty, contract);
        if is_json(&header.ty, contract) {
            value["content"] = json_text(schema);
        } else {
            value["schema"] = schema;
        }
        value["x-source"] = json!(header.source);
        (header.name.clone(), value)
    });
    headers.collect()
}

/// Whether a header holds a value as JSON text.
fn is_json(ty: &TypeExpr, contract: &Contract) -> bool {
    match ty {
        TypeExpr::List(_)
        | TypeExpr::OneOrMany(_)
        | TypeExpr::Map(_)
        | TypeExpr::Edge(_)
        | TypeExpr::Object => true,
        TypeExpr::Named(name) => contract.ty(name).is_some(),
        _ => false,
    }
}
