//! What is generated beside Rust: data for tools, and a reference for people.

mod contract_json;
mod reference;
mod schema;

use std::thread;

use serde::Serialize;

use crate::contract::{Contracts, Shapes};
use crate::openapi::public;
use crate::origin::Origins;
use crate::output::File;
use crate::rust::{self, Failure};

/// Every generated file, by path.
///
/// `runtime` is the path of the crate `page_conversations` in generated code.
///
/// # Errors
///
/// Only for a defect of the generator.
pub fn emit(contracts: &Contracts, origins: &Origins, runtime: &str) -> Result<Vec<File>, Failure> {
    let shapes = Shapes::new(contracts);
    // The bindings take as long as all the rest, so both are made at once.
    let (rust, data) = thread::scope(|scope| {
        let data = scope.spawn(|| data(contracts));
        let rust = rust::emit(contracts, &shapes, origins, runtime);
        (rust, data.join())
    });
    let data = data.map_err(|_| Failure::new("an artefact could not be made"))?;
    let mut files = rust?;
    files.extend(data?);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// What is not Rust.
fn data(contracts: &Contracts) -> Result<Vec<File>, Failure> {
    let mut files = vec![
        json("contract.json", &contract_json::document(contracts))?,
        json("spec.schema.json", &schema::document())?,
        File::new("REFERENCE.md", reference::document(contracts)),
    ];
    for (index, contract) in contracts.versions.iter().enumerate() {
        let path = format!("openapi/{}.json", contract.version);
        files.push(json(path, &public::document(contracts, index))?);
    }
    Ok(files)
}

fn json(path: impl Into<String>, value: &impl Serialize) -> Result<File, Failure> {
    let text =
        serde_json::to_string_pretty(value).map_err(|error| Failure::new(error.to_string()))?;
    Ok(File::new(path, text + "\n"))
}
