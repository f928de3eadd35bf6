//! The docs of an item hold for all versions that share it: they name a version only to state
//! since when the item exists, or until when.

use std::path::Path;

use page_conversations_codegen::contract::spec::VersionName;
use page_conversations_codegen::contract::{Contracts, Shapes};
use page_conversations_codegen::emit::output::File;
use page_conversations_codegen::emit::rust;
use page_conversations_codegen::read;
use serde_json::Value;

use crate::support::made::files_of;

const SPEC: &str = "../spec";

/// What precedes the name of a version in a sentence about the life of an item.
const LIFE: [&str; 3] = ["since", "removed in", "changed in"];

/// Names of versions in a text, each with the text before it.
fn versions(text: &str) -> impl Iterator<Item = (&str, VersionName)> {
    let starts = text.match_indices('v').map(|(start, _)| start);
    starts.filter_map(|start| {
        let (before, from) = text.split_at(start);
        let is_name = |c: char| c == 'v' || c == '.' || c == '_' || c.is_ascii_digit();
        let name = from.split(|c| !is_name(c)).next()?.trim_end_matches('.');
        let is_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let version = name.replace('_', ".").parse().ok()?;
        (!is_word).then_some((before, version))
    })
}

fn is_life(before: &str) -> bool {
    let before = before.trim_end().to_lowercase();
    LIFE.iter().any(|life| before.ends_with(life))
}

#[test]
fn versions_are_found_in_text() {
    let found: Vec<_> = versions("Since v1.0. Of v2.0, `v3_0::X`; not dev4.0, ev5 or v6.")
        .map(|(before, version)| (version.to_string(), is_life(before)))
        .collect();
    let expected = [("v1.0", true), ("v2.0", false), ("v3.0", false)];
    assert_eq!(found, expected.map(|(name, life)| (name.to_owned(), life)));
}

/// The texts of the contract that become docs. Notes are on the reference page alone.
fn prose<'a>(path: &str, value: &'a Value, found: &mut Vec<(String, &'a str)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(name, _)| *name != "notes") {
                match value {
                    Value::String(text) if name == "doc" => found.push((path.to_owned(), text)),
                    value => prose(&format!("{path}.{name}"), value, found),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                let name = item["name"].as_str().or(item["value"].as_str());
                prose(&format!("{path}.{}", name.unwrap_or_default()), item, found);
            }
        }
        _ => {}
    }
}

#[test]
fn the_prose_of_the_contract_names_no_version() {
    let (contracts, _) = read(Path::new(SPEC)).unwrap();
    let versions_of_all = serde_json::to_value(&contracts.versions).unwrap();
    let mut found = Vec::new();
    prose("", &versions_of_all, &mut found);
    assert!(found.len() > 500, "{}", found.len());
    for (path, text) in found {
        let named: Vec<_> = versions(text).map(|(_, version)| version).collect();
        assert!(named.is_empty(), "{path} names {named:?}: {text}");
    }
}

#[test]
fn generated_docs_name_versions_only_for_the_life_of_an_item() {
    let (contracts, _) = read(Path::new(SPEC)).unwrap();
    let files = files_of(SPEC);
    let mut count = 0;
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        let owner = contracts.versions.iter().map(|contract| contract.version);
        let owner = owner
            .into_iter()
            .find(|version| file.path == format!("{}.rs", version.ident()));
        // A link is shown as its text, without the path of the shape.
        let docs: Vec<_> = file
            .text
            .lines()
            .filter_map(doc)
            .map(without_links)
            .collect();
        let docs = docs.join(" ");
        for (before, version) in versions(&docs) {
            count += 1;
            let is_marker =
                file.path == "versions.rs" && before.ends_with("Marks requests of Graph ");
            assert!(
                is_life(before) || owner == Some(version) || is_marker,
                "{} names {version}",
                file.path
            );
        }
    }
    assert!(count > 50, "{count}");
}

fn doc(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = line.strip_prefix("///").or(line.strip_prefix("//!"));
    text.map(str::trim)
}

fn without_links(line: &str) -> String {
    match line.split_once("](") {
        Some((before, link)) => {
            let after = link.split_once(')').map_or("", |(_, after)| after);
            format!("{before}{}", without_links(after))
        }
        None => line.to_owned(),
    }
}

#[test]
fn opening_a_version_changes_no_docs_of_the_others() {
    let (before, origins) = read(Path::new(SPEC)).unwrap();
    let mut after = before.clone();
    let mut next = after.versions.last().unwrap().clone();
    let newest = next.version.to_string();
    let (major, _) = newest[1..].split_once('.').unwrap();
    let major: u16 = major.parse().unwrap();
    next.version = format!("v{}.0", major + 1).parse().unwrap();
    after.versions.push(next);
    let files = |contracts: &Contracts| -> Vec<File> {
        rust::emit(contracts, &Shapes::new(contracts), &origins, "crate")
            .unwrap()
            .0
    };
    let (before, after) = (files(&before), files(&after));
    for file in before
        .iter()
        .filter(|file| !["mod.rs", "versions.rs"].contains(&&*file.path))
    {
        let same = after.iter().find(|other| other.path == file.path).unwrap();
        assert_eq!(same.text, file.text, "{}", file.path);
    }
    assert_eq!(after.len(), before.len() + 1);
}
