//! First entries for calls that the contract does not have.
//!
//! They state what Meta's files state, and list what those do not.
//!
//! ```text
//! names and patterns ──targets──> calls ──drafter──> Sketch ──write──> Draft
//!                                   contract ─known─┘           ──merge──> spec/*.yaml
//! ```

mod calls;
mod catalogue;
mod common;
mod drafter;
mod known;
pub mod merge;
pub(crate) mod names;
mod sketch;
mod targets;
mod times;
mod union;
mod unstated;
mod wanted;
mod write;

use std::collections::BTreeSet;

use self::drafter::Drafter;
use self::known::Known;
use super::Error;
use crate::contract::diagnostic::Sources;
use crate::contract::spec::Spec;

pub use self::catalogue::Catalogue;
pub use self::sketch::Notes;
pub use self::wanted::Wanted;
pub use self::write::{Draft, Part};

/// Drafts calls for a contract of their own.
///
/// # Errors
///
/// Meta's files do not have one of them, or the contract cannot express it.
pub fn draft(catalogue: &Catalogue<'_>, wanted: &Wanted) -> Result<Draft, Error> {
    draft_for(catalogue, wanted, &Spec::default(), &Sources::default())
}

/// Drafts calls for a contract, without what it has already.
///
/// # Errors
///
/// As [`draft`].
fn draft_for(
    catalogue: &Catalogue<'_>,
    wanted: &Wanted,
    spec: &Spec,
    sources: &Sources,
) -> Result<Draft, Error> {
    let mut left_out = BTreeSet::new();
    let targets = targets::find(catalogue.meta_spec, &wanted.targets, &mut left_out)?;
    let known = Known::new(spec, sources, catalogue.meta_spec);
    let drafter = Drafter::new(catalogue, known, wanted);
    let newer = drafter.times.newer();
    let (mut sketch, known) = drafter.draft(&targets)?;
    sketch.notes.left_out.extend(left_out);
    Ok(write::write(sketch, &known, &newer, wanted))
}
