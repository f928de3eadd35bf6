//! Generates files from a contract: the bindings in Rust, data for tools, and a
//! reference for people.

mod changes;
pub mod contract_json;
mod docs;
mod failure;
pub mod openapi;
pub mod output;
mod page;
mod reference;
pub mod rust;
mod schema;

pub use self::failure::Failure;

use rayon::prelude::*;
use serde::Serialize;

use crate::contract::origin::Origins;
use crate::contract::{Contracts, Shapes};
use crate::emit::openapi::public;
use crate::emit::output::File;
use crate::emit::rust::completeness::Counts;

/// The files generated from a spec.
#[derive(Debug)]
pub struct Generated {
    /// Every file, by path.
    pub files: Vec<File>,
    /// How many items the bindings have.
    pub counts: Counts,
}

/// Generates every file.
///
/// `runtime` is the path of the crate `page_conversations` in generated code.
///
/// # Errors
///
/// Only for a defect of the generator.
pub fn emit(contracts: &Contracts, origins: &Origins, runtime: &str) -> Result<Generated, Failure> {
    let (rust, data) = rayon::join(
        || rust::emit(contracts, &Shapes::new(contracts), origins, runtime),
        || data(contracts),
    );
    let (mut files, counts) = rust?;
    files.extend(data?);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(Generated { files, counts })
}

/// Generates the files that are not Rust.
fn data(contracts: &Contracts) -> Result<Vec<File>, Failure> {
    let (openapi, (reference, others)) = rayon::join(
        || openapi(contracts),
        || rayon::join(|| reference::document(contracts), || others(contracts)),
    );
    let mut files = openapi?;
    files.extend(others?);
    files.push(File::new("REFERENCE.md", reference));
    Ok(files)
}

/// Generates an OpenAPI document for each version.
fn openapi(contracts: &Contracts) -> Result<Vec<File>, Failure> {
    let versions = contracts.versions.par_iter().enumerate();
    let documents = versions.map(|(index, contract)| {
        let path = format!("openapi/{}.json", contract.version);
        json(path, &public::document(contracts, index))
    });
    documents.collect()
}

/// Generates the other JSON documents.
fn others(contracts: &Contracts) -> Result<[File; 2], Failure> {
    Ok([
        json("contract.json", &contract_json::document(contracts))?,
        json("spec.schema.json", &schema::document())?,
    ])
}

fn json(path: impl Into<String>, value: &impl Serialize) -> Result<File, Failure> {
    let text =
        serde_json::to_string_pretty(value).map_err(|error| Failure::new(error.to_string()))?;
    Ok(File::new(path, text + "\n"))
}
