//! The part of `REFERENCE.md` that shows what differs between versions: a row
//! for each thing that some version adds, changes or removes.

use std::collections::{BTreeMap, HashMap};

use super::page::{Page, code, strings};
use crate::contract::spec::replacement::ItemKind as Kind;
use crate::contract::{Contract, Contracts, ErrorCode, Lifetime, Param, Replacement};
use crate::emit::docs::markdown;

/// The matrix: things down, versions across.
pub(super) fn changes(page: &mut Page, contracts: &Contracts) {
    if contracts.versions.len() < 2 {
        return;
    }
    let Things {
        things, mut same, ..
    } = Things::new(contracts);
    let mut rows = Vec::new();
    for (key, thing) in &things {
        let owner = key.owner().and_then(|owner| things.get(&owner));
        let cells = thing.cells(owner);
        if cells.iter().any(|cell| ![HAS, LACKS].contains(cell)) {
            rows.push(Row {
                key: *key,
                cells,
                replaced_by: thing.replaced_by,
            });
        } else {
            *same.entry(key.kind).or_insert(0) += 1;
        }
    }
    page.line("## Changes");
    if rows.is_empty() {
        page.line("No version adds, changes or removes anything.");
    } else {
        page.line("What some version adds, changes or removes, and those that have it:");
        page.table_of_markdown(header(contracts), table(rows));
    }
    let same = same.into_iter().map(|(kind, count)| counted(count, kind));
    let same = same.collect::<Vec<_>>().join(", ");
    page.line(&format!(
        "All else stays the same: {same}. The parts of a thing come and go with it."
    ));
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
fn table(mut rows: Vec<Row<'_>>) -> Vec<Vec<String>> {
    rows.sort_by(|one, other| one.order().cmp(&other.order()));
    let mut merged: Vec<(Row<'_>, String)> = Vec::new();
    for row in rows {
        match merged.last_mut().filter(|(last, _)| last.is_like(&row)) {
            Some((_, name)) => name.push_str(&format!(", {}", code(row.key.of))),
            None => {
                let name = row.key.name();
                merged.push((row, name));
            }
        }
    }
    let rows = merged.into_iter().map(|(row, mut name)| {
        if let Some(other) = row.replaced_by {
            name.push_str(&format!("; instead {}", code(other)));
        }
        let cells = row.cells.into_iter().map(str::to_owned);
        [row.key.kind.to_string(), name]
            .into_iter()
            .chain(cells)
            .collect()
    });
    rows.collect()
}

fn counted(count: usize, kind: Kind) -> String {
    match count {
        1 => format!("1 {kind}"),
        _ => format!("{count} {kind}s"),
    }
}

/// A thing that differs between versions.
struct Row<'a> {
    key: Key<'a>,
    cells: Vec<&'static str>,
    replaced_by: Option<&'a Replacement>,
}

impl Row<'_> {
    /// Orders the rows, those that are like each other together.
    fn order(&self) -> impl Ord {
        let key = &self.key;
        (key.kind, key.number, key.name, &self.cells, key.of)
    }

    /// Whether what they are part of is all that tells them apart.
    fn is_like(&self, other: &Self) -> bool {
        let key = |row: &Self| Key { of: "", ..row.key };
        key(self) == key(other)
            && self.cells == other.cells
            && self.replaced_by == other.replaced_by
    }
}

/// What tells a thing from others.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key<'a> {
    kind: Kind,
    /// Of an error, its code and its subcode.
    number: (i64, Option<i64>),
    /// Its name; of an error, the words of the message.
    name: &'a str,
    /// What it is part of.
    of: &'a str,
}

impl<'a> Key<'a> {
    fn new(kind: Kind, of: &'a str, name: &'a str) -> Self {
        let number = (0, None);
        Self {
            kind,
            number,
            name,
            of,
        }
    }

    fn error(error: &'a ErrorCode) -> Self {
        Self {
            number: (error.code, error.subcode),
            ..Self::new(
                Kind::ErrorCode,
                "",
                error.message.as_deref().unwrap_or_default(),
            )
        }
    }

    /// What the thing cannot be without.
    fn owner(&self) -> Option<Self> {
        match self.kind {
            Kind::Parameter => Some(Self::new(Kind::Operation, "", self.of)),
            Kind::Field => Some(Self::new(Kind::Type, "", self.of)),
            Kind::ErrorCode if self.number.1.is_some() || !self.name.is_empty() => Some(Self {
                number: (self.number.0, None),
                ..Self::new(self.kind, "", "")
            }),
            Kind::ErrorCode | Kind::Operation | Kind::Type | Kind::Value => None,
        }
    }

    fn name(&self) -> String {
        match (self.number, self.name) {
            ((0, _), name) if self.of.is_empty() => code(name),
            ((0, _), name) => format!("{} of {}", code(name), code(self.of)),
            ((number, Some(subcode)), _) => {
                format!("{}, subcode {}", code(number), code(subcode))
            }
            ((number, None), "") => code(number),
            ((number, None), words) => format!("{}, “{}”", code(number), markdown(words)),
        }
    }
}

/// A thing as a version has it.
#[derive(Clone, Copy)]
enum Body<'a> {
    Whole,
    Param(&'a Param),
    Error(&'a ErrorCode),
}

/// Whether it is used in the same way. Docs and sources may differ.
impl PartialEq for Body<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Param(one), Self::Param(other)) => {
                one.ty == other.ty
                    && one.required == other.required
                    && one.style == other.style
                    && one.max_items == other.max_items
                    && one.params_of == other.params_of
            }
            (Self::Error(one), Self::Error(other)) => {
                one.advice == other.advice
                    && one.token == other.token
                    && one.concerns == other.concerns
                    && one.through == other.through
                    && one.name == other.name
            }
            _ => true,
        }
    }
}

const HAS: &str = "✔";
const LACKS: &str = "";
const ADDED: &str = "**added**";
const CHANGED: &str = "**changed**";
const REMOVED: &str = "**removed**";

/// A thing in all versions.
struct Thing<'a> {
    bodies: Vec<Option<Body<'a>>>,
    replaced_by: Option<&'a Replacement>,
}

impl Thing<'_> {
    /// What to show of it in each version. It comes and goes with its owner
    /// without a word.
    fn cells(&self, owner: Option<&Thing<'_>>) -> Vec<&'static str> {
        let owned = |index: usize| owner.is_none_or(|owner| owner.bodies[index].is_some());
        let cells = self.bodies.iter().enumerate().map(|(index, body)| {
            let before = index.checked_sub(1).filter(|before| owned(*before));
            match (before.map(|before| &self.bodies[before]), body) {
                (Some(None), Some(_)) => ADDED,
                (Some(Some(before)), Some(body)) if before != body => CHANGED,
                (Some(Some(_)), None) if owned(index) => REMOVED,
                (_, Some(_)) => HAS,
                (_, None) => LACKS,
            }
        });
        cells.collect()
    }
}

/// What may differ between versions, and a count of what cannot.
struct Things<'a> {
    versions: usize,
    things: HashMap<Key<'a>, Thing<'a>>,
    same: BTreeMap<Kind, usize>,
}

impl<'a> Things<'a> {
    fn new(contracts: &'a Contracts) -> Self {
        let mut things = Self {
            versions: contracts.versions.len(),
            things: HashMap::new(),
            same: BTreeMap::new(),
        };
        for (index, contract) in contracts.versions.iter().enumerate() {
            things.add(index, contract);
        }
        things
    }

    fn add(&mut self, index: usize, contract: &'a Contract) {
        for operation in &contract.operations {
            let of = &operation.name;
            let key = Key::new(Kind::Operation, "", of);
            let new = self.put(index, key, Body::Whole, operation);
            for param in operation.path_params.iter().chain(operation.query()) {
                let key = Key::new(Kind::Parameter, of, &param.name);
                self.put_part(new, index, key, Body::Param(param), param);
            }
        }
        for ty in &contract.types {
            let key = Key::new(Kind::Type, "", &ty.name);
            let new = self.put(index, key, Body::Whole, ty);
            for field in &ty.fields {
                let key = Key::new(Kind::Field, &ty.name, &field.name);
                self.put_part(new, index, key, Body::Param(field), field);
            }
        }
        for entry in &contract.enums {
            for value in &entry.values {
                let key = Key::new(Kind::Value, &entry.name, &value.value);
                self.put_part(index == 0, index, key, Body::Whole, value);
            }
        }
        for error in &contract.errors {
            self.put(index, Key::error(error), Body::Error(error), error);
        }
    }

    /// Adds a thing as a version has it; gives whether no older version does.
    fn put(&mut self, index: usize, key: Key<'a>, body: Body<'a>, item: &'a impl Lifetime) -> bool {
        let versions = self.versions;
        let mut new = false;
        let thing = self.things.entry(key).or_insert_with(|| {
            new = true;
            Thing {
                bodies: vec![None; versions],
                replaced_by: None,
            }
        });
        thing.bodies[index] = Some(body);
        thing.replaced_by = item.replaced_by();
        new
    }

    /// Adds a part of a thing. One that is wherever its owner is, as most are,
    /// is counted where its owner is `new`.
    fn put_part(
        &mut self,
        new: bool,
        index: usize,
        key: Key<'a>,
        body: Body<'a>,
        item: &'a impl Lifetime,
    ) {
        if !item.available().is_empty() {
            self.put(index, key, body, item);
        } else if new {
            *self.same.entry(key.kind).or_insert(0) += 1;
        }
    }
}
