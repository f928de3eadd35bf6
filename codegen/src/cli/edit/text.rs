//! Edits of one text, which keep every other byte.

use std::ops::Range;

use super::flow;
use crate::contract::yaml::{self, Document, Entry, Node, Value};

/// A text and its tree.
#[derive(Debug)]
pub(super) struct Text {
    pub text: String,
    pub root: Node,
}

impl Text {
    pub(super) fn new(text: String) -> Option<Self> {
        let root = Document::parse(&text, 0).ok()?.root;
        Some(Self { text, root })
    }

    /// Replaces bytes by `new`, with the line ends of the text.
    pub(super) fn splice(&self, range: Range<usize>, new: &str) -> String {
        let new = new.replace("\r\n", "\n").replace('\n', self.newline());
        [&self.text[..range.start], &new, &self.text[range.end..]].concat()
    }

    /// Returns the line end of the text.
    pub(super) fn newline(&self) -> &'static str {
        if self.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        }
    }

    /// Inserts an entry at an index of a map, with a blank line around it if its
    /// neighbours have one.
    pub(super) fn insert(&self, map: &Node, index: usize, name: &str, value: &Value) -> String {
        let spaced = self.is_spaced(map.entries(), index, value);
        self.insert_at(map, index, name, value, spaced)
    }

    /// Inserts a key at an index of an entry, without a blank line.
    pub(super) fn insert_key(&self, map: &Node, index: usize, key: &str, value: &Value) -> String {
        self.insert_at(map, index, key, value, false)
    }

    fn insert_at(
        &self,
        map: &Node,
        index: usize,
        name: &str,
        value: &Value,
        spaced: bool,
    ) -> String {
        let entries = map.entries();
        if map.is_flow() {
            return flow::insert(self, map, index, name, value);
        }
        let Some(first) = entries.first() else {
            return self.text.clone();
        };
        let indent = self.column(first.key.span.start);
        let spread = is_spread(entries, value);
        let entry = value.in_block(name, indent, spread);
        let margin = " ".repeat(indent);
        let gap = if spaced { "\n" } else { "" };
        if let Some(before) = index.checked_sub(1).and_then(|index| entries.get(index)) {
            let end = self.line_end(before.end);
            return self.splice(end..end, &format!("\n{gap}{margin}{entry}"));
        }
        if self.begins_line(first.key.span.start) {
            let start = self.head(first.key.span.start, None);
            return self.splice(start..start, &format!("{margin}{entry}\n{gap}"));
        }
        let start = first.key.span.start;
        self.splice(start..start, &format!("{entry}\n{margin}"))
    }

    /// Adds the first entry to the value of a key.
    pub(super) fn fill(&self, owner: &Entry, name: &str, value: &Value, flow: bool) -> String {
        let map = Value::map([(name, value.clone())]);
        if flow {
            return self.replace(owner, &map, true);
        }
        let indent = self.column(owner.key.span.start) + 2;
        let entry = value.in_block(name, indent, value.is_deep());
        let line_end = self.line_end(owner.end);
        let comment = &self.text[owner.end..line_end];
        let new = format!("{comment}\n{:indent$}{entry}", "");
        self.splice(self.after_colon(owner)..line_end, &new)
    }

    /// Adds a section at the end of the text.
    pub(super) fn append(&self, section: &str, name: &str, value: &Value) -> String {
        let entry = value.in_block(name, 2, value.is_deep());
        let end = self.text.trim_end().len();
        let end = self.line_end(end);
        self.splice(end..end, &format!("\n\n{section}:\n  {entry}"))
    }

    /// Removes an entry from a map that has others, with the comment above it.
    pub(super) fn remove(&self, map: &Node, index: usize) -> String {
        let entries = map.entries();
        let entry = &entries[index];
        if map.is_flow() {
            return flow::remove(self, map, index);
        }
        match entries.get(index + 1) {
            Some(next) if !self.begins_line(entry.key.span.start) => {
                let kept = self.comments(entry.end, next.key.span.start);
                self.splice(entry.key.span.start..next.key.span.start, &kept)
            }
            next => {
                let next = next.map(|next| next.key.span.start);
                let before = index.checked_sub(1).map(|index| entries[index].end);
                self.remove_lines(before, entry.key.span.start, entry.end, next)
            }
        }
    }

    /// Removes an item from a list that has others.
    pub(super) fn remove_item(&self, list: &Node, index: usize) -> String {
        let items = list.items();
        if list.is_flow() {
            return flow::remove(self, list, index);
        }
        let start = self.dash(&items[index]);
        let next = items.get(index + 1).map(|next| self.dash(next));
        let before = index.checked_sub(1).map(|index| items[index].span.end);
        self.remove_lines(before, start, items[index].span.end, next)
    }

    /// Removes the lines of a part from `start` to `end`, and the blank lines
    /// that separate it from the parts `before` and `next`.
    fn remove_lines(
        &self,
        before: Option<usize>,
        start: usize,
        end: usize,
        next: Option<usize>,
    ) -> String {
        let head = self.head(start, before);
        let end = self.line_end(end);
        let Some(before) = before else {
            let next = next.map_or(end, |next| self.head(next, Some(end)));
            return self.splice(head..next, "");
        };
        let above = self.text[..head].trim_end().len().max(before);
        let above = self.line_end(above);
        let separated = self.text[above..head].lines().count() > 1;
        let separated_below = next.is_none_or(|next| self.blank_line(end, next));
        if separated && !separated_below {
            let below = self.text[end..]
                .find('\n')
                .map_or(self.text.len(), |at| end + at + 1);
            return self.splice(head..below, "");
        }
        self.splice(above..end, "")
    }

    /// Replaces the value of an entry.
    pub(super) fn replace(&self, entry: &Entry, value: &Value, flow: bool) -> String {
        let name = entry.name();
        let indent = self.column(entry.key.span.start);
        let written = if flow {
            format!(" {}", value.in_flow())
        } else {
            let whole = value.in_block(name, indent, false);
            whole[yaml::key(name).len() + 1..].to_owned()
        };
        self.splice(self.after_colon(entry)..entry.end, &written)
    }

    /// Returns the start of the line of a byte.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Returns the end of the line of a byte, without the line end.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let line = rest.find('\n').map_or(rest, |newline| &rest[..newline]);
        at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// Returns the number of characters before a byte in its line.
    pub(super) fn column(&self, at: usize) -> usize {
        self.text[self.line_start(at)..at].chars().count()
    }

    /// Returns whether only spaces are before a byte in its line.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        self.text[self.line_start(at)..at].trim().is_empty()
    }

    /// Returns the end of the colon of a key.
    pub(super) fn after_colon(&self, entry: &Entry) -> usize {
        let end = entry.key.span.end;
        end + self.text[end..].find(':').map_or(0, |colon| colon + 1)
    }

    /// Returns the start of the dash of an item.
    fn dash(&self, item: &Node) -> usize {
        self.text[..item.span.start]
            .rfind('-')
            .unwrap_or(item.span.start)
    }

    /// Returns the start of the first line of a part, which is that of the
    /// comment directly above it, if any. The part before it ends at `before`.
    fn head(&self, at: usize, before: Option<usize>) -> usize {
        let mut start = self.line_start(at);
        let floor = before.map_or(0, |before| self.line_end(before));
        while start > floor + 1 {
            let above = self.line_start(start - 1);
            let comment = self.text[above..start].trim_start().starts_with('#');
            if !comment || above <= floor {
                break;
            }
            start = above;
        }
        start
    }

    /// Returns whether a blank line is between two bytes.
    fn blank_line(&self, from: usize, to: usize) -> bool {
        let from = self.line_end(from);
        let between = self.text.get(from..self.line_start(to)).unwrap_or_default();
        between.lines().skip(1).any(|line| line.trim().is_empty())
    }

    /// Returns the comments between two bytes, as lines that end at the column
    /// of the second one.
    fn comments(&self, from: usize, to: usize) -> String {
        let lines = self.text[self.line_end(from)..to].lines();
        let comments = lines.map(str::trim).filter(|line| line.starts_with('#'));
        let margin = format!("\n{:1$}", "", self.column(to));
        comments.map(|line| format!("{line}{margin}")).collect()
    }

    /// Returns whether blank lines separate the entries around an index.
    fn is_spaced(&self, entries: &[Entry], index: usize, value: &Value) -> bool {
        let last = entries.len().saturating_sub(1);
        if last == 0 {
            return value.is_deep();
        }
        let second = index.clamp(1, last);
        self.blank_line(entries[second - 1].end, entries[second].key.span.start)
    }
}

/// Returns whether a map is written in block style, as all its neighbours are.
fn is_spread(entries: &[Entry], value: &Value) -> bool {
    let mut maps = entries
        .iter()
        .map(|entry| &entry.value)
        .filter(|value| value.is_map());
    let all = maps.clone().count() > 0 && maps.all(|map| !map.is_flow());
    matches!(value, Value::Map(_)) && (all || value.is_deep())
}
