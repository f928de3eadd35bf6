//! Generates the bindings of a Graph API edge from its YAML contract.
//!
//! The data flows in one direction:
//!
//! ```text
//! spec/*.yaml ──load──> Spec ──check──> ──resolve──> Contracts ──emit──> files
//!                                                       ├─ with others ──diff──> changes ──review──> report
//!                                                       └─ with Meta's files ──upstream──> changes, report
//! ```
//!
//! Commands that add or remove a version, or apply Meta's files, edit the spec
//! through `edit`, and then generate from it.
//!
//! Each stage is a module. `cargo codegen` runs them from the command line;
//! [`generate`] runs them from a build script.

#[cfg(feature = "cli")]
pub mod cli;
pub mod contract;
pub mod emit;
#[cfg(all(any(test, fuzzing), feature = "cli"))]
#[doc(hidden)]
pub mod fuzzing;

use std::path::Path;

use crate::contract::diagnostic::Report;
use crate::contract::load::Loaded;
use crate::contract::origin::Origins;
use crate::contract::{Contracts, check, load};
use crate::emit::Failure;
use crate::emit::output::OutputError;
use crate::emit::output::lock::{Access, Locks};
use crate::emit::{Generated, output};

/// The version of the runtime's interface that generated code uses.
pub const RUNTIME: u32 = 4;

/// An error from generating the bindings.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The spec is invalid.
    #[error(transparent)]
    Spec(#[from] Report),
    /// The generator has a bug.
    #[error(transparent)]
    Generator(#[from] Failure),
    /// The folder of generated files cannot be read or written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The spec cannot be edited.
    #[cfg(feature = "cli")]
    #[error(transparent)]
    Edit(#[from] cli::edit::EditError),
    /// Meta's files cannot be compared with the contract.
    #[cfg(feature = "cli")]
    #[error(transparent)]
    Upstream(#[from] cli::upstream::Error),
}

/// Generates all files from the spec at `path`, a folder or a file, in memory.
///
/// `runtime` is the path of the crate `page_conversations` in the bindings:
/// `crate` inside of it, `::page_conversations` elsewhere.
///
/// # Errors
///
/// The spec is invalid.
pub fn generate(path: &Path, runtime: &str) -> Result<Generated, Error> {
    generate_loaded(load::load(path), runtime)
}

/// Generates all files from a loaded spec, as [`generate`] does.
///
/// # Errors
///
/// As [`generate`].
pub fn generate_loaded(loaded: Loaded, runtime: &str) -> Result<Generated, Error> {
    let read = resolve(loaded)?;
    Ok(emit::emit(&read.contracts, &read.origins, runtime)?)
}

/// A valid spec.
pub struct Read {
    /// The contracts.
    pub contracts: Contracts,
    /// The origins of their names.
    pub origins: Origins,
    /// What a person has still to decide.
    pub placeholders: Option<Report>,
}

/// Reads the contracts from the spec at `path`, a folder or a file, and the
/// origins of its names.
///
/// # Errors
///
/// The spec is invalid.
pub fn read(path: &Path) -> Result<(Contracts, Origins), Error> {
    let read = read_spec(path)?;
    Ok((read.contracts, read.origins))
}

/// Reads the spec at `path`, as [`read`] does, and finds what is still to be
/// decided in it.
///
/// # Errors
///
/// As [`read`].
pub fn read_spec(path: &Path) -> Result<Read, Error> {
    resolve(load::load(path))
}

fn resolve(loaded: Loaded) -> Result<Read, Error> {
    let (spec, sources) = check::check(loaded)?;
    Ok(Read {
        contracts: contract::resolve(&spec),
        origins: Origins::new(&spec, &sources),
        placeholders: check::placeholders(&spec, &sources),
    })
}

/// Generates the bindings into a folder, for a build script of a crate that
/// depends on `page-conversations`. The folder must contain nothing else.
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
/// Include them as a module:
///
/// ```text
/// #[allow(dead_code, unused_imports)] // in a binary, which uses only a part
/// pub mod graph {
///     include!(concat!(env!("OUT_DIR"), "/graph/mod.rs"));
/// }
/// ```
///
/// # Errors
///
/// As [`generate`], or the folder cannot be read or written.
pub fn build(spec: &Path, folder: &Path) -> Result<(), Error> {
    let mut locks = Locks::default();
    locks.spec(spec, Access::Read);
    locks.output(folder, Access::Write);
    let files = generate(spec, "::page_conversations")?.files;
    output::prepare(folder, &files)?.commit()?;
    Ok(())
}
