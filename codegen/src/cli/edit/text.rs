//! Edits of one text. What they do not concern keeps every byte.

use std::ops::Range;

use super::flow;
use crate::contract::yaml::{self, Document, Entry, Node, Value};

/// A text and the tree of it.
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

    /// Puts `new` in the place of some bytes; its line ends become the text's.
    pub(super) fn splice(&self, range: Range<usize>, new: &str) -> String {
        let new = new.replace("\r\n", "\n").replace('\n', self.newline());
        [&self.text[..range.start], &new, &self.text[range.end..]].concat()
    }

    /// How the lines of the text end.
    pub(super) fn newline(&self) -> &'static str {
        if self.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        }
    }

    /// Writes an entry into a map, to stand at an index of it, parted from its
    /// neighbours as they are from each other.
    pub(super) fn insert(&self, map: &Node, index: usize, name: &str, value: &Value) -> String {
        let airy = self.is_airy(map.entries(), index, value);
        self.insert_at(map, index, name, value, airy)
    }

    /// Writes a key into an entry, without a blank line.
    pub(super) fn insert_key(&self, map: &Node, index: usize, key: &str, value: &Value) -> String {
        self.insert_at(map, index, key, value, false)
    }

    fn insert_at(&self, map: &Node, index: usize, name: &str, value: &Value, airy: bool) -> String {
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
        let gap = if airy { "\n" } else { "" };
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

    /// Writes the first entry of a key that has none.
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
        self.splice(self.behind_colon(owner)..line_end, &new)
    }

    /// Writes a section at the end of the text.
    pub(super) fn append(&self, section: &str, name: &str, value: &Value) -> String {
        let entry = value.in_block(name, 2, value.is_deep());
        let end = self.text.trim_end().len();
        let end = self.line_end(end);
        self.splice(end..end, &format!("\n\n{section}:\n  {entry}"))
    }

    /// Takes an entry out of a map that has others, with the comment above it.
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

    /// Takes an item out of a list that has others.
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

    /// Takes lines out, and the blank ones that parted them from their
    /// neighbours: a part from `start` to `end` between two others.
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
        let parted = self.text[above..head].lines().count() > 1;
        let parted_below = next.is_none_or(|next| self.blank_line(end, next));
        if parted && !parted_below {
            let below = self.text[end..]
                .find('\n')
                .map_or(self.text.len(), |at| end + at + 1);
            return self.splice(head..below, "");
        }
        self.splice(above..end, "")
    }

    /// Writes another value for an entry.
    pub(super) fn replace(&self, entry: &Entry, value: &Value, flow: bool) -> String {
        let name = entry.name();
        let indent = self.column(entry.key.span.start);
        let written = if flow {
            format!(" {}", value.in_flow())
        } else {
            let whole = value.in_block(name, indent, false);
            whole[yaml::key(name).len() + 1..].to_owned()
        };
        self.splice(self.behind_colon(entry)..entry.end, &written)
    }

    /// The start of the line of a byte.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The end of the line of a byte, before what ends it.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let line = rest.find('\n').map_or(rest, |newline| &rest[..newline]);
        at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// Characters before a byte in its line.
    pub(super) fn column(&self, at: usize) -> usize {
        self.text[self.line_start(at)..at].chars().count()
    }

    /// Whether only spaces stand before a byte in its line.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        self.text[self.line_start(at)..at].trim().is_empty()
    }

    /// Behind the colon of a key.
    pub(super) fn behind_colon(&self, entry: &Entry) -> usize {
        let end = entry.key.span.end;
        end + self.text[end..].find(':').map_or(0, |colon| colon + 1)
    }

    /// The dash of an item.
    fn dash(&self, item: &Node) -> usize {
        self.text[..item.span.start]
            .rfind('-')
            .unwrap_or(item.span.start)
    }

    /// The first line of a part: that of the comment right above it, if it has
    /// one. What stands before it ends at `before`.
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

    /// Whether a blank line stands between the line of one byte and another.
    fn blank_line(&self, from: usize, to: usize) -> bool {
        let from = self.line_end(from);
        let between = self.text.get(from..self.line_start(to)).unwrap_or_default();
        between.lines().skip(1).any(|line| line.trim().is_empty())
    }

    /// The comments between two bytes, as lines that end at the second one's
    /// column.
    fn comments(&self, from: usize, to: usize) -> String {
        let lines = self.text[self.line_end(from)..to].lines();
        let comments = lines.map(str::trim).filter(|line| line.starts_with('#'));
        let margin = format!("\n{:1$}", "", self.column(to));
        comments.map(|line| format!("{line}{margin}")).collect()
    }

    /// Whether blank lines part the entries where a new one will stand.
    fn is_airy(&self, entries: &[Entry], index: usize, value: &Value) -> bool {
        let last = entries.len().saturating_sub(1);
        if last == 0 {
            return value.is_deep();
        }
        let second = index.clamp(1, last);
        self.blank_line(entries[second - 1].end, entries[second].key.span.start)
    }
}

/// Whether a map is written over lines where its neighbours all are.
fn is_spread(entries: &[Entry], value: &Value) -> bool {
    let mut maps = entries
        .iter()
        .map(|entry| &entry.value)
        .filter(|value| value.is_map());
    let all = maps.clone().count() > 0 && maps.all(|map| !map.is_flow());
    matches!(value, Value::Map(_)) && (all || value.is_deep())
}
