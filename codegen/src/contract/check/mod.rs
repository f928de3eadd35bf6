//! Checks that a spec is a valid contract: everything that a later stage, or
//! progenitor, relies on. No later stage rejects a spec.
//!
//! A check reports a function of `contract::messages`,
//! which has the wording.

mod errors;
mod expansions;
mod facts;
mod headers;
mod names;
mod operations;
mod permissions;
mod pinned;
mod placeholders;
mod replacements;
mod types;
mod upstream;
mod versions;
mod waivers;

use std::fmt::Display;

use crate::contract::diagnostic::{Diagnostic, Report, Sources};
use crate::contract::load::Loaded;
use crate::contract::messages::names as messages;
use crate::contract::spec::located::{Entries, Located, Name};
use crate::contract::spec::timeline::Timeline;
use crate::contract::spec::{Spec, TypeExpr, VersionName};

pub(crate) use self::names::{constant_ident, field_ident, file_ident, getter_ident};
pub use self::names::{expanding_ident, param_setter_ident, setter_ident, variant_ident};
#[cfg(feature = "cli")]
pub(crate) use self::names::{is_ident, is_type_name, is_wire_name};
pub(crate) use self::operations::{braces, path_form};
#[cfg(feature = "cli")]
pub(crate) use self::upstream::is_node;

/// Checks a loaded spec, and returns it if it is valid.
///
/// # Errors
///
/// Everything that is wrong with it, as YAML and as a contract.
pub fn check(loaded: Loaded) -> Result<(Spec, Sources), Report> {
    let Loaded {
        sources,
        spec,
        mut diagnostics,
        incomplete,
        lacks_versions,
    } = loaded;
    if let Some(spec) = &spec {
        let found = find_errors(spec, lacks_versions).into_iter();
        // An error about something incomplete may only follow from that.
        diagnostics.extend(found.filter(|diagnostic| !diagnostic.is_about(&incomplete, &sources)));
    }
    match spec {
        Some(spec) if diagnostics.is_empty() => Ok((spec, sources)),
        _ => Err(Report::new(&sources, diagnostics)),
    }
}

/// Returns what a person has still to decide in a valid spec, such as docs that
/// a draft left to be written.
pub fn placeholders(spec: &Spec, sources: &Sources) -> Option<Report> {
    let found = placeholders::placeholders(spec);
    (!found.is_empty()).then(|| Report::new(sources, found))
}

fn find_errors(spec: &Spec, lacks_versions: bool) -> Vec<Diagnostic> {
    let names = spec.versions.names();
    let mut valid = names.map(|name| name.parse::<VersionName>().is_ok());
    let knows_versions = !lacks_versions && !spec.versions.0.is_empty() && valid.all(|valid| valid);
    let timeline = match knows_versions {
        true => Timeline::new(spec),
        false => Timeline::default(),
    };
    let mut checker = Checker {
        spec,
        timeline,
        knows_versions,
        diagnostics: Vec::new(),
    };
    checker.check_versions();
    checker.check_facts();
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
    checker.check_pinned();
    checker.diagnostics
}

struct Checker<'a> {
    spec: &'a Spec,
    timeline: Timeline,
    /// Whether the timeline has all versions. If it does not, it has none, and
    /// nothing is reported that depends on versions.
    knows_versions: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports the entries of a list that repeat an earlier one.
    fn check_unique<T: Display + PartialEq>(&mut self, kind: &str, all: &[Located<T>]) {
        for (index, entry) in all.iter().enumerate() {
            let mut earlier = all[..index].iter();
            if let Some(first) = earlier.find(|first| first.value == entry.value) {
                self.report(messages::duplicate(kind, entry, first));
            }
        }
    }

    /// Returns whether a type contains an object of responses.
    fn is_object(&self, ty: &TypeExpr) -> bool {
        ty.name()
            .is_some_and(|name| self.spec.types.get(name).is_some())
    }
}

/// Returns the names of some entries.
fn names<T>(entries: &Entries<T>) -> Vec<&str> {
    let names = entries.names();
    names.map(|name: &Name| name.as_str()).collect()
}
