//! Files, YAML, keys and the kinds of values.

use std::fmt;
use std::io;
use std::path::Path;

use granit_parser::ErrorKind;

use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::messages::most_similar;
use crate::contract::spec::FORMAT;
use crate::contract::yaml::{MOST_LEVELS, Node, Scalar, Shape, YamlError};

const NAME_THE_FOLDER: &str = "name the folder of the spec with `--spec`";
const QUOTE_TEXT: &str = "put a text that contains a comma or a colon in quotes";

pub fn unreadable_file(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(format!("cannot read `{name}`: {error}")).help(NAME_THE_FOLDER)
}

pub fn no_files(folder: &Path) -> Diagnostic {
    let message = format!("the folder `{}` contains no `.yaml` file", folder.display());
    Diagnostic::new(message).help(NAME_THE_FOLDER)
}

pub fn subfolder(name: &str) -> Diagnostic {
    Diagnostic::new(format!("`{name}` is a folder, not a file of the spec"))
        .help("move its files up: a spec has no subfolders")
}

pub fn too_large(name: &str, bytes: u64, most: u64) -> Diagnostic {
    let message = format!("`{name}` is too large: {bytes} bytes, at most {most}");
    Diagnostic::new(message).help("split the file by subject")
}

pub fn not_utf8(name: &str, line: usize) -> Diagnostic {
    Diagnostic::new(format!(
        "`{name}` is not UTF-8: invalid byte in line {line}"
    ))
    .help("save the file as UTF-8")
}

pub fn invalid_yaml(error: &YamlError, place: Place) -> Diagnostic {
    let message = match error {
        YamlError::Syntax(kind) => format!("invalid YAML: {kind}"),
        YamlError::SecondDocument => "the file contains more than one YAML document".to_owned(),
        YamlError::UnknownAlias => "the alias refers to an undefined anchor".to_owned(),
        YamlError::RecursiveAlias => "the alias is inside of the anchor it refers to".to_owned(),
        YamlError::TooManyCopies => "the file is too large with its aliases expanded".to_owned(),
        YamlError::TooDeep => {
            format!("lists and maps are nested more than {MOST_LEVELS} levels deep")
        }
        YamlError::WrongTag => "the value does not have the type of its tag".to_owned(),
    };
    let diagnostic = Diagnostic::new(message);
    match error {
        YamlError::Syntax(
            ErrorKind::MappingValueNotAllowed | ErrorKind::ExpectedFlowMappingSeparator,
        ) => diagnostic.at(place, "reading stops here").help(QUOTE_TEXT),
        YamlError::SecondDocument => diagnostic
            .at(place, "the second one begins here")
            .help("write each document to a file of its own"),
        _ => diagnostic.at(place, "reading stops here"),
    }
}

pub fn unsupported_format(number: u64, place: Place) -> Diagnostic {
    Diagnostic::new(format!("unsupported format {number}"))
        .at(place, format!("this generator reads format {FORMAT}"))
        .help(format!(
            "write the file in format {FORMAT}, or use another generator"
        ))
}

pub fn defined_twice(name: &str, again: Place, first: Place) -> Diagnostic {
    Diagnostic::new(format!("`{name}` is defined in two files"))
        .at(again, "redefined here")
        .at(first, "first here")
        .help("remove one of the two")
}

pub fn duplicate_key(key: &str, again: Place, first: Place) -> Diagnostic {
    Diagnostic::new(format!("duplicate key `{key}`"))
        .at(again, "repeated here")
        .at(first, "first here")
        .help("remove one of the two, or rename this one")
}

pub fn unknown_key(key: &str, place: Place, known: &[&str]) -> Diagnostic {
    let keys = quoted(known);
    let diagnostic = Diagnostic::new(format!("unknown key `{key}`")).at(place, "no such key here");
    match most_similar(key, known) {
        Some(similar) => diagnostic.help(format!("did you mean `{similar}`? The keys are {keys}")),
        None if key.contains(' ') => diagnostic.help(QUOTE_TEXT),
        None if known.is_empty() => diagnostic,
        None => diagnostic.help(format!("the keys are {keys}")),
    }
}

pub fn missing_key(key: &str, place: Place) -> Diagnostic {
    Diagnostic::new(format!("missing key `{key}`"))
        .at(place, format!("`{key}` is missing here"))
        .help(format!("add `{key}: …`"))
}

pub fn unknown_value(value: &str, place: Place, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(format!("unknown value `{value}`")).at(place, "no such value");
    diagnostic.help(match most_similar(value, known) {
        Some(similar) => format!("did you mean `{similar}`? The values are {}", quoted(known)),
        None => format!("the values are {}", quoted(known)),
    })
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// A text that its type refuses, with what that says of it.
pub fn invalid_value(message: String, place: Place) -> Diagnostic {
    Diagnostic::new(message).at(place, "")
}

pub fn unexpected(node: &Node, expected: &Expected) -> Diagnostic {
    let number = matches!(expected, Expected::WholeNumber | Expected::Boolean);
    let collection = matches!(expected, Expected::List | Expected::Map);
    let (found, help) = match &node.shape {
        Shape::Seq { .. } => ("a list".to_owned(), None),
        Shape::Map { .. } => ("a map".to_owned(), None),
        Shape::Scalar { value, text, plain } => match value {
            Scalar::Null => (
                "nothing".to_owned(),
                Some("write a value, or remove the key"),
            ),
            Scalar::Text => {
                let unquote = number && !plain;
                let found = format!("the text `{text}`");
                (found, unquote.then_some("remove the quotes"))
            }
            value => {
                let kind = if matches!(value, Scalar::Bool(_)) {
                    ""
                } else {
                    "the number "
                };
                let quote = !number && !collection;
                (
                    format!("{kind}`{text}`"),
                    quote.then_some("put it in quotes"),
                )
            }
        },
    };
    let diagnostic = Diagnostic::new(format!("expected {expected}, found {found}"));
    let diagnostic = diagnostic.at(node.place, "");
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// The kind of value that is expected.
#[derive(Debug)]
pub(crate) enum Expected {
    WholeNumber,
    Boolean,
    Text,
    List,
    Map,
    /// As a type of the spec describes it.
    Other(String),
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WholeNumber => "a whole number",
            Self::Boolean => "`true` or `false`",
            Self::Text => "text",
            Self::List => "a list",
            Self::Map => "a map of names",
            Self::Other(description) => description,
        })
    }
}

pub fn too_many_errors(file: Place) -> Diagnostic {
    Diagnostic::new("too many errors in this file")
        .at(file, "")
        .help("fix the errors above, and run again")
}
