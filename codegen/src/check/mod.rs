//! What a spec must hold beyond its shape: everything that a later stage, or
//! progenitor, relies on. Nothing after this stage refuses a spec.

mod names;
mod operations;
mod provenance;
mod types;
mod versions;

use crate::diagnostic::{Diagnostic, Report, Sources};
use crate::spec::Spec;
use crate::spec::timeline::Timeline;

pub(crate) use self::names::{field_ident, file_ident, setter_ident, variant_ident};
pub(crate) use self::operations::braces;

/// Judges a spec.
///
/// # Errors
///
/// All that is wrong with it.
pub fn check(spec: &Spec, sources: &Sources) -> Result<(), Report> {
    let mut checker = Checker {
        spec,
        timeline: Timeline::new(spec),
        found: Vec::new(),
    };
    checker.check_versions();
    checker.check_provenance();
    checker.check_names();
    checker.check_types();
    checker.check_operations();
    if checker.found.is_empty() {
        Ok(())
    } else {
        Err(Report::new(sources, checker.found))
    }
}

struct Checker<'a> {
    spec: &'a Spec,
    timeline: Timeline,
    found: Vec<Diagnostic>,
}

/// `a`, `b` and `c`.
fn list<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<_> = items.into_iter().map(|item| format!("`{item}`")).collect();
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => "none".to_owned(),
    }
}
