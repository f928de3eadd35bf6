//! Where a new key is added.

use crate::contract::spec::VersionName;
use crate::contract::yaml::Entry;

/// The order of the keys of an entry.
const KEYS: [&str; 28] = [
    "get",
    "returns",
    "released",
    "expires",
    "certainty",
    "name",
    "advice",
    "token",
    "concerns",
    "through",
    "runtime",
    "on",
    "type",
    "required",
    "corrects",
    "style",
    "max_items",
    "round",
    "since",
    "removed_in",
    "ranges",
    "replaced_by",
    "params_of",
    "doc",
    "source",
    "hosts",
    "path",
    "params",
];

/// The keys that limit an entry to versions.
const AVAILABILITY: [&str; 3] = ["since", "removed_in", "ranges"];

/// Returns the index of a new name: in order if the names are sorted, else the
/// end.
pub(super) fn place_of_name(entries: &[Entry], name: &str) -> usize {
    let names: Vec<_> = entries.iter().map(|entry| sort_key(entry.name())).collect();
    let versions = entries
        .iter()
        .all(|entry| entry.name().parse::<VersionName>().is_ok());
    if names.is_sorted() && (names.len() > 1 || versions) {
        return names.partition_point(|other| *other < sort_key(name));
    }
    entries.len()
}

/// Returns the index of one of several new names: in order if the names are
/// sorted, a single one too, else the end.
pub(super) fn place_in_order(entries: &[Entry], name: &str) -> usize {
    let keys = entries.iter().map(|entry| sort_key(entry.name()));
    match keys.clone().is_sorted() {
        true => entries.partition_point(|entry| sort_key(entry.name()) < sort_key(name)),
        false => entries.len(),
    }
}

/// Sorts versions and numbers by value, everything else as text.
pub(super) fn sort_key(name: &str) -> (Option<VersionName>, Option<i64>, &str) {
    (name.parse().ok(), name.parse().ok(), name)
}

/// Returns the index of a new key that every entry of its kind may have.
pub(super) fn place_of_key(entries: &[Entry], key: &str) -> usize {
    let index = |key: &str| entries.iter().position(|entry| entry.name() == key);
    let after = |keys: &[&str]| keys.iter().filter_map(|key| index(key)).max();
    if let Some(rank) = AVAILABILITY.iter().position(|known| *known == key) {
        if let Some(mate) = after(&AVAILABILITY[..rank]) {
            return mate + 1;
        }
        if let Some(mate) = AVAILABILITY.iter().find_map(|key| index(key)) {
            return mate;
        }
        if let Some(replaced_by) = index("replaced_by") {
            return replaced_by;
        }
        // An operation or a type has its versions after its doc.
        let part = index("type").or(index("name")).is_some();
        return match index("doc") {
            Some(doc) if part => doc,
            _ => after(&["doc", "source", "hosts"]).map_or(entries.len(), |last| last + 1),
        };
    }
    let rank = |name: &str| KEYS.iter().position(|known| *known == name);
    let Some(own) = rank(key) else {
        return entries.len();
    };
    let later = |entry: &Entry| rank(entry.name()).is_some_and(|rank| rank > own);
    entries.iter().position(later).unwrap_or(entries.len())
}
