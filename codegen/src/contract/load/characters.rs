//! Finds characters that a reviewer cannot see or takes for others, before the
//! tree is read.

use std::collections::BTreeSet;

use super::skipped::Skipped;
use crate::contract::characters::{disguised, is_name_part, is_value_part, skeleton, unreadable};
use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::messages::characters as messages;
use crate::contract::yaml::{Node, Shape};

/// Diagnostics of this kind for a file.
const MOST_ERRORS: usize = 20;

/// Returns the characters of a file that a reviewer cannot see, a diagnostic for
/// each run of them.
pub(crate) fn find(text: &str, file: usize) -> Vec<Diagnostic> {
    let mut found: Vec<Place> = Vec::new();
    for (start, character) in text.char_indices() {
        // A byte order mark may begin a file.
        if unreadable(character).is_none() || (start == 0 && character == '\u{FEFF}') {
            continue;
        }
        let end = start + character.len_utf8();
        match found.last_mut().filter(|last| last.end == start) {
            Some(last) => last.end = end,
            None => found.push(Place { file, start, end }),
        }
    }
    found.truncate(MOST_ERRORS);
    let texts = found
        .iter()
        .map(|place| (place, &text[place.start..place.end]));
    let unreadable = texts.map(|(place, run)| messages::unreadable(run, *place));
    let line_end = hidden_line_end(text).map(|start| {
        let end = start + 1;
        messages::hidden_line_end(Place { file, start, end })
    });
    unreadable.chain(line_end).collect()
}

/// Returns the first carriage return without a line feed, which ends a line for YAML alone.
fn hidden_line_end(text: &str) -> Option<usize> {
    let mut ends = text.match_indices('\r');
    let (start, _) = ends.find(|(start, _)| !text[start + 1..].starts_with('\n'))?;
    Some(start)
}

/// Returns whether such characters indent a line.
pub(crate) fn indent(text: &str) -> bool {
    let lines = text.lines().skip(1);
    let mut first = lines.filter_map(|line| line.trim_start_matches([' ', '\t']).chars().next());
    first.any(|character| unreadable(character).is_some())
}

/// Skips names, values and docs with such characters, and reports those that
/// [`find`] did not.
pub(super) struct Characters<'a> {
    pub text: &'a str,
    pub skipped: &'a Skipped,
    pub diagnostics: &'a mut Vec<Diagnostic>,
    /// Names that may be meant by a wrong one.
    pub incomplete: &'a mut BTreeSet<String>,
}

impl Characters<'_> {
    pub(super) fn check(&mut self, root: &Node) {
        self.check_node(root, &mut Vec::new());
    }

    fn check_node<'n>(&mut self, node: &'n Node, path: &mut Vec<&'n str>) {
        match &node.shape {
            Shape::Scalar { text, .. } => self.check_text(node, text, kind_of_value(path)),
            Shape::Seq { items, .. } => {
                for item in items {
                    self.check_node(item, path);
                }
            }
            Shape::Map { entries, .. } => {
                let kind = kind_of_keys(path);
                for entry in entries {
                    self.check_text(&entry.key, entry.name(), kind);
                    path.push(entry.name());
                    self.check_node(&entry.value, path);
                    path.pop();
                }
            }
        }
    }

    fn check_text(&mut self, node: &Node, text: &str, kind: Kind) {
        let fault = match kind {
            Kind::Name => text.chars().find(|c| !is_name_part(*c)),
            Kind::Value => text.chars().find(|c| !is_value_part(*c)),
            Kind::Prose => {
                let control = text.chars().find(|c| *c != '\n' && is_control(*c));
                control.or_else(|| disguised(text))
            }
        };
        let Some(character) = fault else {
            return;
        };
        self.skipped.skip(node, true);
        self.incomplete.insert(skeleton(text));
        let written = self.text.get(node.span.clone()).unwrap_or_default();
        let place = match written.find(character) {
            // Reported by `find`, which sees comments too.
            Some(_) if unreadable(character).is_some() => return,
            Some(at) => Place {
                file: node.place.file,
                start: node.span.start + at,
                end: node.span.start + at + character.len_utf8(),
            },
            None => node.place,
        };
        self.diagnostics.push(messages::not_ascii(
            text,
            character,
            kind == Kind::Prose,
            place,
        ));
    }
}

/// Whether a character cannot be seen, or breaks a line.
fn is_control(character: char) -> bool {
    character.is_control() || unreadable(character).is_some()
}

/// What a text is, which decides the characters that it may have.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Name,
    /// A value that Graph sends.
    Value,
    Prose,
}

/// The kind of the keys of a map that these keys lead to.
fn kind_of_keys(path: &[&str]) -> Kind {
    match path {
        ["enums", _, "values"] => Kind::Value,
        ["errors", _, "messages"] => Kind::Prose,
        _ => Kind::Name,
    }
}

/// The kind of the value that these keys lead to.
fn kind_of_value(path: &[&str]) -> Kind {
    match path {
        // The short form of an enum value is its doc.
        ["enums", _, "values", _] | [.., "doc" | "reason" | "title"] => Kind::Prose,
        // A type as Meta's spec has it.
        [.., "corrects"] => Kind::Value,
        _ => Kind::Name,
    }
}
