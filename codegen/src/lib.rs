//! Generates the bindings of a Graph API edge from its YAML contract.
//!
//! The data goes one way:
//!
//! ```text
//! spec/*.yaml ──load──> Spec ──check──> ──resolve──> Contracts ──emit──> files
//!                                                       ├─ with others ──diff──> changes ──review──> report
//!                                                       └─ with Meta's files ──upstream──> changes, report
//! ```
//!
//! What opens or closes a version, or takes over what Meta's files say, goes
//! to the spec by `edit`, and from there the same way.
//!
//! Each stage is a module named after what it makes. `cargo codegen` runs them
//! from the command line; [`generate`] runs them from a build script.

#[cfg(feature = "cli")]
pub mod cli;
pub mod contract;
pub mod emit;

use std::path::Path;

use crate::contract::diagnostic::Report;
use crate::contract::load::Loaded;
use crate::contract::origin::Origins;
use crate::contract::{Contracts, check, load};
use crate::emit::output::OutputError;
use crate::emit::rust::Failure;
use crate::emit::{Generated, output};

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
    /// The folder of generated files cannot be read or written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// An edit of the spec cannot be made.
    #[cfg(feature = "cli")]
    #[error(transparent)]
    Edit(#[from] cli::edit::EditError),
    /// Meta's files cannot be compared with the contract.
    #[cfg(feature = "cli")]
    #[error(transparent)]
    Upstream(#[from] cli::upstream::Error),
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
pub fn generate(path: &Path, runtime: &str) -> Result<Generated, Error> {
    generate_loaded(load::load(path), runtime)
}

/// As [`generate`], from a spec that was read.
///
/// # Errors
///
/// As [`generate`].
pub fn generate_loaded(loaded: Loaded, runtime: &str) -> Result<Generated, Error> {
    let (contracts, origins) = resolve(loaded)?;
    Ok(emit::emit(&contracts, &origins, runtime)?)
}

/// Reads the contracts from the spec at `path`, a folder or a file, and which
/// file of it each thing comes from.
///
/// # Errors
///
/// Everything that is wrong with the spec.
pub fn read(path: &Path) -> Result<(Contracts, Origins), Error> {
    resolve(load::load(path))
}

fn resolve(loaded: Loaded) -> Result<(Contracts, Origins), Error> {
    let (spec, sources) = check::check(loaded)?;
    Ok((contract::resolve(&spec), Origins::new(&spec, &sources)))
}

/// Generates the bindings into a folder, for a build script of a crate that
/// depends on `page-conversations`. The folder must hold nothing else.
///
/// ```no_run
/// // build.rs
/// # use std::path::Path;
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     println!("cargo::rerun-if-changed=spec");
///     let out = std::env::var("OUT_DIR")?;
///     page_conversations_codegen::build(Path::new("spec"), &Path::new(&out).join("graph"))?;
///     Ok(())
/// }
/// ```
///
/// The crate then has them as a module:
///
/// ```text
/// #[allow(dead_code, unused_imports)] // in a binary, which uses a part of it
/// pub mod graph {
///     include!(concat!(env!("OUT_DIR"), "/graph/mod.rs"));
/// }
/// ```
///
/// # Errors
///
/// As [`generate`], and where the folder cannot be read or written.
pub fn build(spec: &Path, folder: &Path) -> Result<(), Error> {
    let files = generate(spec, "::page_conversations")?.files;
    let changes = output::compare(folder, &files)?;
    Ok(output::apply(folder, &files, &changes)?)
}
