//! Characters that a reviewer cannot see, or takes for others.

use crate::contract::characters::{lookalike, skeleton, unreadable as name_of};
use crate::contract::diagnostic::{Diagnostic, Place};

/// A run of characters that cannot be seen.
pub fn unreadable(run: &str, place: Place) -> Diagnostic {
    let first = run.chars().next().unwrap_or_default();
    let count = run.chars().count();
    let name = name_of(first).unwrap_or("a character that cannot be seen");
    let message = match count {
        1 => format!("{} is {name}", code_point(first)),
        _ => format!(
            "{} is {name}, the first of {count} such characters",
            code_point(first)
        ),
    };
    Diagnostic::new(message)
        .at(place, format!("{} here", code_point(first)))
        .help("remove it, or write a plain space: a reviewer cannot see it")
}

/// A carriage return without a line feed.
pub fn hidden_line_end(place: Place) -> Diagnostic {
    Diagnostic::new("U+000D is a carriage return without a line feed")
        .at(place, "U+000D here")
        .help(
            "end lines with a line feed: YAML begins a line here, which a reviewer may see as the \
             rest of this one",
        )
}

/// A name or a value with a character that is not ASCII, or prose with one that
/// is not what it looks like.
pub fn not_ascii(text: &str, character: char, prose: bool, place: Place) -> Diagnostic {
    let shown: String = text.chars().flat_map(shown).collect();
    let point = code_point(character);
    let what = match (lookalike(character), name_of(character)) {
        (Some(ascii), _) => format!("{point}, which looks like `{ascii}`"),
        (None, Some(name)) => format!("{point}, {name}"),
        (None, None) => format!("{point}, `{}`", character.escape_debug()),
    };
    let plain = skeleton(text);
    let help = match prose {
        _ if !prose && plain.is_ascii() && plain != text && !plain.is_empty() => {
            format!("write `{plain}`")
        }
        true => "write it with letters of one script, and without invisible characters".to_owned(),
        false => "write names and values in ASCII; only docs may have other characters".to_owned(),
    };
    Diagnostic::new(format!("{} contains {what}", quoted(&shown)))
        .at(place, format!("{point} here"))
        .help(help)
}

/// The text in backticks; only its beginning where it is long.
fn quoted(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

/// Shows what cannot be seen as an escape.
fn shown(character: char) -> Vec<char> {
    match name_of(character) {
        Some(_) => character.escape_unicode().collect(),
        None => character.escape_debug().collect(),
    }
}

fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}
