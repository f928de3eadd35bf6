//! A lowered view through progenitor.

use std::panic::{AssertUnwindSafe, catch_unwind};

use heck::ToUpperCamelCase;
use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypePatch};
use quote::quote;
use serde::Deserialize;

use super::Failure;
use crate::contract::{Contracts, Shapes};
use crate::emit::openapi::lower::{self, View};

/// What progenitor makes of one version; `None` where the version owns nothing.
pub fn run(
    contracts: &Contracts,
    shapes: &Shapes<'_>,
    index: usize,
) -> Result<Option<syn::File>, Failure> {
    let Some(view) = lower::lower(contracts, shapes, index) else {
        return Ok(None);
    };
    let version = contracts.versions[index].version;
    let refused = |reason: String| Failure::new(format!("progenitor refused {version}: {reason}"));
    let document =
        OpenAPI::deserialize(&view.document).map_err(|error| refused(error.to_string()))?;
    let settings = settings(&view);
    let tokens = catch_unwind(AssertUnwindSafe(|| {
        Generator::new(&settings).generate_tokens(&document)
    }))
    .map_err(|_| refused("it panicked".to_owned()))?
    .map_err(|error| refused(error.to_string()))?;
    Ok(Some(syn::parse2(tokens)?))
}

fn settings(view: &View) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(Session))
        .with_derive("PartialEq");
    let schemas = view.document["components"]["schemas"].as_object();
    for name in schemas.into_iter().flat_map(|schemas| schemas.keys()) {
        match view.placeholders.get(name) {
            Some(path) => settings.with_replacement(name, path, std::iter::empty()),
            // progenitor would make an `IgUser` of an `IGUser`, and knows it so.
            None => settings.with_patch(
                name.to_upper_camel_case(),
                TypePatch::default().with_rename(name),
            ),
        };
    }
    settings
}
