//! The part of `REFERENCE.md` that shows what differs between versions: a row
//! for each item that some version adds, changes or removes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::page::{Page, code, strings};
use crate::contract::diff::{self, Element, ElementKind, Revision, Severity};
use crate::contract::path::Path;
use crate::contract::{Contract, Contracts, Replacement};
use crate::emit::docs::markdown;

/// The matrix: items down, versions across.
pub(super) fn changes(page: &mut Page, contracts: &Contracts) {
    if contracts.versions.len() < 2 {
        return;
    }
    let rows = rows(contracts);
    let unchanged = unchanged(contracts, &rows);
    page.line("## Changes");
    if rows.is_empty() {
        page.line("No version adds, changes or removes anything.");
    } else {
        page.line(
            "Items that some version adds, changes or removes, and the versions that have them:",
        );
        page.table_of_markdown(header(contracts), table(rows));
    }
    page.line(&format!(
        "Everything else is the same in all versions: {unchanged}. The parts of an item are added \
         and removed with it."
    ));
}

const HAS: &str = "✔";
const LACKS: &str = "";
const ADDED: &str = "**added**";
const CHANGED: &str = "**changed**";
const REMOVED: &str = "**removed**";

/// An item that differs between versions.
struct Row<'a> {
    kind: ElementKind,
    /// The name, and the order of rows of one kind.
    name: (i64, i64, String),
    /// What the item is part of.
    owners: Vec<String>,
    cells: Vec<&'static str>,
    replaced_by: Option<&'a Replacement>,
}

fn rows(contracts: &Contracts) -> Vec<Row<'_>> {
    let mut changed: HashMap<Path, BTreeSet<usize>> = HashMap::new();
    let revision = Revision {
        contracts,
        places: None,
    };
    for (index, versions) in contracts.versions.windows(2).enumerate() {
        let changes = diff::between(revision, &versions[0], &versions[1]);
        let changes = changes.into_iter();
        let of_graph = changes.filter(|change| {
            change.rule.severity != Severity::DocsOnly && !change.rule.is_of_bindings()
        });
        for change in of_graph {
            for item in [Some(change.item), change.renamed_to].into_iter().flatten() {
                changed.entry(item).or_default().insert(index + 1);
            }
        }
    }
    let rows = changed.into_iter();
    let rows = rows.filter_map(|(path, changed)| Row::new(contracts, &path, &changed));
    rows.collect()
}

impl<'a> Row<'a> {
    fn new(contracts: &'a Contracts, path: &Path, changed: &BTreeSet<usize>) -> Option<Self> {
        let versions = contracts.versions.iter();
        let elements: Vec<_> = versions.map(|one| Element::find(one, path)).collect();
        let element = elements.iter().rev().find_map(|element| *element)?;
        let cells = elements.iter().enumerate().map(|(index, element)| {
            let before = index.checked_sub(1).and_then(|before| elements[before]);
            match (before.is_some(), element.is_some()) {
                (false, true) if changed.contains(&index) => ADDED,
                (true, false) if changed.contains(&index) => REMOVED,
                (true, true) if changed.contains(&index) => CHANGED,
                (_, true) => HAS,
                (_, false) => LACKS,
            }
        });
        Some(Self {
            kind: element.kind(),
            name: name(path),
            owners: owners(contracts, path),
            cells: cells.collect(),
            replaced_by: element.lifetime().and_then(|item| item.replaced_by()),
        })
    }
}

/// The name of an item without its owner, after its numbers where it has any.
fn name(path: &Path) -> (i64, i64, String) {
    let keys = path.keys();
    let number = |number: &str| number.parse().unwrap_or_default();
    match keys.as_slice() {
        ["errors", error] => (number(error), i64::MIN, code(error)),
        ["errors", error, "subcodes", subcode] => (
            number(error),
            number(subcode),
            format!("{}, subcode {}", code(error), code(subcode)),
        ),
        ["errors", error, _, words] => (
            number(error),
            i64::MAX,
            format!("{}, “{}”", code(error), markdown(words)),
        ),
        keys => (0, 0, code(keys.last().copied().unwrap_or_default())),
    }
}

/// What an item is part of: also the operations that take its parameters.
fn owners(contracts: &Contracts, path: &Path) -> Vec<String> {
    let keys = path.keys();
    let [section, owner, _, name] = keys.as_slice() else {
        return Vec::new();
    };
    if *section == "errors" {
        return Vec::new();
    }
    let mut owners = vec![(*owner).to_owned()];
    if *section == "operations" {
        let operations = contracts.versions.iter().flat_map(|one| &one.operations);
        for operation in operations {
            let takes = operation.params_of.as_deref() == Some(owner)
                && operation.params.iter().any(|param| param.name == **name);
            if takes && !owners.contains(&operation.name) {
                owners.push(operation.name.clone());
            }
        }
    }
    owners.sort();
    owners
}

fn header(contracts: &Contracts) -> Vec<String> {
    let versions = contracts.versions.iter();
    let versions = versions.map(|contract| contract.version.to_string());
    strings(["What", "Name"])
        .into_iter()
        .chain(versions)
        .collect()
}

/// The rows in order, and those that differ in their owners alone as one.
fn table(rows: Vec<Row<'_>>) -> Vec<Vec<String>> {
    let mut merged: Vec<Row<'_>> = Vec::new();
    let mut rows = rows;
    rows.sort_by(|one, other| {
        let order = |row: &Row<'_>| (row.kind, row.name.clone(), row.cells.clone());
        let order = |row| (order(row), row.owners.clone());
        order(one).cmp(&order(other))
    });
    for row in rows {
        match merged.last_mut() {
            Some(last)
                if (last.kind, &last.name, &last.cells, last.replaced_by)
                    == (row.kind, &row.name, &row.cells, row.replaced_by) =>
            {
                last.owners.extend(row.owners);
            }
            _ => merged.push(row),
        }
    }
    let rows = merged.into_iter().map(|row| {
        let (_, _, mut name) = row.name;
        if !row.owners.is_empty() {
            let owners: Vec<_> = row.owners.iter().map(code).collect();
            name.push_str(&format!(" of {}", owners.join(", ")));
        }
        if let Some(other) = row.replaced_by {
            name.push_str(&format!("; instead {}", code(other)));
        }
        let cells = row.cells.into_iter().map(str::to_owned);
        [row.kind.to_string(), name]
            .into_iter()
            .chain(cells)
            .collect()
    });
    rows.collect()
}

/// Counts of the items that no row is about.
fn unchanged(contracts: &Contracts, rows: &[Row<'_>]) -> String {
    let mut seen = HashSet::new();
    let mut counts: BTreeMap<ElementKind, usize> = BTreeMap::new();
    for element in contracts.versions.iter().flat_map(elements) {
        let (owner, element) = element;
        let kind = counted(element.kind());
        if seen.insert((kind, owner, element.key())) {
            *counts.entry(kind).or_default() += 1;
        }
    }
    for row in rows {
        if let Some(count) = counts.get_mut(&counted(row.kind)) {
            *count = count.saturating_sub(row.owners.len().max(1));
        }
    }
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    let counts = counts.map(|(kind, count)| match count {
        1 => format!("1 {kind}"),
        _ => format!("{count} {kind}s"),
    });
    counts.collect::<Vec<_>>().join(", ")
}

/// The elements of a version, each with the name of its owner.
fn elements(contract: &Contract) -> impl Iterator<Item = (&str, Element<'_>)> {
    let top = Element::of_version(contract).into_iter().flatten();
    top.flat_map(|element| {
        let children = element.children().into_iter().flatten();
        let children = children.map(move |child| (element.name(), child));
        [("", element)].into_iter().chain(children)
    })
}

fn counted(kind: ElementKind) -> ElementKind {
    match kind {
        ElementKind::PathParameter => ElementKind::Parameter,
        kind => kind,
    }
}
