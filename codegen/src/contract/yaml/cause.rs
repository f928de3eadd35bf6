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
    match kind {
        ErrorKind::SimpleKeyExpected => from(at, YamlError::MissingColon),
        ErrorKind::CommentInterceptedScalar => {
            let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let indent = text[line..].len() - text[line..].trim_start().len();
            from(line + indent, YamlError::MissingColon)
        }
        ErrorKind::ExpectedBlockMappingKey => match deeper_entry(text, at) {
            Some(start) => from(start, YamlError::Indentation),
            None => from(at, YamlError::Indentation),
        },
        ErrorKind::MappingValueNotAllowed | ErrorKind::ExpectedDocumentStart => {
            match missing_colon(text, at, progress) {
                Some(start) => from(start, YamlError::MissingColon),
                None if *kind == ErrorKind::MappingValueNotAllowed => {
                    from(at, YamlError::StrayColon)
                }
                None => from(at, YamlError::Syntax(kind.clone())),
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

/// A line without a colon: it and the key of the next one are read as one text.
fn missing_colon(text: &str, at: usize, progress: &Progress) -> Option<usize> {
    let plain = progress.plain.clone()?;
    let line = text[..plain.start].rfind('\n').map_or(0, |end| end + 1);
    let begins_line = text[line..plain.start].trim().is_empty();
    let spans_lines = text.get(plain.start..at)?.contains('\n');
    (begins_line && spans_lines).then_some(plain.start)
}

/// The first entry of a map, where it is indented deeper than an entry at `at`
/// that has the usual indentation.
fn deeper_entry(text: &str, at: usize) -> Option<usize> {
    const USUAL: usize = 2;
    let indent = |line: &str| line.len() - line.trim_start().len();
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let own = indent(&text[start..]);
    let mut first = None;
    let mut end = start;
    while end > 0 {
        let begin = text[..end - 1].rfind('\n').map_or(0, |end| end + 1);
        let line = &text[begin..end];
        let is_entry = !line.trim().is_empty() && !line.trim().starts_with('#');
        if is_entry && indent(line) < own {
            let usual = own == indent(line) + USUAL;
            return first.filter(|_| usual);
        }
        if is_entry {
            first = (indent(line) > own).then_some(begin + indent(line));
        }
        end = begin;
    }
    None
}
