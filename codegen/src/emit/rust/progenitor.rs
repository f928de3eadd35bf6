//! The calls of a version through progenitor.

use std::panic::{AssertUnwindSafe, catch_unwind};

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle};
use quote::quote;
use serde::Deserialize;

use crate::contract::{Contracts, Shapes};
use crate::emit::Failure;
use crate::emit::openapi::lower::lower;

/// The clients that progenitor makes for the operations that the version at
/// `index` owns, one for each of the version's documents.
pub(super) fn clients(
    contracts: &Contracts,
    shapes: &Shapes<'_>,
    index: usize,
) -> Result<Vec<syn::File>, Failure> {
    let version = contracts.versions[index].version;
    let documents = lower(contracts, shapes, index);
    let clients = documents.iter().map(|document| {
        let refused =
            |reason: String| Failure::new(format!("progenitor refused {version}: {reason}"));
        let document = OpenAPI::deserialize(document);
        let document = document.map_err(|error| refused(error.to_string()))?;
        let mut settings = GenerationSettings::new();
        settings
            .with_interface(InterfaceStyle::Positional)
            .with_tag(TagStyle::Merged)
            .with_hooks(HooksMode::Expected)
            .with_inner_type(quote!(Session));
        let tokens = catch_unwind(AssertUnwindSafe(|| {
            Generator::new(&settings).generate_tokens(&document)
        }))
        .map_err(|_| refused("it panicked".to_owned()))?
        .map_err(|error| refused(error.to_string()))?;
        Ok(syn::parse2(tokens)?)
    });
    clients.collect()
}
