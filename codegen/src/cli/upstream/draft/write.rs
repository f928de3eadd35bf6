//! The entries of a draft.

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use super::common::{self, Section};
use super::known::Known;
use super::sketch::{Member, NewCall, NewEnum, NewType, Notes, Sketch};
use super::unstated::unstated;
use super::wanted::Wanted;
use crate::cli::edit::Address;
use crate::cli::edit::spec_file::{SECTIONS, format_line};
use crate::cli::upstream::counterpart::META_SPEC;
use crate::contract::placeholder::{DRAFTED_DOC, GUESS};
use crate::contract::spec::timeline::Span;
use crate::contract::yaml::Value;

/// Entries for a contract.
#[derive(Clone, Debug)]
pub struct Draft {
    /// A name for one file of all entries.
    pub file: String,
    /// Sections that a contract has once.
    pub common: Vec<Section>,
    /// New entries, by the names of their files.
    pub parts: BTreeMap<String, Part>,
    /// Entries to add to maps that the contract has.
    pub(super) additions: Vec<(Address, Vec<(String, Value)>)>,
    /// Entries of the contract to which the types are given.
    pub(super) completed: Vec<(Address, String)>,
    /// What a person has to know.
    pub notes: Notes,
    /// What Meta's files do not state.
    pub unstated: Vec<String>,
    /// What is drafted, in words.
    title: String,
}

/// The new entries of one file.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// By section, each sorted by name.
    pub(super) sections: BTreeMap<&'static str, Vec<(String, Value)>>,
}

impl Draft {
    /// Everything in one document.
    pub fn whole(&self) -> String {
        let mut all = Part::default();
        for part in self.parts.values() {
            for (section, entries) in &part.sections {
                let all = all.sections.entry(section).or_default();
                all.extend(entries.iter().cloned());
            }
        }
        for entries in all.sections.values_mut() {
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        }
        let common = common::text(&self.common);
        format!("{}{}{}{common}", self.comments(), format_line(), all.text())
    }

    /// The files of a contract of its own: what a contract has once, and one file
    /// for each node, or for one call.
    pub fn files(&self, one_call: bool) -> Vec<(String, String)> {
        let common = common::text(&self.common);
        if one_call {
            let whole = self.whole();
            let own = whole.strip_suffix(&common).unwrap_or(&whole).to_owned();
            let common = format!("{}{common}", format_line());
            return vec![(common::FILE.to_owned(), common), (self.file.clone(), own)];
        }
        let common = format!("{}{}{common}", self.comments(), format_line());
        let parts = self.parts.iter();
        let parts =
            parts.map(|(file, part)| (file.clone(), format!("{}{}", format_line(), part.text())));
        [(common::FILE.to_owned(), common)]
            .into_iter()
            .chain(parts)
            .collect()
    }

    /// What a person has to know, above all else.
    fn comments(&self) -> String {
        let mut comments = String::new();
        let mut list = |title: &str, items: Vec<&String>| {
            if items.is_empty() {
                return;
            }
            for line in textwrap::wrap(title, 98) {
                comments.push_str(&format!("# {line}\n"));
            }
            for item in items {
                for (index, line) in textwrap::wrap(item, 94).iter().enumerate() {
                    let dash = if index == 0 { "-" } else { " " };
                    let line = line.replace(char::is_control, " ");
                    comments.push_str(&format!("# {dash} {line}\n"));
                }
            }
            comments.push_str("#\n");
        };
        list(&self.title, self.unstated.iter().collect());
        list("Left out:", self.notes.left_out.iter().collect());
        comments
    }

    /// The entries that have their types now.
    pub fn completed(&self) -> Vec<String> {
        let completed = self.completed.iter();
        completed
            .map(|(address, ty)| format!("`{address}` is `{ty}`"))
            .collect()
    }

    /// What is new, in numbers.
    pub fn summary(&self) -> String {
        let count = |section: &str| -> usize {
            let parts = self.parts.values();
            let sections = parts.filter_map(|part| part.sections.get(section));
            sections.map(Vec::len).sum()
        };
        let added: usize = self.additions.iter().map(|(_, added)| added.len()).sum();
        format!(
            "{} calls, {} types and {} enums, and {added} parts of known ones",
            count("operations"),
            count("types"),
            count("enums"),
        )
    }
}

impl Part {
    /// Its sections, each after a blank line.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for section in SECTIONS {
            if let Some(entries) = self.sections.get(section) {
                text.push_str(&common::section(section, entries));
            }
        }
        text
    }

    fn add(&mut self, section: &'static str, name: &str, value: Value) {
        let entries = self.sections.entry(section).or_default();
        entries.push((name.to_owned(), value));
    }
}

pub(super) fn write(
    sketch: Sketch<'_>,
    known: &Known<'_>,
    newer: &[String],
    wanted: &Wanted,
) -> Draft {
    let targets = wanted.targets.iter();
    let targets: Vec<_> = targets.map(|target| format!("`{target}`")).collect();
    Draft {
        file: format!(
            "{}.yaml",
            wanted
                .targets
                .join("_")
                .replace(['.', '*'], "_")
                .to_snake_case()
        ),
        common: common::sections(&sketch, wanted),
        parts: parts(&sketch, known),
        additions: additions(&sketch),
        completed: completed(&sketch),
        unstated: unstated(&sketch, newer, wanted),
        title: format!(
            "A first draft of {}, from Meta's machine-readable spec of {}. What it does not say:",
            targets.join(", "),
            wanted.version
        ),
        notes: sketch.notes,
    }
}

fn parts(sketch: &Sketch<'_>, known: &Known<'_>) -> BTreeMap<String, Part> {
    let mut parts: BTreeMap<String, Part> = BTreeMap::new();
    let mut add = |node: &str, section: &'static str, name: &str, value: Value| {
        let part = parts.entry(file(node, known)).or_default();
        part.add(section, name, value);
    };
    for (node, id) in &sketch.ids {
        let what = format!("Identifies a {node}.");
        let value = Value::map([("doc", what.as_str()), ("source", META_SPEC)]);
        add(node, "ids", id, value);
    }
    for call in &sketch.calls {
        add(call.node, "operations", &call.name, operation(call));
    }
    for (name, entry) in &sketch.enums {
        add(entry.node, "enums", name, enumeration(entry));
    }
    for (node, entry) in &sketch.types {
        add(node, "types", &entry.name, ty(node, entry));
    }
    for entries in parts
        .values_mut()
        .flat_map(|part| part.sections.values_mut())
    {
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
    }
    parts
}

/// The file of a node: that of its type, or one named after it.
fn file(node: &str, known: &Known<'_>) -> String {
    if let Some(file) = known.file_of(node) {
        return file.to_owned();
    }
    let file = format!("{}.yaml", node.to_snake_case());
    match file == common::FILE {
        true => format!("{}_node.yaml", node.to_snake_case()),
        false => file,
    }
}

fn additions(sketch: &Sketch<'_>) -> Vec<(Address, Vec<(String, Value)>)> {
    let members = [
        ("operations", "params", &sketch.params),
        ("types", "fields", &sketch.fields),
    ];
    let members = members.into_iter().flat_map(|(section, map, added)| {
        added.iter().map(move |(name, added)| {
            let added = added.iter().map(member);
            let added = added.map(|(name, value)| (name.to_owned(), value));
            (Address::new([section, name.as_str(), map]), added.collect())
        })
    });
    let values = sketch.values.iter().map(|(name, added)| {
        let added = added.iter().map(|(value, spans)| {
            let doc = [("doc", Value::from(DRAFTED_DOC))].into_iter();
            let source = [("source", Value::from(META_SPEC))];
            let keys = doc.chain(availability(spans)).chain(source);
            ((*value).to_owned(), Value::map(keys))
        });
        (
            Address::new(["enums", name.as_str(), "values"]),
            added.collect(),
        )
    });
    members.chain(values).collect()
}

fn completed(sketch: &Sketch<'_>) -> Vec<(Address, String)> {
    let completed = sketch.completed.iter().map(|completed| {
        let (field, index) = &completed.field;
        let address = Address::new(["types", completed.of.as_str(), "fields", field.as_str()]);
        (address.item(*index), completed.ty.to_string())
    });
    completed.collect()
}

fn operation(call: &NewCall<'_>) -> Value {
    let returns = match call.call.endpoint {
        Some(_) => format!("edge<{}>", call.returns),
        None => call.returns.clone(),
    };
    let mut keys = vec![
        ("get", Value::from(call.path.as_str())),
        ("returns", returns.into()),
        ("doc", DRAFTED_DOC.into()),
        ("source", META_SPEC.into()),
    ];
    keys.extend(availability(&call.spans));
    if let Some(upstream) = &call.upstream {
        keys.push(("upstream", upstream.as_str().into()));
    }
    if let Some((name, ty)) = &call.id {
        let what = format!("The {}.", call.node);
        let param = [("type", ty.as_str()), ("doc", &what), ("source", META_SPEC)];
        let path = Value::lines([(name.as_str(), Value::map(param))]);
        keys.push(("path", path));
    }
    if !call.params.is_empty() {
        keys.push(("params", Value::lines(call.params.iter().map(member))));
    }
    Value::lines(keys)
}

fn member(member: &Member) -> (&str, Value) {
    let mut keys = vec![("type", Value::from(member.ty.to_string()))];
    if member.required {
        keys.push(("required", true.into()));
    }
    if let Some(corrects) = &member.corrects {
        keys.push(("corrects", corrects.as_str().into()));
    }
    keys.extend(availability(&member.spans));
    keys.extend([("doc", DRAFTED_DOC.into()), ("source", META_SPEC.into())]);
    (&member.name, Value::map(keys))
}

fn enumeration(entry: &NewEnum<'_>) -> Value {
    let values = entry.values.iter();
    let values = values.map(|value| (*value, DRAFTED_DOC));
    Value::lines([
        ("doc", Value::from(DRAFTED_DOC)),
        ("source", META_SPEC.into()),
        ("values", Value::lines(values)),
    ])
}

fn ty(node: &str, drafted: &NewType) -> Value {
    let source = match drafted.guessed {
        true => GUESS,
        false => META_SPEC,
    };
    let mut keys = vec![("doc", Value::from(DRAFTED_DOC)), ("source", source.into())];
    keys.extend(availability(&drafted.spans));
    if drafted.partial {
        keys.push(("partial", true.into()));
    }
    if drafted.name != node && !drafted.guessed {
        keys.push(("upstream", node.into()));
    }
    let guessed = || {
        let keys = [("type", "string"), ("doc", DRAFTED_DOC), ("source", GUESS)];
        Value::lines([("id", Value::map(keys))])
    };
    let fields = match drafted.guessed {
        true => guessed(),
        false => Value::lines(drafted.fields.iter().map(member)),
    };
    keys.push(("fields", fields));
    Value::lines(keys)
}

/// The keys that state versions.
fn availability(spans: &[Span]) -> Vec<(&'static str, Value)> {
    let bounds = |span: &Span| {
        let text = |version: Option<_>| {
            version.map(|version: crate::contract::spec::VersionName| version.to_string().into())
        };
        let keys = [
            ("since", text(span.since)),
            ("removed_in", text(span.removed_in)),
        ];
        let keys = keys.into_iter();
        keys.filter_map(|(key, value): (_, Option<Value>)| Some((key, value?)))
            .collect::<Vec<_>>()
    };
    match spans {
        [] => Vec::new(),
        [span] => bounds(span),
        many => {
            let ranges = many.iter().map(|span| Value::map(bounds(span)));
            vec![("ranges", Value::list(ranges))]
        }
    }
}
