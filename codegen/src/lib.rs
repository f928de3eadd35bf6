//! Generates the bindings of a Graph API edge from its YAML contract.
//!
//! The data goes one way:
//!
//! ```text
//! spec/*.yaml ──load──> Spec ──check──> ──resolve──> Contracts ──emit──> files
//! ```
//!
//! Each stage is a module named after what it makes. `cargo codegen` runs them
//! from the command line; [`generate`] runs them from a build script.

pub mod artefact;
pub mod check;
pub mod contract;
pub mod diagnostic;
pub mod load;
pub mod openapi;
pub mod origin;
pub mod output;
pub mod rust;
pub mod spec;

use std::path::Path;

use crate::diagnostic::Report;
use crate::origin::Origins;
use crate::output::File;
use crate::rust::Failure;

/// The interface of the runtime that generated code is written against.
pub const RUNTIME: u32 = 1;

/// Why nothing was generated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The spec is wrong.
    #[error(transparent)]
    Spec(#[from] Report),
    /// The generator is wrong.
    #[error(transparent)]
    Generator(#[from] Failure),
}

/// Generates every file from the spec at `path`, a folder or a file, without
/// writing anything.
///
/// `runtime` is the path of the crate `page_conversations` in the code that
/// includes the bindings: `crate` inside it, `::page_conversations` elsewhere.
///
/// # Errors
///
/// Everything that is wrong with the spec.
pub fn generate(path: &Path, runtime: &str) -> Result<Vec<File>, Error> {
    let (spec, sources) = load::load(path)?;
    check::check(&spec, &sources)?;
    let contracts = contract::resolve(&spec);
    let origins = Origins::new(&spec, &sources);
    Ok(artefact::emit(&contracts, &origins, runtime)?)
}
