//! What a spec must hold beyond its shape: everything that a later stage, or
//! progenitor, relies on. Nothing after this stage refuses a spec.

mod errors;
mod expansions;
mod names;
mod operations;
mod permissions;
mod provenance;
mod replacements;
mod responses;
mod types;
mod upstream;
mod versions;
mod waivers;

use crate::contract::diagnostic::{Diagnostic, Report, Sources};
use crate::contract::load::Loaded;
use crate::contract::spec::Spec;
use crate::contract::spec::timeline::Timeline;

pub(crate) use self::names::{
    expanding_ident, field_ident, file_ident, setter_ident, variant_ident,
};
#[cfg(feature = "cli")]
pub(crate) use self::names::{is_ident, is_type_name, is_wire_name};
pub(crate) use self::operations::{braces, path_form};

/// Judges what was loaded, and gives the spec where nothing is wrong with it.
///
/// # Errors
///
/// All that is wrong, as YAML and as a contract.
pub fn check(loaded: Loaded) -> Result<(Spec, Sources), Report> {
    let Loaded {
        sources,
        spec,
        mut found,
        lost,
    } = loaded;
    if let Some(spec) = &spec {
        let meaning = mistakes(spec).into_iter();
        // What rests on something that was left out may well be right.
        found.extend(meaning.filter(|mistake| !mistake.mentions(&lost)));
    }
    match spec {
        Some(spec) if found.is_empty() => Ok((spec, sources)),
        _ => Err(Report::new(&sources, found)),
    }
}

fn mistakes(spec: &Spec) -> Vec<Diagnostic> {
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
    checker.check_permissions();
    checker.check_errors();
    checker.check_headers();
    checker.check_expansions();
    checker.check_upstream();
    checker.check_replacements();
    checker.check_waivers();
    checker.found
}

struct Checker<'a> {
    spec: &'a Spec,
    timeline: Timeline,
    found: Vec<Diagnostic>,
}

/// `a`, `b` and `c`.
pub(crate) fn list<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<_> = items.into_iter().map(|item| format!("`{item}`")).collect();
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => "none".to_owned(),
    }
}
