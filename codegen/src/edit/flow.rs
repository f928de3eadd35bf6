//! Edits inside braces and brackets, which may go over several lines.

use std::ops::Range;

use super::text::Text;
use crate::yaml::{Entry, Node, Value, WIDTH};

/// Writes the one entry of `entry` into a map in braces.
pub(super) fn insert(text: &Text, map: &Node, index: usize, entry: &Value) -> String {
    let braced = entry.in_flow();
    let bare = braced.strip_prefix("{ ").unwrap_or(&braced);
    let bare = bare.strip_suffix(" }").unwrap_or(bare);
    let entries = map.entries();
    if entries.is_empty() {
        return text.splice(map.span.clone(), &braced);
    }
    let (at, new) = match index.checked_sub(1) {
        Some(before) => (entries[before].end, format!(", {bare}")),
        None => (entries[0].key.span.start, format!("{bare}, ")),
    };
    let long = is_long(text, map);
    let written = text.splice(at..at, &new);
    if long {
        written
    } else {
        broken(written, map.span.start)
    }
}

/// Writes another value for an entry of a map in braces.
pub(super) fn replace(text: &Text, map: &Node, entry: &Entry, value: &Value) -> String {
    let long = is_long(text, map);
    let written = text.replace(entry, value, true);
    if long {
        written
    } else {
        broken(written, map.span.start)
    }
}

/// Takes one of several parts out of braces or brackets.
pub(super) fn remove(text: &Text, within: &Node, parts: &[Range<usize>], index: usize) -> String {
    let part = &parts[index];
    let range = match index.checked_sub(1).map(|index| &parts[index]) {
        Some(before) if text.text[before.end..part.start].contains('#') => {
            own_lines(text, part.clone())
        }
        Some(before) => before.end..part.end,
        None => part.start..parts.get(1).map_or(part.end, |next| next.start),
    };
    let long = is_long(text, within);
    let written = text.splice(range, "");
    if long {
        joined(written, within.span.start)
    } else {
        written
    }
}

/// A part with its comma, and with its line where it has one of its own.
fn own_lines(text: &Text, part: Range<usize>) -> Range<usize> {
    let rest = &text.text[part.end..];
    let comma = rest.trim_start().starts_with(',');
    let end = part.end
        + if comma {
            rest.find(',').unwrap_or(0) + 1
        } else {
            0
        };
    let line = &text.text[end..text.line_end(end)];
    let alone = line.trim().is_empty() || line.trim_start().starts_with('#');
    if comma && alone && text.begins_line(part.start) {
        let before = text.text[..text.line_start(part.start)].trim_end_matches(['\n', '\r']);
        return before.len()..text.line_end(end);
    }
    part.start..end
}

/// Whether the line would be too long if the map stood on one.
fn is_long(text: &Text, map: &Node) -> bool {
    let raw = &text.text[map.span.clone()];
    text.column(map.span.start) + on_one_line(raw).chars().count() > WIDTH
}

fn on_one_line(raw: &str) -> String {
    let lines: Vec<_> = raw.lines().map(str::trim).collect();
    lines.join(" ")
}

/// The text with a map that has grown too long for one line broken before its
/// `doc`, as people do, or where a line is full.
fn broken(written: String, start: usize) -> String {
    let Some(text) = Text::new(written) else {
        return String::new();
    };
    let Some(map) = flow_at(&text.root, start) else {
        return text.text;
    };
    let raw = &text.text[map.span.clone()];
    if raw.contains('\n') || !is_long(&text, map) {
        return text.text;
    }
    let doc = map.index_of("doc").filter(|index| *index > 0);
    let breaks = match doc.map(|doc| vec![doc]) {
        Some(breaks) if widest(&text, map, &breaks) <= WIDTH => breaks,
        _ => full_lines(&text, map),
    };
    let align = inner(&text, map);
    let mut written = text.text.clone();
    for index in breaks.into_iter().rev() {
        let entry = map.entries()[index].key.span.start;
        let gap = written[..entry].trim_end().len();
        written.replace_range(gap..entry, &format!("{}{:align$}", text.newline(), ""));
    }
    written
}

/// The column of what is in the braces of a map.
fn inner(text: &Text, map: &Node) -> usize {
    let first = map.entries().first();
    text.column(first.map_or(map.span.start, |first| first.key.span.start))
}

/// The longest line of a map that is broken before some entries.
fn widest(text: &Text, map: &Node, breaks: &[usize]) -> usize {
    let align = inner(text, map);
    let starts = breaks
        .iter()
        .map(|index| map.entries()[*index].key.span.start);
    let mut from = map.span.start;
    let mut widest = 0;
    for to in starts.chain([map.span.end]) {
        let line = text.text[from..to].trim_end().chars().count();
        let margin = if from == map.span.start {
            text.column(from)
        } else {
            align
        };
        widest = widest.max(margin + line);
        from = to;
    }
    widest
}

/// The entries before which a line is full.
fn full_lines(text: &Text, map: &Node) -> Vec<usize> {
    let align = inner(text, map);
    let mut breaks = Vec::new();
    let mut from = map.entries()[0].key.span.start;
    for (index, entry) in map.entries().iter().enumerate().skip(1) {
        // A comma or a brace follows.
        let line = text.text[from..entry.end].chars().count() + 2;
        if align + line > WIDTH {
            breaks.push(index);
            from = entry.key.span.start;
        }
    }
    breaks
}

/// The text with a map that fits on one line again put on one.
fn joined(written: String, start: usize) -> String {
    let Some(text) = Text::new(written) else {
        return String::new();
    };
    let Some(node) = flow_at(&text.root, start) else {
        return text.text;
    };
    let raw = &text.text[node.span.clone()];
    let entries = node
        .entries()
        .iter()
        .map(|entry| entry.key.span.start..entry.end);
    let parts: Vec<_> = entries
        .chain(node.items().iter().map(|item| item.span.clone()))
        .collect();
    let whole = parts
        .iter()
        .all(|part| !text.text[part.clone()].contains('\n'));
    let starts = parts.iter().map(|part| part.start).chain([node.span.end]);
    let ends = [node.span.start]
        .into_iter()
        .chain(parts.iter().map(|part| part.end));
    let commented = ends
        .zip(starts)
        .any(|(end, start)| text.text[end..start].contains('#'));
    if !raw.contains('\n') || is_long(&text, node) || commented || !whole {
        return text.text;
    }
    let line = on_one_line(raw);
    text.splice(node.span.clone(), &line)
}

/// What is in braces or brackets from a byte on.
fn flow_at(node: &Node, start: usize) -> Option<&Node> {
    if node.span.start == start && node.is_flow() {
        return Some(node);
    }
    let entries = node.entries().iter().map(|entry| &entry.value);
    let mut parts = entries.chain(node.items());
    parts.find_map(|part| flow_at(part, start))
}
