//! Finds characters that a reviewer cannot see or takes for others, before the
//! tree is read.

use std::collections::BTreeSet;

use super::skipped::Skipped;
use crate::contract::characters::{disguised, is_name, skeleton, unreadable};
use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::messages::characters as messages;
use crate::contract::yaml::{Node, Shape};

/// Diagnostics of this kind for a file.
const MOST_ERRORS: usize = 20;

/// Keys whose values are prose, which may have letters of any script.
const PROSE: [&str; 3] = ["doc", "reason", "title"];

/// Returns the characters of a file that a reviewer cannot see, a diagnostic for
/// each run of them.
pub(super) fn find(text: &str, file: usize) -> Vec<Diagnostic> {
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
    texts
        .map(|(place, run)| messages::unreadable(run, *place))
        .collect()
}

/// Returns whether such characters indent a line.
pub(super) fn indent(text: &str) -> bool {
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
            Shape::Scalar { text, .. } => self.check_text(node, text, is_prose(path)),
            Shape::Seq { items, .. } => {
                for item in items {
                    self.check_node(item, path);
                }
            }
            Shape::Map { entries, .. } => {
                let prose = matches!(path.as_slice(), ["errors", _, "messages"]);
                for entry in entries {
                    self.check_text(&entry.key, entry.name(), prose);
                    path.push(entry.name());
                    self.check_node(&entry.value, path);
                    path.pop();
                }
            }
        }
    }

    fn check_text(&mut self, node: &Node, text: &str, prose: bool) {
        let fault = match prose {
            true => text.chars().find(|c| *c != '\n' && is_control(*c)),
            false => text.chars().find(|c| !is_name(c.encode_utf8(&mut [0; 4]))),
        };
        let Some(character) = fault.or_else(|| disguised(text)) else {
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
        self.diagnostics
            .push(messages::not_ascii(text, character, prose, place));
    }
}

/// Whether a character cannot be seen, or breaks a line.
fn is_control(character: char) -> bool {
    character.is_control() || unreadable(character).is_some()
}

/// Whether the value with these keys is prose.
fn is_prose(path: &[&str]) -> bool {
    match path {
        // The short form of an enum value is its doc.
        ["enums", _, "values", _] => true,
        _ => path.last().is_some_and(|key| PROSE.contains(key)),
    }
}
