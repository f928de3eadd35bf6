//! Reads a text again after an edit: only the innermost entry that holds it.

use std::ops::Range;

use super::error::ParseError;
use super::tree::{Document, Entry, Node, Reference, Shape};

/// Updates the tree of `old` to that of `new`, which differs in one place.
///
/// # Errors
///
/// The new text is not YAML. The tree stays that of the old one.
pub(crate) fn reread(root: &mut Node, old: &str, new: &str) -> Result<(), ParseError> {
    if !reread_entry(root, old, new) {
        *root = Document::parse(new, 0)?.root;
    }
    Ok(())
}

/// Updates a tree by reading one entry again. Returns `false`, and changes
/// nothing, if that is not enough.
pub(super) fn reread_entry(root: &mut Node, old: &str, new: &str) -> bool {
    // What an alias refers to may be anywhere.
    if root.holds_anchor() {
        return false;
    }
    let edit = Edit::between(old, new);
    let places = edit.places(root, old);
    let mut read = places
        .iter()
        .rev()
        .filter_map(|place| Some((place, edit.entries(place, new)?)));
    let Some((place, entries)) = read.next() else {
        return false;
    };
    edit.put(root, &place.path, entries);
    renumber(root, &mut 0);
    true
}

/// What differs between two texts.
struct Edit {
    /// The bytes of the old text that are replaced.
    replaced: Range<usize>,
    /// The lengths of both texts.
    lengths: [usize; 2],
}

/// An entry of a map in block style, which begins a line.
struct Place {
    /// The index of the entry in its map, after those of the entries that lead
    /// to it.
    path: Vec<usize>,
    /// Its lines in the old text, with those before the next entry.
    lines: Range<usize>,
    /// The bytes before it in its line.
    indent: usize,
}

impl Edit {
    fn between(old: &str, new: &str) -> Self {
        let (one, other) = (old.as_bytes(), new.as_bytes());
        let same = |pair: &(&u8, &u8)| pair.0 == pair.1;
        let head = one.iter().zip(other).take_while(same).count();
        let tails = one[head..].iter().rev().zip(other[head..].iter().rev());
        let tail = tails.take_while(same).count();
        Self {
            replaced: head..old.len() - tail,
            lengths: [old.len(), new.len()],
        }
    }

    /// The byte of the new text at one of the old text, which is behind the edit.
    fn moved(&self, at: usize) -> usize {
        at + self.lengths[1] - self.lengths[0]
    }

    /// The entries that hold the edit, the outermost first.
    fn places(&self, root: &Node, old: &str) -> Vec<Place> {
        let mut places = Vec::new();
        let mut path = Vec::new();
        let (mut node, mut end) = (root, old.len());
        while let Shape::Map {
            flow: false,
            entries,
        } = &node.shape
        {
            let begins = |index| match entries.get(index) {
                Some(entry) => line_begun_by(old, entry),
                None => Some(end),
            };
            let holding = (0..entries.len()).find_map(|index| {
                let lines = begins(index)?..begins(index + 1)?;
                let inside = lines.start <= self.replaced.start && self.replaced.end <= lines.end;
                inside.then_some((index, lines))
            });
            let Some((index, lines)) = holding else { break };
            if index > 0 && ends_with_what_follows(&entries[index - 1].value, old) {
                break;
            }
            let entry = &entries[index];
            path.push(index);
            places.push(Place {
                path: path.clone(),
                lines: lines.clone(),
                indent: entry.key.span.start - lines.start,
            });
            (node, end) = (&entry.value, lines.end);
        }
        places
    }

    /// Reads what is in place of an entry. Returns `None` if that is more or less
    /// than entries, or may be read in another way together with the rest.
    fn entries(&self, place: &Place, new: &str) -> Option<Vec<Entry>> {
        let end = self.moved(place.lines.end);
        let lines = &new[place.lines.start..end];
        let whole = lines.ends_with('\n') || end == new.len();
        if !whole || lines.lines().any(is_of_document) {
            return None;
        }
        let document = Document::parse_at(lines, place.path.len() - 1).ok()?;
        let root = document.root;
        let begins = root.span.start;
        let Shape::Map {
            flow: false,
            mut entries,
        } = root.shape
        else {
            return None;
        };
        let first = entries.first()?;
        let alike = first.key.span.start == begins
            && line_begun_by(lines, first) == Some(begins - place.indent.min(begins))
            && begins >= place.indent
            && root.reference == Reference::None;
        let last = last_leaf(&entries.last()?.value);
        // The end of a long text depends on what follows a comment behind it.
        let written = &lines[last.span.clone()];
        let is_long = written.starts_with(['|', '>']);
        let has_comment = || lines.lines().any(|line| line.trim().starts_with('#'));
        let value = &entries.last()?.value;
        if !alike || ends_with_what_follows(value, lines) || (is_long && has_comment()) {
            return None;
        }
        for entry in &mut entries {
            shift(entry, |at| at + place.lines.start);
        }
        Some(entries)
    }

    /// Puts entries in place of the one at a path.
    fn put(&self, map: &mut Node, path: &[usize], new: Vec<Entry>) {
        let (Shape::Map { entries, .. }, Some((index, rest))) =
            (&mut map.shape, path.split_first())
        else {
            return;
        };
        let begins_with_first = map.span.start == entries[0].key.span.start;
        for entry in &mut entries[index + 1..] {
            shift(entry, |at| self.moved(at));
        }
        if rest.is_empty() {
            entries.splice(index..=index, new);
        } else {
            let entry = &mut entries[*index];
            self.put(&mut entry.value, rest, new);
            entry.end = entry.value.span.end;
        }
        let place_is_own = map.place.start == map.span.start;
        if begins_with_first {
            map.span.start = entries[0].key.span.start;
        }
        if place_is_own {
            (map.place.start, map.place.end) = (map.span.start, map.span.start);
        }
        map.span.end = entries.last().map_or(map.span.end, |entry| entry.end);
    }
}

/// The start of the line that an entry begins, if only spaces are before it.
fn line_begun_by(text: &str, entry: &Entry) -> Option<usize> {
    let at = entry.key.span.start;
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let spaces = text[line..at].bytes().all(|byte| byte == b' ');
    spaces.then_some(line)
}

/// Whether a line may belong to no node: a marker or a directive.
fn is_of_document(line: &str) -> bool {
    line.starts_with(['%', '\u{feff}']) || line.starts_with("---") || line.starts_with("...")
}

/// Whether the end of a node depends on what follows it: that of a value that is not
/// written, or of a long text without lines, does.
fn ends_with_what_follows(node: &Node, text: &str) -> bool {
    let last = last_leaf(node);
    let is_long = text[last.span.clone()].starts_with(['|', '>']);
    last.is_empty() || (is_long && last.text().is_none_or(|text| text.trim().is_empty()))
}

/// The last value of a node that has no parts.
fn last_leaf(node: &Node) -> &Node {
    let last = match &node.shape {
        Shape::Map { entries, .. } => entries.last().map(|entry| &entry.value),
        Shape::Seq { items, .. } => items.last(),
        Shape::Scalar { .. } => None,
    };
    last.map_or(node, last_leaf)
}

fn shift(entry: &mut Entry, to: impl Fn(usize) -> usize + Copy) {
    entry.end = to(entry.end);
    shift_node(&mut entry.key, to);
    shift_node(&mut entry.value, to);
}

fn shift_node(node: &mut Node, to: impl Fn(usize) -> usize + Copy) {
    node.span = to(node.span.start)..to(node.span.end);
    (node.place.start, node.place.end) = (to(node.place.start), to(node.place.end));
    match &mut node.shape {
        Shape::Scalar { .. } => {}
        Shape::Seq { items, .. } => items.iter_mut().for_each(|item| shift_node(item, to)),
        Shape::Map { entries, .. } => entries.iter_mut().for_each(|entry| shift(entry, to)),
    }
}

/// Numbers nodes as they are read: each after what it contains.
fn renumber(node: &mut Node, next: &mut usize) {
    match &mut node.shape {
        Shape::Scalar { .. } => {}
        Shape::Seq { items, .. } => items.iter_mut().for_each(|item| renumber(item, next)),
        Shape::Map { entries, .. } => {
            for entry in entries {
                renumber(&mut entry.key, next);
                renumber(&mut entry.value, next);
            }
        }
    }
    node.id = *next;
    *next += 1;
}
