//! What is written into a spec, and the YAML that says it.

use super::scalar::is_plain;

/// Columns that a line has at most.
pub(crate) const WIDTH: usize = 100;

/// What an edit writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text; quoted or folded where YAML or the width of a line asks for it.
    Text(String),
    /// What stands without quotes whatever it looks like: a number, `true`.
    Bare(String),
    /// A list.
    List(Vec<Value>),
    /// A map, in this order: on one line where it fits there and no other map
    /// is in it.
    Map(Vec<(String, Value)>),
    /// A map with a line for each of its entries.
    Lines(Vec<(String, Value)>),
}

impl Value {
    /// A map of the given entries.
    pub fn map<K: Into<String>, V: Into<Self>>(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        Self::Map(owned(entries))
    }

    /// A map of the given entries, with a line for each.
    pub fn lines<K: Into<String>, V: Into<Self>>(
        entries: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        Self::Lines(owned(entries))
    }

    /// A list of the given items.
    pub fn list<V: Into<Self>>(items: impl IntoIterator<Item = V>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }

    /// Whether a map stands in a map, which nobody writes on one line.
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

    /// The value in brackets, all on one line.
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

    /// `key: value`, to stand at a column; lines after the first bring their
    /// own indent. A map that is not `spread` stands on one line if it fits.
    pub(crate) fn in_block(&self, name: &str, indent: usize, spread: bool) -> String {
        let name = key(name);
        self.below(&format!("{name}:"), indent, indent + 2, spread)
    }

    /// The value as an item of a list whose dash stands at a column.
    pub(crate) fn as_item(&self, indent: usize, spread: bool) -> String {
        if let (Self::Map(entries) | Self::Lines(entries), true) = (self, spread || self.is_deep())
        {
            let lines = entries
                .iter()
                .map(|(key, value)| value.in_block(key, indent + 2, false));
            let separator = format!("\n{:1$}", "", indent + 2);
            return format!("- {}", lines.collect::<Vec<_>>().join(&separator));
        }
        self.below("-", indent, indent + 2, spread)
    }

    /// The value behind a key or a dash, on its line or on lines below.
    fn below(&self, head: &str, indent: usize, inner: usize, spread: bool) -> String {
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

/// A key, in quotes where it has to be. The format has the key `on`, and codes
/// for keys: nobody writes those in quotes.
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

/// The lines of a folded scalar; `None` where folding would change the text.
fn folded(text: &str, indent: usize) -> Option<String> {
    let stray = |c: char| (c.is_control() && c != '\n') || c == '\u{FEFF}';
    let odd = !text.contains([' ', '\n']) || text.trim() != text || text.contains(stray);
    if odd || text.contains("  ") || text.contains("\n ") || text.contains(" \n") {
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
