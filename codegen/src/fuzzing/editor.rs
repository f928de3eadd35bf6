//! Editing a spec.

use super::edit::{edit, format};
use super::input::{text, two_parts};
use super::spec::valid;
use crate::cli::edit::Editor;

/// The maximum number of edits.
const MOST_EDITS: usize = 8;

/// Makes edits, a line each, of a valid spec. Each changes what it says, and nothing else.
pub fn editor(input: &[u8]) {
    let text = text(input);
    let Some((edits, spec)) = two_parts(&text) else {
        return;
    };
    let Some((_, sources)) = valid(spec) else {
        return;
    };
    let mut editor = Editor::new(sources).expect("a valid spec");
    for line in edits.lines().take(MOST_EDITS) {
        edit(&mut editor, line);
    }
    format(&mut editor);
}
