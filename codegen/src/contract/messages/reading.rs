//! Keys, names and formats.

use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::messages::most_similar;
use crate::contract::spec::{FORMAT, is_other_method};

const QUOTE_TEXT: &str = "put a text that contains a comma or a colon in quotes";

const ONLY_READS: &str = "the contract describes reads only: an operation has `get`; state a call \
                          that Graph refuses under `unsupported`";

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
    if is_other_method(key) && known.contains(&"get") {
        return diagnostic.help(ONLY_READS);
    }
    match most_similar(key, known) {
        Some(similar) => diagnostic.help(format!("did you mean `{similar}`? The keys are {keys}")),
        None => match key.split_once([' ', ':']) {
            Some((first, rest)) if known.contains(&first) => {
                let rest = rest.trim();
                diagnostic.help(format!("write a colon and a space: `{first}: {rest}`"))
            }
            Some(_) => diagnostic.help(QUOTE_TEXT),
            None => diagnostic.help(format!("the keys are {keys}")),
        },
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

pub fn too_many_errors(file: Place) -> Diagnostic {
    Diagnostic::new("too many errors in this file")
        .at(file, "")
        .help("fix the errors above, and run again")
}

pub fn empty_document(place: Place) -> Diagnostic {
    Diagnostic::new("the file is empty")
        .at(place, "")
        .help("write at least one key")
}

pub fn inexact_number(text: &str, place: Place) -> Diagnostic {
    Diagnostic::new(format!("JSON has no number `{text}`"))
        .at(place, "would change when it is read")
        .help("put it in quotes")
}
