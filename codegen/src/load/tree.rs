//! A YAML document as a tree in which every node knows its place.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Spanned};

use crate::diagnostic::{Diagnostic, Place};

/// A value of the document.
#[derive(Debug)]
pub(crate) struct Node {
    pub place: Place,
    pub value: Value,
    /// Set once the node was reported as wrong: later reads pass over it.
    pub dropped: Cell<bool>,
    /// Set once the node was read as a name or a value with a place, not as one
    /// of the keys that the format has.
    pub named: Cell<bool>,
    /// Set where dropping the node lost something that others may refer to.
    pub lost: Cell<bool>,
}

#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Scalar(Scalar),
    Seq(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// A scalar, as YAML's core schema reads it and as it was written.
#[derive(Debug)]
pub(crate) struct Scalar {
    pub kind: Kind,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Str,
}

impl Node {
    /// Reads a document. Duplicate keys are kept: the caller reports them.
    pub(crate) fn parse(text: &str, file: usize) -> Result<Self, Diagnostic> {
        let options = serde_saphyr::options! {
            duplicate_keys: DuplicateKeyPolicy::PassThrough,
            with_snippet: false,
            strict_booleans: true,
        };
        match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options) {
            Ok(raw) => Ok(Self::from_raw(raw, text, file)),
            Err(error) => Err(unreadable(&error, text, file)),
        }
    }

    fn from_raw(raw: Spanned<Raw>, text: &str, file: usize) -> Self {
        let place = place_of(raw.referenced, text, file);
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Scalar(kind, string) => {
                let written = place_of(raw.defined, text, file);
                let written = text.get(written.start..written.end).unwrap_or_default();
                let text = string.unwrap_or_else(|| written.to_owned());
                Value::Scalar(Scalar { kind, text })
            }
            Raw::Seq(items) => {
                let nodes = items
                    .into_iter()
                    .map(|item| Self::from_raw(item, text, file));
                Value::Seq(nodes.collect())
            }
            Raw::Map(entries) => {
                let nodes = entries.into_iter().map(|(key, value)| {
                    let key = Self::from_raw(key, text, file);
                    let mut value = Self::from_raw(value, text, file);
                    if matches!(value.value, Value::Map(_) | Value::Seq(_) | Value::Null) {
                        value.place = key.place;
                    }
                    (key, value)
                });
                Value::Map(nodes.collect())
            }
        };
        Self {
            place,
            value,
            dropped: Cell::new(false),
            lost: Cell::new(false),
            named: Cell::new(false),
        }
    }

    /// Passes over the node from now on.
    pub(super) fn drop(&self, loses: bool) {
        self.dropped.set(true);
        self.lost.set(loses);
    }

    /// Collects the names on the way to everything lost, and tells whether there
    /// is any.
    pub(super) fn lost_names(&self, names: &mut BTreeSet<String>) -> bool {
        let mut any = self.lost.get();
        match &self.value {
            Value::Null | Value::Scalar(_) => {}
            Value::Seq(items) => {
                for item in items {
                    any |= item.lost_names(names);
                }
            }
            Value::Map(entries) => {
                for (key, value) in entries {
                    if key.lost_names(names) | value.lost_names(names) {
                        any = true;
                        let name = key.text().filter(|_| key.named.get());
                        names.extend(name.map(str::to_owned));
                    }
                }
            }
        }
        any
    }

    /// Whether a whole section of the document is lost.
    pub(super) fn lost_section(&self) -> bool {
        match &self.value {
            Value::Map(entries) => entries
                .iter()
                .any(|(key, value)| key.lost.get() || value.lost.get()),
            _ => true,
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Value::Map(entries) = &self.value else {
            return None;
        };
        let entry = entries.iter().find(|(key, _)| key.text() == Some(name));
        entry.map(|(_, value)| value)
    }

    /// A scalar as it was written.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// A number that is whole and not negative.
    pub(super) fn whole_number(&self) -> Option<u64> {
        match &self.value {
            Value::Scalar(scalar) => match scalar.kind {
                Kind::UInt(number) => Some(number),
                Kind::Int(number) => number.try_into().ok(),
                _ => None,
            },
            _ => None,
        }
    }

    /// What the value is, in the words of a message.
    pub(super) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Seq(_) => "a list",
            Value::Map(_) => "a map",
            Value::Scalar(scalar) => match scalar.kind {
                Kind::Bool(_) => "a boolean",
                Kind::Int(_) | Kind::UInt(_) => "a whole number",
                Kind::Float(_) => "a number",
                Kind::Str => "text",
            },
        }
    }

    /// Reports keys that stand twice in a map, and drops all but the first.
    pub(super) fn drop_duplicate_keys(&self, found: &mut Vec<Diagnostic>) {
        match &self.value {
            Value::Null | Value::Scalar(_) => {}
            Value::Seq(items) => items
                .iter()
                .for_each(|item| item.drop_duplicate_keys(found)),
            Value::Map(entries) => {
                let mut seen = std::collections::HashMap::new();
                for (key, value) in entries {
                    let Some(name) = key.text() else { continue };
                    if let Some(first) = seen.get(name) {
                        key.drop(true);
                        found.push(
                            Diagnostic::new(format!("the key `{name}` stands twice in one map"))
                                .at(key.place, "again here")
                                .at(*first, "first here")
                                .help("keep one of the two, or give this one another name"),
                        );
                    } else {
                        seen.insert(name, key.place);
                        value.drop_duplicate_keys(found);
                    }
                }
            }
        }
    }
}

fn place_of(location: serde_saphyr::Location, text: &str, file: usize) -> Place {
    let span = location.span();
    let start = span.byte_offset().map_or(0, |offset| offset as usize);
    let len = span.byte_len().map_or(0, |len| len as usize);
    let start = start.min(text.len());
    let end = (start + len).min(text.len());
    Place { file, start, end }
}

/// The message for a document that YAML itself refuses.
fn unreadable(error: &serde_saphyr::Error, text: &str, file: usize) -> Diagnostic {
    let (message, label) = match error.without_snippet() {
        serde_saphyr::Error::MultipleDocuments { .. } => (
            "the file holds more than one YAML document; write each into a file of its own"
                .to_owned(),
            "the second begins here",
        ),
        other => {
            let message = other.to_string();
            let reason = message.split(" at line ").next().unwrap_or(&message);
            (in_words(reason), "reading stops here")
        }
    };
    let diagnostic = Diagnostic::told(&message);
    let Some(location) = error.location() else {
        return diagnostic;
    };
    let start = offset_of(text, location.line(), location.column());
    let end = text[start..]
        .chars()
        .next()
        .map_or(start, |c| start + c.len_utf8());
    diagnostic.at(Place { file, start, end }, label)
}

/// The parser's reason, and what to do about those that are met often.
fn in_words(reason: &str) -> String {
    const COLON: &str = "; write a text with a comma or a colon in it in quotes";
    if reason.starts_with("budget breached") {
        return "the file grows too large once its aliases are written out".to_owned();
    }
    if reason.contains("weak recursion types") {
        return "an alias stands inside of what it names".to_owned();
    }
    let help = if reason.contains("mapping values are not allowed") || reason.contains("',' or '}'")
    {
        COLON
    } else {
        ""
    };
    format!("the file cannot be read as YAML: {reason}{help}")
}

/// Byte offset of a line and a column, both counted from 1.
fn offset_of(text: &str, line: u64, column: u64) -> usize {
    let skip = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    let before: usize = text.split_inclusive('\n').take(skip).map(str::len).sum();
    let rest = &text[before..];
    let column = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
    before + rest.chars().take(column).map(char::len_utf8).sum::<usize>()
}

/// A value as serde-saphyr hands it over.
enum Raw {
    Null,
    Scalar(Kind, Option<String>),
    Seq(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Scalar(Kind::Bool(value), None))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Kind::Int(value), None))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Kind::UInt(value), None))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Kind::Float(value), None))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Scalar(Kind::Str, Some(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::Seq(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}
