//! Edits of maps and lists in a text, each in its style.

use super::flow;
use super::text::Text;
use crate::contract::yaml::{Entry, Node, Value};

impl Text {
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
        if entries.is_empty() {
            return self.text.clone();
        }
        let (at, new) = self.insertion_at(map, index, name, value, spaced);
        self.splice(at..at, &new)
    }

    /// Returns where in a map in block style an entry is inserted, and its text.
    pub(super) fn insertion(
        &self,
        map: &Node,
        index: usize,
        name: &str,
        value: &Value,
    ) -> (usize, String) {
        let spaced = self.is_spaced(map.entries(), index, value);
        self.insertion_at(map, index, name, value, spaced)
    }

    fn insertion_at(
        &self,
        map: &Node,
        index: usize,
        name: &str,
        value: &Value,
        spaced: bool,
    ) -> (usize, String) {
        let entries = map.entries();
        let first = &entries[0];
        let indent = self.column(first.key.span.start);
        let spread = is_spread(entries, value);
        let entry = value.in_block(name, indent, spread);
        let margin = " ".repeat(indent);
        let gap = if spaced { "\n" } else { "" };
        if let Some(before) = index.checked_sub(1).and_then(|index| entries.get(index)) {
            let end = self.own_comments_end(self.line_end(before.end), indent);
            return (end, format!("\n{gap}{margin}{entry}"));
        }
        if self.begins_line(first.key.span.start) {
            let start = self.head(first.key.span.start, None);
            return (start, format!("{margin}{entry}\n{gap}"));
        }
        (first.key.span.start, format!("{entry}\n{margin}"))
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
