//! Progenitor and formatting alone, without the generator.

use openapiv3::OpenAPI;
use page_conversations_codegen::contract::spec::TypeExpr;
use page_conversations_codegen::contract::{Contracts, Item, Shapes, Type};
use page_conversations_codegen::emit::openapi::lower::lower;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What progenitor is given by who has nothing but progenitor: of each version,
/// the calls and the types that it does not share with an older one.
pub fn documents(contracts: &Contracts) -> Vec<(Value, GenerationSettings)> {
    let shapes = Shapes::new(contracts);
    let versions = contracts.versions.iter().enumerate();
    let documents = versions.flat_map(|(index, contract)| {
        let new_settings = || {
            let mut settings = GenerationSettings::new();
            settings
                .with_interface(InterfaceStyle::Positional)
                .with_derive("PartialEq");
            settings
        };
        let mut views = lower(contracts, &shapes, index);
        let mut document = views.swap_remove(0);
        let mut settings = new_settings();
        let owned = contract.generated_types();
        let owned = owned.filter(|ty| shapes.owns(Item::Type(&ty.name), index));
        let owned: Vec<_> = owned.collect();
        let mut schemas: Map<_, _> = owned
            .iter()
            .map(|ty| (ty.name.clone(), object(ty)))
            .collect();
        for named in owned.iter().flat_map(|ty| &ty.fields) {
            if let Some(name) = named.ty.name().filter(|name| !schemas.contains_key(*name)) {
                settings.with_replacement(name, "String", std::iter::empty());
                schemas.insert(name.to_owned(), json!({ "type": "object" }));
            }
        }
        let calls = document["paths"].as_object().map_or(0, Map::len);
        document["components"] = json!({ "schemas": schemas });
        let first = (calls + owned.len() > 0).then_some((document, settings));
        let others = views.into_iter().map(move |view| (view, new_settings()));
        first.into_iter().chain(others).collect::<Vec<_>>()
    });
    documents.collect()
}

fn object(ty: &Type) -> Value {
    let required = ty.fields.iter().filter(|field| field.required);
    let required: Vec<_> = required.map(|field| &field.name).collect();
    let properties = ty.fields.iter().map(|field| {
        let property = json!({ "allOf": [schema(&field.ty)], "description": field.doc });
        (field.name.clone(), property)
    });
    json!({
        "type": "object",
        "description": ty.doc,
        "required": required,
        "properties": properties.collect::<Map<_, _>>(),
    })
}

fn schema(ty: &TypeExpr) -> Value {
    match ty {
        TypeExpr::Bool => json!({ "type": "boolean" }),
        TypeExpr::Int | TypeExpr::UnsignedInt | TypeExpr::TimestampMs => {
            json!({ "type": "integer", "format": "int64" })
        }
        TypeExpr::Float => json!({ "type": "number", "format": "double" }),
        TypeExpr::Named(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
        TypeExpr::List(of) | TypeExpr::OneOrMany(of) | TypeExpr::Edge(of) => {
            json!({ "type": "array", "items": schema(of) })
        }
        TypeExpr::Map(of) => json!({ "type": "object", "additionalProperties": schema(of) }),
        TypeExpr::String | TypeExpr::Datetime | TypeExpr::Object => json!({ "type": "string" }),
    }
}

pub fn run(documents: &[(Value, GenerationSettings)]) -> usize {
    let texts = documents.iter().map(|(document, settings)| {
        let document = OpenAPI::deserialize(document).unwrap();
        let tokens = Generator::new(settings).generate_tokens(&document);
        prettyplease::unparse(&syn::parse2(tokens.unwrap()).unwrap()).len()
    });
    texts.sum()
}
