//! Facts of Meta's spec that the contract pins, so that every run compares the
//! contract with them, without Meta's files.
//!
//! ```text
//! MetaSpec ──select──> what the contract covers ──write──> spec/meta_spec.yaml
//! spec/meta_spec.yaml ──read──> MetaSpec ──compare──> findings, corrections
//! ```

mod corrections;
mod read;
pub mod report;
mod select;
mod write;

use super::Error;
use super::compare::{Comparison, compare};
use crate::contract::diagnostic::Sources;
use crate::contract::spec::{Spec, VersionName};

pub use self::corrections::{Correction, Standing, corrections};
pub use self::read::meta_spec;
pub use self::select::select;
pub use self::write::{Origin, facts, pin};

/// The contract compared with all facts that it pins.
#[derive(Debug, Default)]
pub struct Pins {
    /// The comparison of each version with pinned facts, oldest first.
    pub comparisons: Vec<Comparison>,
    /// All entries with `corrects`.
    pub corrections: Vec<Correction>,
}

/// Compares a contract with the facts that it pins.
///
/// # Errors
///
/// The facts lack what the comparison needs.
pub fn compare_all(spec: &Spec, sources: &Sources) -> Result<Pins, Error> {
    let comparisons = versions(spec).into_iter().filter_map(|version| {
        let meta_spec = meta_spec(spec, sources, version)?;
        Some(compare(spec, sources, &meta_spec, version))
    });
    let comparisons = comparisons.collect::<Result<Vec<_>, _>>()?;
    let corrections = corrections(spec, &comparisons);
    Ok(Pins {
        comparisons,
        corrections,
    })
}

/// Returns the versions with pinned facts, oldest first.
pub fn versions(spec: &Spec) -> Vec<VersionName> {
    let names = spec.meta_spec.names().map(|name| name.parse());
    let mut versions: Vec<VersionName> = names.filter_map(Result::ok).collect();
    versions.sort_unstable();
    versions
}
