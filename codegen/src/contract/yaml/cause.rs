//! Finds where a syntax error began. A parser stops where it can read no
//! further, which may be many lines after the mistake.

use std::ops::Range;

use granit_parser::ErrorKind;

use super::error::{ParseError, YamlError};

/// What a parser had read when it stopped.
#[derive(Default)]
pub(super) struct Progress {
    /// The end of the last event.
    pub end: usize,
    /// The last event, if that is text without quotes.
    pub plain: Option<Range<usize>>,
    /// The lists and maps that have not ended, with their brackets or braces.
    pub open: Vec<Option<usize>>,
}

/// Returns the error with the place of its cause.
pub(super) fn cause(text: &str, kind: &ErrorKind, at: usize, progress: &Progress) -> ParseError {
    let at = at.min(text.len());
    let from = |start: usize, error| ParseError {
        error,
        at: start,
        stopped: (start != at).then_some(at),
    };
    if let Some(start) = unclosed_quote(text, kind, at, progress.end) {
        return from(start, YamlError::UnclosedQuote);
    }
    if let Some((start, bracket)) = unclosed_bracket(text, kind, at, &progress.open) {
        return from(start, YamlError::Unclosed(bracket));
    }
    if let Some(bracket) = ended_value(text, kind, at) {
        return from(at, YamlError::BehindValue(bracket));
    }
    match kind {
        ErrorKind::SimpleKeyExpected => from(at, YamlError::MissingColon),
        ErrorKind::CommentInterceptedScalar => {
            let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let line = Line { text, start };
            let next = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
            match misplaced_entry(text, next) {
                Some(start) => from(start, YamlError::Indentation),
                None => from(line.key(), YamlError::MissingColon),
            }
        }
        ErrorKind::ExpectedBlockMappingKey => {
            let start = misplaced_entry(text, at).unwrap_or(at);
            from(start, YamlError::Indentation)
        }
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::ExpectedDocumentStart
        | ErrorKind::ExpectedBlockSequenceEntry => {
            let without_colon = missing_colon(text, at, progress);
            match (without_colon, misplaced_entry(text, at)) {
                (Some(start), _) => from(start, YamlError::MissingColon),
                (None, Some(start)) => from(start, YamlError::Indentation),
                _ if *kind == ErrorKind::MappingValueNotAllowed => from(at, YamlError::StrayColon),
                _ => from(at, YamlError::Syntax(kind.clone())),
            }
        }
        ErrorKind::UnknownAnchor => from(at, YamlError::UnknownAlias),
        ErrorKind::RecursionLimitExceeded => from(at, YamlError::TooDeep),
        kind => from(at, YamlError::Syntax(kind.clone())),
    }
}

/// A quote that swallows the entries of the lines after it, up to the next
/// quote or the end of the text.
fn unclosed_quote(text: &str, kind: &ErrorKind, at: usize, end: usize) -> Option<usize> {
    if *kind == ErrorKind::UnclosedQuotedScalar {
        return Some(at);
    }
    let unread = text.get(end.min(at)..at)?;
    let begins = |(index, quote): &(usize, char)| {
        let before = unread[..*index].chars().next_back();
        matches!(quote, '"' | '\'')
            && before.is_none_or(|c| c.is_whitespace() || "[{,:".contains(c))
    };
    let (start, _) = unread.char_indices().find(begins)?;
    let mut lines = unread[start..].lines().skip(1);
    lines.any(is_entry).then_some(end.min(at) + start)
}

/// Whether a line looks like an entry of a map or of a list.
fn is_entry(line: &str) -> bool {
    let line = line.trim();
    let key = line.split_once(": ").map(|(key, _)| key);
    let key = key.or_else(|| line.strip_suffix(':'));
    line.starts_with("- ") || key.is_some_and(|key| !key.contains(' '))
}

/// A bracket that is opened in an earlier line and not closed there.
fn unclosed_bracket(
    text: &str,
    kind: &ErrorKind,
    at: usize,
    open: &[Option<usize>],
) -> Option<(usize, char)> {
    if let ErrorKind::UnclosedFlowCollection { open } = kind {
        return Some((at, *open));
    }
    let start = (*open.last()?)?;
    let (first, _) = text.get(start..at)?.split_once('\n')?;
    let (bracket, first) = (first.chars().next()?, first.get(1..)?.trim());
    // A map of several lines begins with its brace alone.
    let has_entries = !first.is_empty() && !first.starts_with('#');
    has_entries.then_some((start, bracket))
}

/// The bracket or brace that ended the value of a key or of an item earlier in the line.
fn ended_value(text: &str, kind: &ErrorKind, at: usize) -> Option<char> {
    let wants_entry = matches!(
        kind,
        ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::MappingKeyNotAllowed
    );
    if !wants_entry {
        return None;
    }
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let last = text[start..at].trim_end().chars().next_back();
    last.filter(|last| matches!(last, ']' | '}'))
}

/// A line without a colon: it and the key of the next one are read as one text.
fn missing_colon(text: &str, at: usize, progress: &Progress) -> Option<usize> {
    let plain = progress.plain.clone()?;
    let line = text[..plain.start].rfind('\n').map_or(0, |end| end + 1);
    let begins_line = text[line..plain.start].trim().is_empty();
    let spans_lines = text.get(plain.start..at)?.contains('\n');
    (begins_line && spans_lines).then_some(plain.start)
}

/// The first entry of a map, where an entry beside it, at which reading stops, has the
/// usual indentation and the first one has another.
fn misplaced_entry(text: &str, at: usize) -> Option<usize> {
    const USUAL: usize = 2;
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let own = Line { text, start }.indent();
    let mut above = lines_above(text, start);
    let mut first = None;
    let Some(outer) = above.find(|line| {
        if line.indent() >= own {
            first = (line.indent() > own).then_some(line.key());
        }
        line.indent() < own
    }) else {
        // Nothing is outside of the outermost map.
        return first.filter(|_| own == 0);
    };
    if own == outer.indent() + USUAL {
        // The first entry of a map in a list is in the line of the dash.
        let behind_dash = outer.item().filter(|key| key - outer.start > own);
        if behind_dash.or(first).is_some() {
            return behind_dash.or(first);
        }
    }
    // The first entry is indented less, and seems to be outside.
    let owner = above.next()?;
    let is_first = owner.is_key_alone() && owner.indent() <= outer.indent();
    (is_first && own == owner.indent() + USUAL).then_some(outer.key())
}

/// A line of a text.
#[derive(Clone, Copy)]
struct Line<'t> {
    text: &'t str,
    start: usize,
}

impl<'t> Line<'t> {
    fn content(self) -> &'t str {
        self.text[self.start..].lines().next().unwrap_or_default()
    }

    fn indent(self) -> usize {
        let content = self.content();
        content.len() - content.trim_start().len()
    }

    fn key(self) -> usize {
        self.start + self.indent()
    }

    /// The start of what is behind the dash of an item.
    fn item(self) -> Option<usize> {
        let behind = self.content().trim_start().strip_prefix('-')?;
        Some(self.start + self.content().len() - behind.trim_start().len())
    }

    /// Whether it is a key whose value is in the lines below.
    fn is_key_alone(self) -> bool {
        let content = self.content();
        let written = content.split(" #").next().unwrap_or(content);
        written.trim_end().ends_with(':')
    }
}

/// The lines above a line, the nearest first, without empty ones and comments.
fn lines_above(text: &str, start: usize) -> impl Iterator<Item = Line<'_>> {
    let mut end = start;
    let lines = std::iter::from_fn(move || {
        let before = text.get(..end.checked_sub(1)?)?;
        end = before.rfind('\n').map_or(0, |newline| newline + 1);
        Some(Line { text, start: end })
    });
    lines.filter(|line| {
        let content = line.content().trim();
        !content.is_empty() && !content.starts_with('#')
    })
}
