//! The wording of every diagnostic about a spec, a function for each.
//!
//! Reading and checking establish facts and call these functions. To reword a
//! diagnostic, edit its function and accept the snapshots of
//! `tests/codegen/wrong_specs.rs`.

pub(super) mod characters;
pub(super) mod errors;
pub(super) mod facts;
pub(super) mod files;
pub(super) mod names;
pub(super) mod operations;
pub(super) mod pinned;
pub(super) mod reading;
pub(super) mod syntax;
pub(super) mod types;
pub(super) mod values;
pub(super) mod versions;

use std::fmt::Display;

use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::spec::located::Name;

/// Formats items as `a`, `b` and `c`, or as "none".
pub fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<_> = items.into_iter().map(|item| format!("`{item}`")).collect();
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => "none".to_owned(),
    }
}

/// Formats a number with what it counts, such as `1 file` and `2 files`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

/// Returns whether one name may be a misspelling of the other.
pub(super) fn is_similar(one: &str, other: &str) -> bool {
    similarity(one, other) > 0.6
}

fn similarity(one: &str, other: &str) -> f64 {
    strsim::normalized_damerau_levenshtein(one, other)
}

/// Returns the known name that `name` may be a misspelling of: the same one in
/// another case or style, or a similar one.
pub fn most_similar<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let plain = |name: &str| name.to_lowercase().replace(['_', '-', ' ', '.'], "");
    let same = known.iter().find(|known| plain(known) == plain(name));
    if let Some(same) = same {
        return Some(same);
    }
    let similar = known.iter().filter(|known| is_similar(name, known));
    let by_similarity =
        |one: &&&str, other: &&&str| similarity(name, one).total_cmp(&similarity(name, other));
    similar.max_by(by_similarity).copied()
}

/// A reference to a name that the spec does not define; `kinds` is what the
/// known names are, such as "hosts".
fn unknown(kind: &str, kinds: &str, name: (&str, Place), known: &[&str]) -> Diagnostic {
    let (name, place) = name;
    let help = match most_similar(name, known) {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => format!("the {kinds} are {}", list(known)),
    };
    Diagnostic::new(format!("unknown {kind} `{name}`"))
        .at(place, format!("not one of the {kinds}"))
        .help(help)
}

/// Two names that exclude each other.
fn conflict(message: String, one: &Name, other: &Name) -> Diagnostic {
    Diagnostic::new(message)
        .at(one.place, "this one")
        .at(other.place, "and this one")
}
