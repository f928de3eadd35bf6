//! `openapi/<version>.json`: the contract of a version for any other tool.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::json::{json_text, members};
use super::schemas::schema;
use super::{responses, schemas};
use crate::contract::check::path_form;
use crate::contract::spec::TypeExpr;
use crate::contract::spec::{ReadKind, Style};
use crate::contract::{Contract, Contracts, Host, Operation, Param};
use crate::emit::docs;
use crate::emit::output::MARK;

/// The OpenAPI 3.0.3 document of the version at `index`.
pub fn document(contracts: &Contracts, index: usize) -> Value {
    let contract = &contracts.versions[index];
    let version = contract.version.to_string();
    let servers = contracts.hosts.iter().map(|host| server(host, contract));
    let paths = by_form(&contract.operations).into_iter();
    let paths = paths.map(|(form, same)| {
        let (path, get) = match same.as_slice() {
            [alone] => (alone.path.clone(), get(alone, contracts, contract)),
            several => (
                form.replace("{}", "{id}"),
                one_of(several, contracts, contract),
            ),
        };
        (path, members([("get", get)]))
    });
    let paths: Map<_, _> = paths.collect();
    members([
        ("openapi", "3.0.3".into()),
        ("x-generated", MARK.into()),
        (
            "info",
            json!({
                "title": contracts.title,
                "description": contracts.doc,
                "version": version,
            }),
        ),
        ("servers", servers.collect()),
        ("security", json!([{ "bearer": [] }, { "accessToken": [] }])),
        ("paths", paths.into()),
        ("components", components(contracts, contract).into()),
    ])
}

/// The operations of each form of path, in the order of the first ones.
fn by_form(operations: &[Operation]) -> Vec<(String, Vec<&Operation>)> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut forms: Vec<(String, Vec<&Operation>)> = Vec::new();
    for operation in operations {
        let form = path_form(&operation.path);
        let place = *places.entry(form.clone()).or_insert(forms.len());
        match forms.get_mut(place) {
            Some((_, same)) => same.push(operation),
            None => forms.push((form, vec![operation])),
        }
    }
    forms
}

fn components(contracts: &Contracts, contract: &Contract) -> Map<String, Value> {
    let error = responses::error(contracts, contract);
    let mut components = Map::new();
    components.insert(
        "schemas".to_owned(),
        schemas::all(contracts, contract).into(),
    );
    components.insert("responses".to_owned(), json!({ "Error": error }));
    let headers = responses::headers(contracts, contract);
    if !headers.is_empty() {
        components.insert("headers".to_owned(), headers.into());
    }
    components.insert("securitySchemes".to_owned(), security_schemes());
    components
}

fn server(host: &Host, contract: &Contract) -> Value {
    json!({ "url": format!("{}/{}", host.url, contract.version), "description": host.doc })
}

/// OpenAPI has one operation for a path, where Graph returns the node that the
/// id names, whatever its type.
fn one_of(operations: &[&Operation], contracts: &Contracts, contract: &Contract) -> Value {
    let each: Vec<_> = operations
        .iter()
        .map(|operation| get(operation, contracts, contract))
        .collect();
    let all = |key: &str| -> Vec<Value> { each.iter().map(|one| one[key].clone()).collect() };
    let names: Vec<_> = operations
        .iter()
        .map(|operation| operation.name.as_str())
        .collect();
    let docs: Vec<_> = all("description");
    let docs: Vec<_> = docs.iter().filter_map(Value::as_str).collect();
    let schemas = operations
        .iter()
        .map(|operation| schema(&operation.returns, contract));
    let mut merged = each[0].clone();
    merged["operationId"] = names.join("Or").into();
    merged["summary"] = match operations[0].kind() {
        ReadKind::Node if operations[0].path_params.is_empty() => {
            "Reads nodes by their ids.".into()
        }
        ReadKind::Node => "Reads a node by its id.".into(),
        ReadKind::Edge => "Reads an edge of a node.".into(),
    };
    merged["description"] = docs.join("\n\n").into();
    merged["parameters"] = all_parameters(operations, contract).into();
    merged["responses"]["200"]["content"]["application/json"]["schema"] =
        json!({ "anyOf": schemas.collect::<Vec<_>>() });
    merged["servers"] =
        distinct(all("servers").iter().filter_map(Value::as_array).flatten()).into();
    let of_each = each.iter().map(|one| {
        let keys = ["operationId"].iter().chain(&OF_EACH);
        let parts = keys.map(|key| ((*key).to_owned(), one[*key].clone()));
        Value::from(parts.collect::<Map<_, _>>())
    });
    merged["x-operations"] = of_each.collect();
    if let Some(merged) = merged.as_object_mut() {
        merged.retain(|key, _| !OF_EACH.contains(&key.as_str()));
    }
    merged
}

/// What each of several operations of one path states for itself.
const OF_EACH: [&str; 6] = [
    "x-permissions",
    "x-limitations",
    "x-notes",
    "x-unsupported",
    "x-error-codes",
    "x-source",
];

/// The distinct values, each at its first place.
fn distinct<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<Value> {
    let mut seen = HashSet::new();
    let values = values.filter(|value| seen.insert(value.to_string()));
    values.cloned().collect()
}

/// The id in the path, if any, and every query parameter that one of the operations takes.
fn all_parameters(operations: &[&Operation], contract: &Contract) -> Vec<Value> {
    let ids = operations
        .iter()
        .flat_map(|operation| &operation.path_params);
    let ids: Vec<_> = ids.map(|param| schema(&param.ty, contract)).collect();
    let id = json!({
        "name": "id", "in": "path", "required": true,
        "description": "Id of the node.",
        "schema": { "anyOf": ids },
    });
    let mut parameters = match ids.is_empty() {
        true => Vec::new(),
        false => vec![id],
    };
    let query = || operations.iter().flat_map(|operation| operation.query());
    let mut seen = HashSet::new();
    let names = query().map(|param| param.name.as_str());
    for name in names.filter(|name| seen.insert(*name)) {
        let same: Vec<_> = query().filter(|param| param.name == name).collect();
        let mut merged = one_parameter(&same, contract);
        let is_required = same.len() == operations.len() && same.iter().all(|one| one.required);
        merged["required"] = is_required.into();
        parameters.push(merged);
    }
    parameters
}

/// A schema of values that fit one of several. That of lists is a list too, since clients
/// write lists as the parameter's style has it.
fn any_of(schemas: Vec<Value>) -> Value {
    match schemas.iter().all(|schema| schema["type"] == "array") {
        true => {
            let items = schemas.iter().map(|schema| &schema["items"]);
            let mut list = json!({ "type": "array", "items": { "anyOf": distinct(items) } });
            let most = schemas.iter().map(|schema| schema["maxItems"].as_i64());
            if let Some(most) = most.collect::<Option<Vec<_>>>() {
                list["maxItems"] = most.into_iter().max().into();
            }
            list
        }
        false => json!({ "anyOf": schemas }),
    }
}

/// A query parameter of several operations, with each of its types and docs.
fn one_parameter(same: &[&Param], contract: &Contract) -> Value {
    let each: Vec<_> = same
        .iter()
        .map(|param| parameter(param, "query", contract))
        .collect();
    let all = |key: &str| distinct(each.iter().filter_map(|one| one.get(key)));
    let mut merged = each[0].clone();
    let docs = all("description");
    let docs: Vec<_> = docs.iter().filter_map(Value::as_str).collect();
    merged["description"] = docs.join("\n\n").into();
    let schemas = all("schema");
    if schemas.len() > 1 {
        merged["schema"] = any_of(schemas);
    }
    merged
}

fn get(operation: &Operation, contracts: &Contracts, contract: &Contract) -> Value {
    let path = operation
        .path_params
        .iter()
        .map(|param| parameter(param, "path", contract));
    let query = operation.query();
    let query = query.map(|param| parameter(param, "query", contract));
    let hosts = contracts
        .hosts
        .iter()
        .filter(|host| operation.hosts.contains(&host.name));
    let servers = hosts.map(|host| server(host, contract));
    let errors = contract
        .errors
        .iter()
        .filter(|error| operation.errors.contains(&error.code));
    let errors = errors.map(|error| {
        json!({ "code": error.code, "name": error.name, "advice": error.advice, "concerns": error.concerns, "description": error.doc })
    });
    let description = docs::with_versions(&operation.doc, operation);
    members([
        ("operationId", operation.name.as_str().into()),
        ("summary", docs::summary(&operation.doc).into()),
        ("description", description.into()),
        ("parameters", path.chain(query).collect()),
        (
            "responses",
            responses::of(&operation.returns, contracts, contract),
        ),
        ("x-permissions", json!(operation.permissions)),
        ("x-limitations", json!(operation.limitations)),
        ("x-notes", json!(operation.notes)),
        ("x-unsupported", json!(operation.unsupported)),
        ("x-error-codes", errors.collect()),
        ("x-source", json!(operation.source)),
        ("servers", servers.collect()),
    ])
}

fn parameter(param: &Param, place: &str, contract: &Contract) -> Value {
    let mut parameter = json!({
        "name": param.name,
        "in": place,
        "required": param.required,
        "description": docs::of_param(param),
    });
    let mut value = schema(&param.ty, contract);
    if let Some(most) = param.max_items {
        value["maxItems"] = most.into();
    }
    match param.ty {
        TypeExpr::List(_) if param.style == Some(Style::Comma) => {
            parameter["style"] = "form".into();
            parameter["explode"] = false.into();
            parameter["schema"] = value;
        }
        // Graph takes other lists and objects as JSON.
        TypeExpr::List(_) | TypeExpr::Map(_) | TypeExpr::Object => {
            parameter["content"] = json_text(value);
        }
        _ => parameter["schema"] = value,
    }
    parameter["x-source"] = json!(param.source);
    if let Some(corrects) = &param.corrects {
        parameter["x-corrects"] = corrects.as_str().into();
    }
    parameter
}

fn security_schemes() -> Value {
    json!({
        "bearer": { "type": "http", "scheme": "bearer" },
        "accessToken": { "type": "apiKey", "in": "query", "name": "access_token" },
    })
}
