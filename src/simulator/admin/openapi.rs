//! The OpenAPI document of the admin API, made from its routes.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::error::{AdminError, ErrorBody};
use super::route::{Input, Request, Route};
use super::routes::ROUTES;

/// The statuses of refused requests, and when each is returned.
const REFUSALS: [(&str, &str); 8] = [
    ("400", "The request is invalid."),
    ("401", "The secret is missing or wrong."),
    (
        "403",
        "The request is of a web page of others, or names another host.",
    ),
    ("404", "There is no such node, or the API is off."),
    ("405", "The path has no such method."),
    ("409", "The world refuses the change."),
    ("413", "The body is too large."),
    ("415", "The body is not JSON."),
];

/// Version of the document: that of the crate. Builds of a version do not differ in it.
const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION_MAJOR"),
    ".",
    env!("CARGO_PKG_VERSION_MINOR"),
    ".",
    env!("CARGO_PKG_VERSION_PATCH"),
);

pub(super) fn read(_: &Request<'_>) -> Result<Value, AdminError> {
    Ok(document())
}

/// Returns the document.
pub(crate) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let mut generator = settings
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let error = generator.subschema_for::<ErrorBody>();
    let mut paths = Map::new();
    for route in ROUTES.iter() {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.as_str().to_lowercase()] = operation(route, &mut generator);
    }
    let json = |schema: Value| json!({ "application/json": { "schema": schema } });
    let refusals = REFUSALS.map(|(status, description)| {
        let response = json!({ "description": description, "content": json(error.clone().into()) });
        (format!("Refused{status}"), response)
    });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Admin API of the simulator",
            "description": "Steers a local Graph from outside.",
            "version": VERSION,
        },
        "security": [{}, { "secret": [] }],
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "responses": Map::from_iter(refusals),
            "securitySchemes": { "secret": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn operation(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let mut operation = json!({ "operationId": route.name, "summary": route.summary });
    let mut parameters = Vec::new();
    if route.path.contains("{id}") {
        let schema = json!({ "type": "string", "minLength": 1 });
        parameters.push(json!({
            "name": "id", "in": "path", "required": true, "schema": schema,
        }));
    }
    match route.input {
        Input::Nothing => {}
        Input::Query(form) => parameters.extend(query(form(generator).into(), generator)),
        Input::Body(form) => {
            let schema = form(generator);
            operation["requestBody"] = json!({
                "required": true, "content": { "application/json": { "schema": schema } },
            });
        }
    }
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    let schema = (route.output)(generator);
    let success = json!({
        "description": "The response.",
        "content": { "application/json": { "schema": schema } },
    });
    let mut responses = Map::from_iter([(route.status.as_str().to_owned(), success)]);
    for (status, _) in REFUSALS {
        let has_body = matches!(route.input, Input::Body(_));
        if has_body || !["409", "413", "415"].contains(&status) {
            let reference = format!("#/components/responses/Refused{status}");
            responses.insert(status.to_owned(), json!({ "$ref": reference }));
        }
    }
    operation["responses"] = responses.into();
    operation
}

/// Returns the parameters that are the properties of a schema.
fn query(schema: Value, generator: &SchemaGenerator) -> Vec<Value> {
    let name = schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next());
    let schema = name.and_then(|name| generator.definitions().get(name));
    let properties = schema.and_then(|schema| schema["properties"].as_object());
    let properties = properties.into_iter().flatten();
    let parameter = |(name, schema): (&String, &Value)| {
        json!({
            "name": name, "in": "query", "schema": schema,
            "description": schema["description"],
        })
    };
    properties.map(parameter).collect()
}
