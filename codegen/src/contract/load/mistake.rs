//! What can be wrong where YAML is read into the types of the spec, and what a
//! person is told of it.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use super::marks::Marks;
use crate::contract::diagnostic::Diagnostic;
use crate::contract::spec::located::NAMES;
use crate::contract::yaml::{Entry, Node};

/// A mistake, and the node it was found at.
#[derive(Debug)]
pub(super) struct Mistake<'t> {
    pub node: Option<&'t Node>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Other(String),
    /// Another kind of value.
    Instead(Wanted, Found),
    /// A text that is none of a small language: what is wrong, what to write.
    Word(String, String),
    UnknownKey(&'static [&'static str]),
    MissingKey(&'static str),
}

/// The kind of value that is wanted.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    WholeNumber,
    Boolean,
    Text,
    List,
    Names,
    Other(String),
}

/// The kind of value that is there.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    Nothing,
    List,
    Map,
    Boolean,
    WholeNumber,
    Number,
    Text,
    /// A scalar that a type of the spec refused, as the message names it.
    ThisText(String),
    This(String),
    Other(String),
}

impl Wanted {
    /// By the names that serde has for types.
    fn of(expected: &dyn Expected) -> Self {
        let expected = expected.to_string();
        match expected.as_str() {
            "u32" | "i64" | "u64" => Self::WholeNumber,
            "a boolean" => Self::Boolean,
            "a string" => Self::Text,
            "a sequence" => Self::List,
            NAMES => Self::Names,
            _ => Self::Other(expected),
        }
    }

    /// What to write instead.
    fn help(&self, found: &Found) -> Option<&'static str> {
        match (found, self) {
            (Found::Nothing, _) => Some("write it, or remove the key"),
            (_, Self::List | Self::Names) => None,
            (Found::ThisText(_), _) => Some("write it without quotes"),
            (Found::This(_), Self::WholeNumber | Self::Boolean) => None,
            (Found::This(_), _) => Some("write it in quotes"),
            _ => None,
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WholeNumber => "a whole number",
            Self::Boolean => "true or false",
            Self::Text => "text",
            Self::List => "a list",
            Self::Names => NAMES,
            Self::Other(words) => words,
        })
    }
}

impl From<Unexpected<'_>> for Found {
    fn from(found: Unexpected<'_>) -> Self {
        match found {
            Unexpected::Unit => Self::Nothing,
            Unexpected::Str(text) => Self::ThisText(format!("the text `{text}`")),
            Unexpected::Unsigned(number) => Self::This(format!("the number {number}")),
            Unexpected::Signed(number) => Self::This(format!("the number {number}")),
            Unexpected::Float(number) => Self::This(format!("the number {number}")),
            Unexpected::Bool(value) => Self::This(format!("`{value}`")),
            Unexpected::Map => Self::Map,
            Unexpected::Seq => Self::List,
            other => Self::Other(other.to_string()),
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing",
            Self::List => "a list",
            Self::Map => "a map",
            Self::Boolean => "a boolean",
            Self::WholeNumber => "a whole number",
            Self::Number => "a number",
            Self::Text => "text",
            Self::ThisText(words) | Self::This(words) | Self::Other(words) => words,
        })
    }
}

impl<'t> Mistake<'t> {
    fn new(kind: Kind) -> Self {
        Self { node: None, kind }
    }

    pub(super) fn instead(expected: &dyn Expected, found: Found) -> Self {
        Self::new(Kind::Instead(Wanted::of(expected), found))
    }

    /// Notes the place, unless an inner node already did.
    pub(super) fn at(mut self, node: &'t Node) -> Self {
        self.node.get_or_insert(node);
        self
    }

    /// Whether something is lost with the node that others may refer to.
    pub(super) fn loses(&self) -> bool {
        !matches!(self.kind, Kind::UnknownKey(_))
    }

    /// What a person is told; `None` where they were told before.
    pub(super) fn diagnostic(self, node: &Node, marks: &Marks) -> Option<Diagnostic> {
        let (message, help) = match self.kind {
            Kind::UnknownKey(expected) => return Some(unknown_key(node, expected)),
            Kind::MissingKey(key) => return missing_key(node, key, marks),
            Kind::Other(message) => (message, None),
            Kind::Word(message, help) => (message, Some(help)),
            Kind::Instead(wanted, found) => (
                format!("expected {wanted}, found {found}"),
                wanted.help(&found).map(str::to_owned),
            ),
        };
        let diagnostic = Diagnostic::new(message).at(node.place, "");
        Some(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        })
    }
}

fn unknown_key(node: &Node, expected: &[&str]) -> Diagnostic {
    let name = node.text().unwrap_or_default();
    let known = expected.iter().map(|key| format!("`{key}`"));
    let known = known.collect::<Vec<_>>().join(", ");
    let diagnostic = Diagnostic::new(format!("the key `{name}` is not known here"))
        .at(node.place, "unknown key");
    match expected.iter().find(|key| similar(name, key)) {
        None if name.contains(' ') => {
            diagnostic.help("put quotes around a text with a comma or a colon in it")
        }
        Some(key) => diagnostic.help(format!("write `{key}`; the keys here are {known}")),
        None if expected.is_empty() => diagnostic,
        None => diagnostic.help(format!("the keys here are {known}")),
    }
}

/// Nothing is said of a key that is there and was already reported as wrong.
fn missing_key(node: &Node, key: &str, marks: &Marks) -> Option<Diagnostic> {
    let reported = |entry: &Entry| {
        let name = entry.name();
        let dropped = marks.is_dropped(&entry.key) || marks.is_dropped(&entry.value);
        dropped && (name == key || similar(name, key))
    };
    if node.merged().any(reported) {
        return None;
    }
    Some(
        Diagnostic::new(format!("the key `{key}` is missing"))
            .at(node.place, format!("`{key}` is missing here"))
            .help(format!("add `{key}: …`")),
    )
}

fn similar(one: &str, other: &str) -> bool {
    strsim::normalized_damerau_levenshtein(one, other) > 0.6
}

impl fmt::Display for Mistake<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}

impl std::error::Error for Mistake<'_> {}

impl de::Error for Mistake<'_> {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Kind::Other(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::instead(expected, found.into())
    }

    /// A word of a small language tells what to write in its other form.
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let (plain, help) = (format!("{expected}"), format!("{expected:#}"));
        match found {
            Unexpected::Str(text) if plain != help => {
                Self::new(Kind::Word(format!("`{text}` is not {plain}"), help))
            }
            other => {
                let found = Found::from(other).to_string();
                Self::instead(expected, Found::Other(found))
            }
        }
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(Kind::UnknownKey(expected))
    }

    fn unknown_variant(found: &str, expected: &'static [&'static str]) -> Self {
        let known: Vec<_> = expected.iter().map(|name| format!("`{name}`")).collect();
        Self::custom(format!("`{found}` is not one of {}", known.join(", ")))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Kind::MissingKey(field))
    }
}
