//! What the page reads of the contract: one JSON document for each version.

use std::sync::LazyLock;

use page_conversations_codegen::contract::check::{
    expanding_ident, param_setter_ident, setter_ident, variant_ident,
};
use page_conversations_codegen::contract::forbidden;
use page_conversations_codegen::contract::spec::{Advice, TypeExpr};
use page_conversations_codegen::contract::{
    Contract, Contracts, Enum, ErrorCode, Field, Header, Note, Operation, Param, Permission, Type,
};
use page_conversations_codegen::emit::contract_json;
use page_conversations_codegen::emit::rust::names::{expansion_name, selector_name};
use serde_json::{Map, Value, json};

use crate::simulator::server::login;

/// The type of the ids of Pages and accounts.
const PAGE_ID: &str = "PageId";

/// Advice for which a person has to know what a call needs.
const ABOUT_PERMISSIONS: [Advice; 2] = [Advice::GetPermission, Advice::UseToken];

/// The name of a version and its document, the oldest first.
static DOCUMENTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let text = include_str!("../../../generated/contract.json");
    // The generator writes it, and the tests read it.
    let contracts = contract_json::read(text).ok();
    let of_all = contracts.iter().flat_map(|contracts| {
        let versions = contracts.versions.iter();
        versions.map(|contract| {
            let document = document(contracts, contract);
            (contract.version.to_string(), document.to_string())
        })
    });
    of_all.collect()
});

/// Returns the document of a version.
pub(crate) fn of_version(version: &str) -> Option<&'static str> {
    let mut documents = DOCUMENTS.iter();
    let (_, document) = documents.find(|(name, _)| name == version)?;
    Some(document)
}

/// Returns the document of the newest version.
pub(crate) fn newest() -> Option<&'static str> {
    DOCUMENTS.last().map(|(_, document)| document.as_str())
}

fn document(contracts: &Contracts, contract: &Contract) -> Value {
    let versions = contracts.versions.iter().rev();
    let types = contract.generated_types();
    json!({
        "version": contract.version,
        "module": contract.version.ident(),
        "versions": versions.map(version).collect::<Vec<_>>(),
        "headers": contracts.headers.iter().map(header).collect::<Vec<_>>(),
        "page_id": PAGE_ID,
        "secrets": secrets().collect::<Vec<_>>(),
        "advice": advice(),
        "operations": contract.operations.iter().map(operation).collect::<Vec<_>>(),
        "enums": contract.enums.iter().map(enumeration).collect::<Map<_, _>>(),
        "types": types.map(|ty| node_type(contract, ty)).collect::<Map<_, _>>(),
        "errors": contract.errors.iter().map(error).collect::<Vec<_>>(),
    })
}

fn version(contract: &Contract) -> Value {
    json!({
        "name": contract.version,
        "released": contract.released,
        "expires": contract.expires,
    })
}

fn header(header: &Header) -> Value {
    json!({ "name": header.name, "doc": header.doc })
}

/// Returns the names of parameters that the page does not put into a URL.
fn secrets() -> impl Iterator<Item = &'static str> {
    forbidden::secret_parameters().chain(login::SECRETS)
}

/// Returns what each kind of advice says, as the schema of the contract does.
fn advice() -> Value {
    let schema = schemars::schema_for!(Advice).to_value();
    let kinds = schema["oneOf"].as_array().into_iter().flatten();
    let about_permissions = ABOUT_PERMISSIONS.map(|advice| json!(advice));
    let kinds = kinds.filter_map(|kind| {
        let name = kind["const"].as_str()?;
        let value = json!({
            "doc": kind["description"],
            "is_about_permissions": about_permissions.contains(&kind["const"]),
        });
        Some((name.to_owned(), value))
    });
    Value::Object(kinds.collect())
}

fn operation(operation: &Operation) -> Value {
    let is_fields = |param: &&Param| param.name == "fields";
    let (fields, params): (Vec<_>, Vec<_>) = operation.query().partition(is_fields);
    json!({
        "name": operation.name,
        "path": operation.path,
        "returns": operation.returns,
        "doc": operation.doc,
        "path_params": operation.path_params.iter().map(param).collect::<Vec<_>>(),
        "params": params.into_iter().map(param).collect::<Vec<_>>(),
        "fields": fields.first().map(|fields| &fields.doc),
        "limitations": operation.limitations.iter().map(note).collect::<Vec<_>>(),
        "permissions": operation.permissions.iter().map(permission).collect::<Vec<_>>(),
    })
}

fn note(note: &Note) -> &str {
    &note.doc
}

fn permission(permission: &Permission) -> Value {
    json!({
        "doc": permission.doc,
        "token": permission.token,
        "host": permission.host,
        "platform": permission.platform,
        "tasks": permission.tasks,
        "scopes": permission.scopes,
    })
}

fn param(param: &Param) -> Value {
    json!({
        "name": param.name,
        "type": param.ty,
        "required": param.required,
        "doc": param.doc,
        "style": param.style,
        "max_items": param.max_items,
        "rust": param_setter_ident(&param.name),
    })
}

fn enumeration(entry: &Enum) -> (String, Value) {
    let values = entry.values.iter().map(|value| {
        json!({
            "value": value.value,
            "doc": value.doc,
            "rust": variant_ident(&value.value),
        })
    });
    let values: Vec<_> = values.collect();
    (
        entry.name.clone(),
        json!({ "doc": entry.doc, "values": values }),
    )
}

fn node_type(contract: &Contract, ty: &Type) -> (String, Value) {
    let fields = ty.fields.iter().map(|one| field(contract, one));
    let ty_json = json!({
        "doc": ty.doc,
        "default_fields": ty.default_fields,
        "rust": selector_name(&ty.name),
        "fields": fields.collect::<Vec<_>>(),
    });
    (ty.name.clone(), ty_json)
}

/// Returns a field. One that has fields of its own states how Rust selects these, and a
/// list of nodes states its modifiers.
fn field(contract: &Contract, field: &Field) -> Value {
    let mut value = json!({
        "name": field.name,
        "type": field.ty,
        "doc": field.doc,
        "rust": setter_ident(&field.name),
    });
    let node = field.ty.name().and_then(|name| contract.ty(name));
    if node.is_some() {
        value["rust_with"] = json!(expanding_ident(&field.name));
    }
    if let Some(name) = &field.params_of {
        value["params_of"] = json!(name);
        value["rust_expansion"] = json!(expansion_name(name));
    } else if matches!(field.ty, TypeExpr::Edge(_)) {
        value["modifiers"] = json!(limit(contract).map(param).collect::<Vec<_>>());
    }
    value
}

/// Returns the parameter that limits the nodes of a list.
fn limit(contract: &Contract) -> impl Iterator<Item = &Param> {
    let params = contract
        .operations
        .iter()
        .flat_map(|one| &one.common_params);
    params.filter(|param| param.name == "limit").take(1)
}

fn error(error: &ErrorCode) -> Value {
    json!({
        "code": error.code,
        "through": error.through,
        "subcode": error.subcode,
        "message": error.message,
        "name": error.name,
        "advice": error.advice,
        "token": error.token,
        "doc": error.doc,
    })
}
