//! `openapi/<version>.json`: the contract of a version for any other tool.

use serde_json::{Map, Value, json};

use crate::check::path_form;
use crate::contract::{Contract, Contracts, Enum, Host, Operation, Param, Type};
use crate::docs;
use crate::output::MARK;
use crate::spec::Style;
use crate::spec::words::TypeExpr;

/// The OpenAPI 3.0.3 document of the version at `index`.
pub fn document(contracts: &Contracts, index: usize) -> Value {
    let contract = &contracts.versions[index];
    let version = contract.version.to_string();
    let servers = contracts.hosts.iter().map(|host| server(host, contract));
    let mut paths = Map::new();
    for operation in &contract.operations {
        let form = path_form(&operation.path);
        let same = contract
            .operations
            .iter()
            .filter(|other| path_form(&other.path) == form);
        let same: Vec<_> = same.collect();
        let (path, get) = match same.as_slice() {
            [alone] => (alone.path.clone(), get(alone, contracts, contract)),
            several => (
                form.replace("{}", "{id}"),
                one_of(several, contracts, contract),
            ),
        };
        paths.insert(path, members([("get", get)]));
    }
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
        (
            "components",
            members([
                ("schemas", schemas(contracts, contract).into()),
                ("responses", json!({ "Error": error_response() })),
                ("securitySchemes", security_schemes()),
            ]),
        ),
    ])
}

/// An object of values that are already made, which `json!` would copy.
fn members<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.map(|(name, value)| (name.to_owned(), value));
    Value::Object(members.into_iter().collect())
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
        .map(|operation| schema(&operation.returns));
    let mut merged = each[0].clone();
    merged["operationId"] = names.join("Or").into();
    merged["summary"] = "Reads a node by its id.".into();
    merged["description"] = docs.join("\n\n").into();
    merged["parameters"] = all_parameters(operations).into();
    merged["responses"]["200"]["content"]["application/json"]["schema"] =
        json!({ "anyOf": schemas.collect::<Vec<_>>() });
    merged["x-operations"] = each
        .iter()
        .map(|one| {
            let keys = [
                "operationId",
                "x-permissions",
                "x-limitations",
                "x-notes",
                "x-source",
            ];
            let parts = keys
                .iter()
                .map(|key| ((*key).to_owned(), one[*key].clone()));
            Value::from(parts.collect::<Map<_, _>>())
        })
        .collect();
    merged
}

/// The id, and every query parameter that one of the operations takes.
fn all_parameters(operations: &[&Operation]) -> Vec<Value> {
    let mut parameters: Vec<Value> = Vec::new();
    for parameter in operations.iter().flat_map(|operation| operation.query()) {
        let parameter = self::parameter(parameter, "query");
        if !parameters
            .iter()
            .any(|other| other["name"] == parameter["name"])
        {
            parameters.push(parameter);
        }
    }
    let ids = operations
        .iter()
        .flat_map(|operation| &operation.path_params);
    let ids: Vec<_> = ids.map(|param| schema(&param.ty)).collect();
    parameters.insert(
        0,
        json!({
            "name": "id", "in": "path", "required": true,
            "description": "Id of the node.",
            "schema": { "anyOf": ids },
        }),
    );
    parameters
}

fn get(operation: &Operation, contracts: &Contracts, contract: &Contract) -> Value {
    let path = operation
        .path_params
        .iter()
        .map(|param| parameter(param, "path"));
    let query = operation.query().map(|param| parameter(param, "query"));
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
        json!({ "code": error.code, "name": error.name, "advice": error.advice, "description": error.doc })
    });
    let description = docs::with_versions(&operation.doc, &operation.available);
    members([
        ("operationId", operation.name.as_str().into()),
        ("summary", docs::summary(&operation.doc).into()),
        ("description", description.into()),
        ("parameters", path.chain(query).collect()),
        ("responses", responses(&operation.returns)),
        ("x-permissions", json!(operation.permissions)),
        ("x-limitations", json!(operation.limitations)),
        ("x-notes", json!(operation.notes)),
        ("x-unsupported", json!(operation.unsupported)),
        ("x-error-codes", errors.collect()),
        ("x-source", json!(operation.source)),
        ("servers", servers.collect()),
    ])
}

fn responses(returns: &TypeExpr) -> Value {
    json!({
        "200": {
            "description": "The answer.",
            "content": { "application/json": { "schema": schema(returns) } },
        },
        "4XX": { "$ref": "#/components/responses/Error" },
        "5XX": { "$ref": "#/components/responses/Error" },
    })
}

fn parameter(param: &Param, place: &str) -> Value {
    let mut parameter = json!({
        "name": param.name,
        "in": place,
        "required": param.required,
        "description": docs::of_param(param),
    });
    match param.ty {
        TypeExpr::List(_) if param.style == Some(Style::Comma) => {
            parameter["style"] = "form".into();
            parameter["explode"] = false.into();
            parameter["schema"] = schema(&param.ty);
        }
        // Graph takes other lists and objects as JSON.
        TypeExpr::List(_) | TypeExpr::Map(_) | TypeExpr::Object => {
            parameter["content"] = json!({ "application/json": { "schema": schema(&param.ty) } });
        }
        _ => parameter["schema"] = schema(&param.ty),
    }
    parameter["x-source"] = json!(param.source);
    if let Some(corrects) = &param.corrects {
        parameter["x-corrects"] = corrects.as_str().into();
    }
    parameter
}

fn schemas(contracts: &Contracts, contract: &Contract) -> Map<String, Value> {
    let mut schemas = Map::new();
    for id in &contracts.ids {
        let schema = json!({ "type": "string", "description": id.doc, "x-source": id.source });
        schemas.insert(id.name.clone(), schema);
    }
    for entry in &contract.enums {
        schemas.insert(entry.name.clone(), enumeration(entry));
    }
    for ty in &contract.types {
        schemas.insert(ty.name.clone(), object(ty));
    }
    schemas.insert("Paging".to_owned(), paging());
    schemas.insert("GraphError".to_owned(), graph_error());
    schemas
}

fn enumeration(entry: &Enum) -> Value {
    let values: Vec<_> = entry.values.iter().map(|value| &value.value).collect();
    let docs = entry.values.iter().map(|value| {
        let doc = docs::with_versions(&value.doc, &value.available);
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

fn object(ty: &Type) -> Value {
    let properties = ty
        .fields
        .iter()
        .map(|field| (field.name.clone(), property(field)));
    let required: Vec<_> = ty.fields.iter().filter(|field| field.required).collect();
    let mut object = json!({
        "type": "object",
        "description": docs::with_versions(&ty.doc, &ty.available),
    });
    // OpenAPI 3.0 forbids an empty list here.
    if !required.is_empty() {
        object["required"] = required.iter().map(|field| field.name.as_str()).collect();
    }
    object["properties"] = properties.collect::<Map<_, _>>().into();
    object["x-source"] = json!(ty.source);
    object
}

fn property(field: &Param) -> Value {
    let mut property = schema(&field.ty);
    // A reference ignores what stands beside it.
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

fn schema(ty: &TypeExpr) -> Value {
    match ty {
        TypeExpr::Bool => json!({ "type": "boolean" }),
        TypeExpr::Int => json!({ "type": "integer", "format": "int64" }),
        TypeExpr::UnsignedInt => json!({ "type": "integer", "format": "int64", "minimum": 0 }),
        TypeExpr::Float => json!({ "type": "number", "format": "double" }),
        TypeExpr::String => json!({ "type": "string" }),
        // Not `date-time`: Graph writes the offset without a colon.
        TypeExpr::Datetime => json!({ "type": "string", "example": "2021-07-23T09:28:50+0000" }),
        TypeExpr::Object => json!({}),
        TypeExpr::List(of) => json!({ "type": "array", "items": schema(of) }),
        TypeExpr::Map(of) => json!({ "type": "object", "additionalProperties": schema(of) }),
        TypeExpr::Edge(of) => json!({
            "type": "object",
            "required": ["data"],
            "properties": {
                "data": { "type": "array", "items": schema(of) },
                "paging": { "$ref": "#/components/schemas/Paging" },
            },
        }),
        TypeExpr::Named(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
    }
}

fn paging() -> Value {
    json!({
        "type": "object",
        "description": "Where a page stands. The last page is the one without `next`.",
        "properties": {
            "cursors": {
                "type": "object",
                "properties": {
                    "before": { "type": "string" },
                    "after": { "type": "string" },
                },
            },
            "next": { "type": "string" },
            "previous": { "type": "string" },
        },
    })
}

fn graph_error() -> Value {
    json!({
        "type": "object",
        "description": "Why Graph refused.",
        "required": ["message", "code"],
        "properties": {
            "message": { "type": "string" },
            "type": { "type": "string" },
            "code": { "type": "integer", "format": "int64" },
            "error_subcode": { "type": "integer", "format": "int64" },
            "error_user_title": { "type": "string" },
            "error_user_msg": { "type": "string" },
            "is_transient": { "type": "boolean" },
            "error_data": {},
            "fbtrace_id": { "type": "string" },
        },
    })
}

fn error_response() -> Value {
    json!({
        "description": "Graph refused, or failed.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["error"],
                    "properties": { "error": { "$ref": "#/components/schemas/GraphError" } },
                },
            },
        },
    })
}

fn security_schemes() -> Value {
    json!({
        "bearer": { "type": "http", "scheme": "bearer" },
        "accessToken": { "type": "apiKey", "in": "query", "name": "access_token" },
    })
}
