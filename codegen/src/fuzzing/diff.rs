//! Comparing two specs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::input::{text, two_parts};
use super::spec::{assert_plain, valid};
use crate::cli::report::{ChangeReport, Format, human};
use crate::contract::diagnostic::Sources;
use crate::contract::diff::{Change, Diff, Places, Revision, against};
use crate::contract::spec::VersionName;
use crate::contract::{Contracts, resolve};
use crate::emit::contract_json;

/// The size limit of the report in Markdown.
const LIMIT: usize = 4000;

/// Compares two specs. Nothing is reported if the contracts are equal, and something if they
/// are not.
pub fn diff(input: &[u8]) {
    let text = text(input);
    let Some((base, head)) = two_parts(&text) else {
        return;
    };
    let (Some(base), Some(head)) = (Side::read(base), Side::read(head)) else {
        return;
    };
    let diff = against(base.revision(), head.revision());
    let is_empty = diff.changes.is_empty() && diff.opened.is_empty();
    assert_eq!(is_empty, base.canonical() == head.canonical());
    for change in &diff.changes {
        assert_placed(change, &[&base.sources, &head.sources]);
    }
    let versions = [&base, &head].map(|side| side.contracts.versions.iter());
    let versions: BTreeSet<_> = versions
        .into_iter()
        .flatten()
        .map(|one| one.version)
        .collect();
    assert_reported(diff, versions.into_iter().collect());
}

/// One of the two specs.
struct Side {
    contracts: Contracts,
    places: Places,
    sources: Sources,
}

impl Side {
    fn read(text: &str) -> Option<Self> {
        let (spec, sources) = valid(text)?;
        Some(Self {
            contracts: resolve(&spec),
            places: Places::new(sources.clone()),
            sources,
        })
    }

    fn revision(&self) -> Revision<'_> {
        Revision {
            contracts: &self.contracts,
            places: Some(&self.places),
        }
    }

    /// Returns the contract without the order of its parts, which is no difference but in
    /// [`ORDERED`].
    fn canonical(&self) -> Value {
        let document = contract_json::document(&self.contracts);
        let mut value = serde_json::to_value(document).expect("JSON");
        sort(&mut value);
        value
    }
}

/// Lists of which another order is reported.
const ORDERED: [&str; 3] = ["scopes", "source", "tasks"];

fn sort(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(sort);
            items.sort_by_cached_key(Value::to_string);
        }
        Value::Object(members) => {
            let unordered = members
                .iter_mut()
                .filter(|(key, _)| !ORDERED.contains(&&***key));
            unordered.for_each(|(_, value)| sort(value));
            members.sort_keys();
        }
        _ => {}
    }
}

/// Fails unless a change is at a line of one of the specs.
fn assert_placed(change: &Change, sides: &[&Sources]) {
    let Some(at) = &change.location else { return };
    let mut files = sides.iter().flat_map(|sources| &sources.0);
    let has_line = files.any(|file| file.name == at.file && at.line <= lines(&file.text));
    assert!(has_line && at.line > 0, "{change:?}");
}

fn lines(text: &str) -> usize {
    text.matches('\n').count() + 1
}

/// Fails unless each format of the report can be read.
fn assert_reported(diff: Diff, versions: Vec<VersionName>) {
    let report = ChangeReport {
        base: "base".to_owned(),
        head: "head".to_owned(),
        versions,
        changes: diff.changes,
        opened: diff.opened,
        ..ChangeReport::default()
    };
    let rendered =
        |format: Format| format.changes(&report, |at| Some((at.file.clone(), at.line)), LIMIT);
    for format in [Format::Json, Format::Sarif] {
        let text = rendered(format);
        assert!(serde_json::from_str::<Value>(&text).is_ok(), "{text}");
    }
    assert!(rendered(Format::Markdown).len() <= LIMIT);
    assert_plain(&rendered(Format::Github));
    assert_plain(&human::render(&report, false));
}
