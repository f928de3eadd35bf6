//! What is not YAML, or more of YAML than is read.

use granit_parser::ErrorKind;

use crate::contract::characters::unreadable;
use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::yaml::{MOST_LEVELS, YamlError};

/// A file that cannot be parsed: where the mistake begins, and where reading
/// stopped if that is elsewhere.
pub fn invalid_yaml(error: &YamlError, place: Place, stopped: Option<Place>) -> Diagnostic {
    let (message, label, help) = match error {
        YamlError::Syntax(
            ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofFlowSequence,
        ) => (
            "invalid YAML: an entry is missing".to_owned(),
            "reading stops here",
            "remove a comma too many".to_owned(),
        ),
        YamlError::Syntax(kind) => (
            format!("invalid YAML: {kind}"),
            "reading stops here",
            help_for(kind),
        ),
        YamlError::UnclosedQuote => (
            "invalid YAML: unclosed quote".to_owned(),
            "this quote is not closed in its line",
            "close it in the same line, or double it where it is part of the text".to_owned(),
        ),
        YamlError::Unclosed(bracket) => (
            format!("invalid YAML: unclosed `{bracket}`"),
            "opened here",
            format!("close it with `{}` in the same line", closing(*bracket)),
        ),
        YamlError::MissingColon => (
            "invalid YAML: missing colon".to_owned(),
            "neither a key nor part of the text above it",
            "write `key: value`, with a space after the colon; indent the lines of a long text \
             deeper than its key"
                .to_owned(),
        ),
        YamlError::StrayColon => (
            "invalid YAML: a colon in a text".to_owned(),
            "a key cannot begin here",
            "put a text that contains `: ` in quotes; indent a key as those beside it".to_owned(),
        ),
        YamlError::Indentation => (
            "invalid YAML: indentation that no entry beside it has".to_owned(),
            "neither an entry of the map above it nor of an outer one",
            "indent an entry as those beside it".to_owned(),
        ),
        YamlError::BehindValue(bracket) => (
            format!("invalid YAML: text behind the `{bracket}` that ends the value"),
            "a value begins with a bracket only if it is a list or a map",
            "begin a path with `/`; put another text that begins with a bracket in quotes, and \
             several values into one pair of brackets"
                .to_owned(),
        ),
        other => explained(other),
    };
    let diagnostic = Diagnostic::new(message).at(place, label).help(help);
    match stopped {
        Some(stopped) => diagnostic.at(stopped, "reading stops here"),
        None => diagnostic,
    }
}

/// What YAML allows and a spec does not have.
fn explained(error: &YamlError) -> (String, &'static str, String) {
    let (message, label, help) = match error {
        YamlError::SecondDocument => (
            "the file contains more than one YAML document",
            "the second one begins here",
            "write each document to a file of its own",
        ),
        YamlError::UnknownAlias => (
            "the alias has no anchor",
            "reading stops here",
            "put a text that begins with `*` in quotes, or define the anchor above",
        ),
        YamlError::RecursiveAlias => (
            "the alias is inside of the anchor it refers to",
            "reading stops here",
            "write out what it stands for",
        ),
        YamlError::TooManyCopies => (
            "the file is too large with its aliases expanded",
            "reading stops here",
            "use fewer aliases",
        ),
        YamlError::WrongTag => (
            "the value does not have the type of its tag",
            "this tag",
            "remove the tag: a value has the type of its key",
        ),
        YamlError::UnknownTag => (
            "unknown YAML tag",
            "this tag",
            "remove the tag, or put a text that begins with `!` in quotes",
        ),
        // `TooDeep`: the others have a text of their own.
        _ => {
            return (
                format!("lists and maps are nested more than {MOST_LEVELS} levels deep"),
                "reading stops here",
                "remove brackets: fewer than 20 levels are enough".to_owned(),
            );
        }
    };
    (message.to_owned(), label, help.to_owned())
}

fn closing(bracket: char) -> char {
    if bracket == '[' { ']' } else { '}' }
}

fn help_for(kind: &ErrorKind) -> String {
    let help = match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => "indent with spaces",
        ErrorKind::UnexpectedCharacter { character } => {
            return match unreadable(*character) {
                Some(what) => format!("remove it: it is {what}"),
                None => format!("put a text that begins with `{character}` in quotes"),
            };
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, .. } => {
            return format!("close `{open}` with `{}`", closing(*open));
        }
        ErrorKind::MisplacedFlowCollectionEnd => "remove the bracket, or open it before",
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
            "write a comma between two entries; put a text that contains a comma or a colon in \
             quotes"
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "put all of the text in the quotes, and a comma between two entries in braces"
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => {
            "write `\\\\` for a backslash, or put the text in single quotes"
        }
        ErrorKind::InvalidBlockScalarHeader => {
            "begin the text in the next line, indented deeper than its key"
        }
        ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation
        | ErrorKind::BlockSequenceEntryNotAllowed => "indent an entry as those beside it",
        ErrorKind::UndeclaredTagHandle => {
            "remove the tag, or put a text that begins with `!` in quotes"
        }
        _ => "check the quotes, brackets and colons of this line, and its indentation",
    };
    help.to_owned()
}
