//! Braces and brackets. They are kept as long as they fit on one line; an edit
//! that makes them longer first opens them to lines in block style.

use std::ops::Range;

use super::text::Text;
use crate::contract::yaml::{Entry, Node, Shape, Value, WIDTH, is_plain};

/// An outermost map in braces or list in brackets.
#[derive(Clone, Copy)]
pub(super) struct Flow<'t> {
    pub node: &'t Node,
    /// The entry whose value it is; `None` for an item and for a whole text.
    pub owner: Option<&'t Entry>,
}

impl Flow<'_> {
    /// Returns whether it is on one line that is not too long, in the text
    /// `new`.
    pub(super) fn fits(self, text: &Text, new: &str) -> bool {
        let span = &self.node.span;
        let end = new.len() - (text.text.len() - span.end);
        let line = &new[text.line_start(span.start)..end];
        !text.text[span.clone()].contains('\n')
            && !line.contains('\n')
            && line.chars().count() <= WIDTH
    }

    /// Returns the text with the contents on lines of their own, without the
    /// braces or brackets. Comments are kept in place.
    pub(super) fn opened(self, text: &Text) -> String {
        let node = self.node;
        let bracket = text.text[node.span.clone()].find(['{', '[']);
        let open = node.span.start + bracket.unwrap_or_default();
        let (start, indent) = match self.owner {
            Some(owner) => {
                let indent = text.column(owner.key.span.start) + 2;
                (text.after_colon(owner), indent)
            }
            None => (node.span.start, text.column(node.span.start)),
        };
        // An anchor or a tag stays on the line of the key; a comment after the
        // braces moves there.
        let mut head = match text.text[start..open].trim() {
            "" => String::new(),
            properties => format!(" {properties}"),
        };
        let line_end = text.line_end(node.span.end);
        let behind = &text.text[node.span.end..line_end];
        let comment = behind.trim_start().starts_with('#');
        let end = match comment && self.owner.is_some() {
            true => {
                head.push_str(behind);
                line_end
            }
            false => node.span.end,
        };
        let margin = format!("\n{:indent$}", "");
        let mut lines = String::new();
        let mut from = open + 1;
        let mark = if node.is_map() { "" } else { "- " };
        for part in parts(node) {
            lines.push_str(&comments(&text.text[from..part.start], &margin));
            let written = part_text(text, node, &part);
            let mut written = written.lines();
            lines.push_str(&format!(
                "{margin}{mark}{}",
                written.next().unwrap_or_default()
            ));
            for line in written {
                lines.push_str(&format!("{margin}    {}", line.trim()));
            }
            from = part.end;
        }
        let close = node.span.end - 1;
        lines.push_str(&comments(&text.text[from..close.max(from)], &margin));
        let below = self.owner.is_some() || !head.is_empty() || lines.trim().starts_with('#');
        let lines = match below {
            true => lines.as_str(),
            false => lines.trim_start(),
        };
        text.splice(start..end, &format!("{head}{lines}"))
    }
}

/// Returns the bytes of each part: an entry or an item.
fn parts(node: &Node) -> Vec<Range<usize>> {
    let entries = node.entries().iter();
    let entries = entries.map(|entry| entry.key.span.start..entry.end);
    let items = node.items().iter().map(|item| item.span.clone());
    entries.chain(items).collect()
}

/// Formats a part on a line of its own.
fn part_text(text: &Text, node: &Node, part: &Range<usize>) -> String {
    let mut entries = node.entries().iter();
    let Some(entry) = entries.find(|entry| entry.key.span.start == part.start) else {
        return text.text[part.clone()].to_owned();
    };
    let key = &text.text[entry.key.span.clone()];
    let raw = text.text[entry.key.span.end..entry.end].split_once(':');
    match raw.map(|(_, value)| value.trim()).unwrap_or_default() {
        "" => format!("{key}:"),
        value => format!("{key}: {}", unquoted(&entry.value, value)),
    }
}

/// Removes quotes that are necessary only inside of braces.
fn unquoted<'t>(value: &'t Node, raw: &'t str) -> &'t str {
    match &value.shape {
        Shape::Scalar {
            text, plain: false, ..
        } if raw.starts_with('"') && is_plain(text, false) => text,
        _ => raw,
    }
}

/// Formats the comments between two parts: one after a part stays there, the
/// others have lines of their own.
fn comments(between: &str, margin: &str) -> String {
    let mut comments = String::new();
    for (index, line) in between.lines().enumerate() {
        if let Some(start) = line.find('#') {
            let comment = line[start..].trim_end();
            let gap = if index == 0 { "  " } else { margin };
            comments.push_str(&format!("{gap}{comment}"));
        }
    }
    comments
}

/// Inserts an entry at an index of a map in braces.
pub(super) fn insert(text: &Text, map: &Node, index: usize, name: &str, value: &Value) -> String {
    let braced = Value::map([(name, value.clone())]).in_flow();
    let bare = &braced["{ ".len()..braced.len() - " }".len()];
    let entries = map.entries();
    match index.checked_sub(1) {
        Some(before) => {
            let end = entries[before].end;
            text.splice(end..end, &format!(", {bare}"))
        }
        None => {
            let start = entries[0].key.span.start;
            text.splice(start..start, &format!("{bare}, "))
        }
    }
}

/// Removes one of several parts from braces or brackets.
pub(super) fn remove(text: &Text, within: &Node, index: usize) -> String {
    let parts = parts(within);
    let part = &parts[index];
    let range = match index.checked_sub(1) {
        Some(before) => parts[before].end..part.end,
        None => part.start..parts.get(1).map_or(part.end, |next| next.start),
    };
    text.splice(range, "")
}
