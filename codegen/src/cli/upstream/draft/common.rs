//! What a contract has once, and a draft needs.

use super::sketch::Sketch;
use super::wanted::Wanted;
use crate::cli::upstream::counterpart::META_SPEC;
use crate::contract::placeholder::{DRAFTED_DOC, GUESS, RELEASED};
use crate::contract::yaml::Value;

/// The file of it.
pub(super) const FILE: &str = "graph.yaml";

/// A section: its name, and its entries.
pub type Section = (&'static str, Vec<(String, Value)>);

/// The text of a section, after a blank line; nothing if it has no entry. Entries
/// of several lines are separated by blank lines.
pub(super) fn section(name: &str, entries: &[(String, Value)]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let deep = entries.iter().any(|(_, value)| value.is_deep());
    let between = if deep { "\n\n" } else { "\n" };
    let entries = entries.iter();
    let entries: Vec<_> = entries
        .map(|(name, value)| format!("  {}", value.in_block(name, 2, false)))
        .collect();
    format!("\n{name}:\n{}\n", entries.join(between))
}

pub(super) fn text(sections: &[Section]) -> String {
    let text: String = sections
        .iter()
        .map(|(name, entries)| section(name, entries))
        .collect();
    match text.contains(&format!("released: {RELEASED}")) {
        false => text,
        true => text.replace(
            "\nversions:\n",
            "\nversions:\n  # The day of the release is to be looked up.\n",
        ),
    }
}

pub(super) fn sections(sketch: &Sketch<'_>, wanted: &Wanted) -> Vec<Section> {
    let named = |entries: Vec<(&str, Value)>| {
        let entries = entries.into_iter();
        entries
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    };
    let title = format!("Graph API {}", wanted.targets.join(", "));
    let api = vec![("title", title.into()), ("doc", DRAFTED_DOC.into())];
    let source = |certainty, doc| Value::map([("certainty", certainty), ("doc", doc)]);
    let spec = source("documented", "Meta's machine-readable spec.");
    let guess = source(
        "inferred",
        "What a draft needs and no source says: to be looked up.",
    );
    let released = wanted.released.map(|released| released.to_string());
    let released = released.unwrap_or_else(|| RELEASED.to_owned());
    let version = Value::map([("released", released.as_str()), ("source", GUESS)]);
    let host = Value::map([
        ("url", "https://graph.facebook.com"),
        ("doc", DRAFTED_DOC),
        ("source", GUESS),
    ]);
    vec![
        ("api", named(api)),
        ("sources", named(vec![(META_SPEC, spec), (GUESS, guess)])),
        (
            "versions",
            named(vec![(&wanted.version.to_string(), version)]),
        ),
        ("hosts", named(vec![("facebook", host)])),
        ("common_params", named(common_params(sketch))),
    ]
}

/// The parameters that the reads take, by their kinds.
fn common_params(sketch: &Sketch<'_>) -> Vec<(&'static str, Value)> {
    let param = |kinds: &[&str], ty: &str, doc: &str| {
        Value::map([
            ("on", Value::list(kinds.iter().copied())),
            ("type", ty.into()),
            ("doc", doc.into()),
            ("source", GUESS.into()),
        ])
    };
    let mut params = Vec::new();
    if !sketch.calls.is_empty() {
        let doc = "Fields to return, by name.";
        params.push(("fields", param(&["node", "edge"], "string", doc)));
    }
    let mut calls = sketch.calls.iter();
    if calls.any(|call| call.call.endpoint.is_some()) {
        let paging = [
            ("limit", "unsigned int", "Nodes that a page holds at most."),
            (
                "after",
                "string",
                "Cursor of the page before the wanted one.",
            ),
            (
                "before",
                "string",
                "Cursor of the page after the wanted one.",
            ),
        ];
        let paging = paging.into_iter();
        params.extend(paging.map(|(name, ty, doc)| (name, param(&["edge"], ty, doc))));
    }
    params
}
