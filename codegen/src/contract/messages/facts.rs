//! Docs, sources and waivers.

use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::messages::{list, most_similar};
use crate::contract::spec::Waiver;
use crate::contract::spec::located::{Located, Name};

pub fn empty_doc(kind: &str, name: &Name) -> Diagnostic {
    Diagnostic::new(format!("the doc of the {kind} `{}` is empty", **name))
        .at(name.place, "not documented")
        .help("describe it, with its unit; the text goes into the bindings")
}

pub fn unbalanced_backticks(kind: &str, name: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "unbalanced backticks in the doc of the {kind} `{}`",
        **name
    ))
    .at(name.place, "in the doc of this")
    .help("put code between single backticks")
}

pub fn forbidden_character(kind: &str, name: &Name, character: char) -> Diagnostic {
    let message = format!(
        "the {kind} `{}` contains the character U+{:04X}",
        name.escape_debug(),
        u32::from(character)
    );
    Diagnostic::new(message)
        .at(name.place, "in this, or in its doc")
        .help("remove the character: generated code cannot contain it")
}

pub fn missing_api() -> Diagnostic {
    Diagnostic::new("missing section `api`").help("add `api: { title: …, doc: … }` to one file")
}

pub fn empty_api(title: Place) -> Diagnostic {
    Diagnostic::new("the title or the doc of `api` is empty")
        .at(title, "")
        .help("state the name of the API and what it is for")
}

pub fn no_sources(sources: Place) -> Diagnostic {
    Diagnostic::new("the list of sources is empty")
        .at(sources, "")
        .help("name the source of the fact")
}

pub fn duplicate_source(name: &str, sources: Place) -> Diagnostic {
    Diagnostic::new(format!("duplicate source `{name}`"))
        .at(sources, "")
        .help("name it once")
}

pub fn unknown_source(name: &str, sources: Place, known: &[&str]) -> Diagnostic {
    let known = list(known);
    Diagnostic::new(format!("unknown source `{name}`"))
        .about(name)
        .at(sources, "not one of the `sources`")
        .help(format!(
            "the sources are {known}; add a new one under `sources`"
        ))
}

pub fn unknown_rule(rule: &Name, known: &[&str]) -> Diagnostic {
    let help = match most_similar(rule, known) {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => "write the rule as the report of `cargo codegen diff` names it".to_owned(),
    };
    Diagnostic::new(format!("unknown rule `{}`", **rule))
        .at(rule.place, "not a rule of `cargo codegen diff`")
        .help(help)
}

pub fn empty_reason(item: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "the reason of the waiver for `{}` is empty",
        **item
    ))
    .at(item.place, "no reason")
    .help("state why callers may be broken; the report and the changelog show it")
}

pub fn waiver_without_versions(item: &Name) -> Diagnostic {
    let message = format!(
        "the list of versions of the waiver for `{}` is empty",
        **item
    );
    Diagnostic::new(message)
        .at(item.place, "")
        .help("remove `versions` to waive the change in all versions")
}

pub fn duplicate_waiver(waiver: &Waiver, first: &Located<String>) -> Diagnostic {
    let message = format!(
        "duplicate waiver of `{}` for `{}`",
        *waiver.rule, *waiver.item
    );
    Diagnostic::new(message)
        .at(waiver.item.place, "repeated here")
        .at(first.place, "first here")
        .help("remove one of the two, or give each other `versions`")
}
