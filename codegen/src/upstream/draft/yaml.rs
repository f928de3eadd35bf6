//! YAML as people write it: a line for each fact.

use std::fmt::Write;

/// A text that grows by lines.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// A line at a depth.
    pub(super) fn line(&mut self, depth: usize, line: &str) {
        let _ = writeln!(self.text, "{:indent$}{line}", "", indent = depth * 2);
    }

    /// A section, after a blank line.
    pub(super) fn section(&mut self, name: &str) {
        let _ = writeln!(self.text, "\n{name}:");
    }

    /// A name and its map, on one line.
    pub(super) fn entry(&mut self, depth: usize, name: &str, keys: &[(&str, &str)]) {
        self.member(depth, name, false, keys);
    }

    /// A parameter or a field: its type, and the rest.
    pub(super) fn member(
        &mut self,
        depth: usize,
        name: &str,
        required: bool,
        keys: &[(&str, &str)],
    ) {
        let keys = keys
            .iter()
            .map(|(key, value)| format!("{key}: {}", scalar(value)));
        let mut keys: Vec<_> = keys.collect();
        if required {
            keys.insert(1, "required: true".to_owned());
        }
        self.line(
            depth,
            &format!("{}: {{ {} }}", scalar(name), keys.join(", ")),
        );
    }

    /// A name and what it stands for, on one line.
    pub(super) fn pair(&mut self, depth: usize, name: &str, value: &str) {
        self.line(depth, &format!("{}: {}", scalar(name), scalar(value)));
    }

    pub(super) fn text(self) -> String {
        self.text
    }
}

/// Words that YAML, in one version or another, takes for something else.
const WORDS: [&str; 10] = [
    "true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan",
];

/// A scalar, in quotes where it needs them.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./ <>`'()%".contains(c);
    let bare = text.starts_with(|c: char| c.is_ascii_alphabetic() || "_/".contains(c))
        && text.chars().all(plain)
        && !text.ends_with(' ')
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    if bare || is_date(text) {
        return text.to_owned();
    }
    // JSON's escapes are YAML's too.
    serde_json::Value::from(text).to_string()
}

fn is_date(text: &str) -> bool {
    text.parse::<crate::spec::words::Date>().is_ok()
}
