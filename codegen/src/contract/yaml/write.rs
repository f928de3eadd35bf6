//! Values to write into a spec, and their YAML.

use super::scalar::is_plain;

/// The columns of the longest line.
pub(crate) const WIDTH: usize = 100;

/// A value that an edit writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text; quoted or folded where YAML or the width of a line needs it.
    Text(String),
    /// A scalar that is never quoted, such as a number or `true`.
    Bare(String),
    /// A list.
    List(Vec<Value>),
    /// A map, in this order: on one line if it fits and no other map is in it.
    Map(Vec<(String, Value)>),
    /// A map with a line for each entry.
    Lines(Vec<(String, Value)>),
}

impl Value {
    /// Creates a map of the given entries.
    pub fn map<K: Into<String>, V: Into<Self>>(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        Self::Map(owned(entries))
    }

    /// Creates a map of the given entries, with a line for each.
    pub fn lines<K: Into<String>, V: Into<Self>>(
        entries: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        Self::Lines(owned(entries))
    }

    /// Creates a list of the given items.
    pub fn list<V: Into<Self>>(items: impl IntoIterator<Item = V>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }

    /// Returns whether it is a map that contains a map, which takes several lines.
    pub(crate) fn is_deep(&self) -> bool {
        match self {
            Self::Map(entries) => entries.iter().any(|(_, value)| match value {
                Self::Map(map) | Self::Lines(map) => !map.is_empty(),
                _ => false,
            }),
            Self::Lines(_) => true,
            _ => false,
        }
    }

    /// Formats the value on one line, lists and maps in brackets and braces.
    pub(crate) fn in_flow(&self) -> String {
        match self {
            Self::Text(text) => scalar(text, true),
            Self::Bare(text) => text.clone(),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Self::in_flow).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(entries) | Self::Lines(entries) if entries.is_empty() => "{}".to_owned(),
            Self::Map(entries) | Self::Lines(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("{}: {}", self::key(key), value.in_flow()));
                format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Formats `key: value` at a column; lines after the first are indented. A
    /// map that is not `spread` is on one line if it fits.
    pub(crate) fn in_block(&self, name: &str, indent: usize, spread: bool) -> String {
        let name = key(name);
        self.after(&format!("{name}:"), indent, indent + 2, spread)
    }

    /// Formats the value as an item of a list whose dash is at a column.
    pub(crate) fn as_item(&self, indent: usize, spread: bool) -> String {
        if let (Self::Map(entries) | Self::Lines(entries), true) = (self, spread || self.is_deep())
        {
            let lines = entries
                .iter()
                .map(|(key, value)| value.in_block(key, indent + 2, false));
            let separator = format!("\n{:1$}", "", indent + 2);
            return format!("- {}", lines.collect::<Vec<_>>().join(&separator));
        }
        self.after("-", indent, indent + 2, spread)
    }

    /// Formats the value after a key or a dash, on its line or on lines below.
    fn after(&self, head: &str, indent: usize, inner: usize, spread: bool) -> String {
        let line = match self {
            Self::Text(text) => format!("{head} {}", scalar(text, false)),
            other => format!("{head} {}", other.in_flow()),
        };
        let fits = indent + line.chars().count() <= WIDTH;
        let margin = " ".repeat(inner);
        match self {
            Self::Text(text) if !fits => match folded(text, inner) {
                Some(lines) => format!("{head} >-{lines}"),
                None => line,
            },
            Self::List(items) if !fits => {
                let items = items.iter().map(|item| item.as_item(inner, false));
                let items = items.map(|item| format!("\n{margin}{item}"));
                format!("{head}{}", items.collect::<String>())
            }
            Self::Map(entries) | Self::Lines(entries)
                if !entries.is_empty() && (spread || !fits || self.is_deep()) =>
            {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("\n{margin}{}", value.in_block(key, inner, false)));
                format!("{head}{}", entries.collect::<String>())
            }
            _ => line,
        }
    }
}

fn owned<K: Into<String>, V: Into<Value>>(
    entries: impl IntoIterator<Item = (K, V)>,
) -> Vec<(String, Value)> {
    let entries = entries.into_iter();
    entries
        .map(|(key, value)| (key.into(), value.into()))
        .collect()
}

/// Formats a key, quoted if necessary. The format's key `on` and error codes
/// are read as text, so they are not quoted.
pub(crate) fn key(name: &str) -> String {
    let number = name.parse::<i64>();
    let number = number.is_ok_and(|number| number.to_string() == name);
    match number || name == "on" {
        true => name.to_owned(),
        false => scalar(name, true),
    }
}

fn scalar(text: &str, flow: bool) -> String {
    if is_plain(text, flow) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || c == '\u{FEFF}' => {
                quoted.push_str(&format!("\\U{:08X}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Formats the lines of a folded scalar; `None` where folding would change the
/// text.
fn folded(text: &str, indent: usize) -> Option<String> {
    let unfoldable = |c: char| (c.is_control() && c != '\n') || c == '\u{FEFF}';
    let unsuitable =
        !text.contains([' ', '\n']) || text.trim() != text || text.contains(unfoldable);
    if unsuitable || text.contains("  ") || text.contains("\n ") || text.contains(" \n") {
        return None;
    }
    let options = textwrap::Options::new(WIDTH.saturating_sub(indent).max(1))
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let mut lines = String::new();
    for (index, paragraph) in text.split('\n').enumerate() {
        if index > 0 {
            lines.push('\n');
        }
        if paragraph.is_empty() {
            continue;
        }
        for line in textwrap::wrap(paragraph, &options) {
            lines.push_str(&format!("\n{:indent$}{line}", ""));
        }
    }
    Some(lines)
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bare(value.to_string())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Bare(number.to_string())
    }
}
