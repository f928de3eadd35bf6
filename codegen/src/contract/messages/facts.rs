//! Docs, sources and waivers.

use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::messages::{list, most_similar};
use crate::contract::spec::located::{Located, Name};
use crate::contract::spec::{Date, Waiver};

pub fn empty_doc(kind: &str, name: &Name, doc: &Name) -> Diagnostic {
    Diagnostic::new(format!("the doc of the {kind} `{}` is empty", **name))
        .about(name.as_str())
        .at(doc.place, "no text")
        .help("describe it, with its unit; the text goes into the bindings")
}

pub fn unwritten_doc(doc: &Name) -> Diagnostic {
    Diagnostic::new("the doc is a placeholder")
        .at(doc.place, "to be written")
        .help("describe it from Meta's reference page or changelog, and add that `source`")
}

pub fn unwritten_name(name: &Name) -> Diagnostic {
    Diagnostic::new(format!("the name `{name}` is a placeholder"))
        .at(name.place, "to be written")
        .help("write the name that Meta's documentation has")
}

pub fn unknown_release(released: &Located<Date>) -> Diagnostic {
    Diagnostic::new(format!("the date `{released}` is a placeholder"))
        .at(released.place, "before any Graph version")
        .help("write the day of the release from Meta's version table")
}

pub fn guessed(source: &Name) -> Diagnostic {
    Diagnostic::new(format!("the source `{source}` is a placeholder"))
        .at(source.place, "no source states it")
        .help("confirm the fact, and name the source that states it")
}

pub fn unbalanced_backticks(kind: &str, name: &Name, doc: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "unbalanced backticks in the doc of the {kind} `{}`",
        **name
    ))
    .about(name.as_str())
    .at(doc.place, "in this text")
    .help("put code between single backticks")
}

pub fn missing_api() -> Diagnostic {
    Diagnostic::new("missing section `api`").help("add `api: { title: …, doc: … }` to one file")
}

pub fn empty_title(title: &Name) -> Diagnostic {
    Diagnostic::new("the title of `api` is empty")
        .at(title.place, "")
        .help("state the name of the API")
}

pub fn no_sources(sources: Place) -> Diagnostic {
    Diagnostic::new("the list of sources is empty")
        .at(sources, "")
        .help("name the source of the fact")
}

pub fn duplicate_source(name: &Name) -> Diagnostic {
    Diagnostic::new(format!("duplicate source `{}`", **name))
        .at(name.place, "")
        .help("name it once")
}

pub fn unknown_source(name: &Name, known: &[&str]) -> Diagnostic {
    let known_names = list(known);
    let help = match most_similar(name, known) {
        Some(similar) => format!("did you mean `{similar}`? The sources are {known_names}"),
        None => format!("the sources are {known_names}; add a new one under `sources`"),
    };
    Diagnostic::new(format!("unknown source `{}`", **name))
        .at(name.place, "not one of the `sources`")
        .help(help)
}

pub fn invalid_source_url(url: &Name) -> Diagnostic {
    Diagnostic::new(format!("invalid URL `{}`", url.escape_debug()))
        .at(url.place, "cannot be opened")
        .help(
            "write the whole URL, from `https://` on, without spaces, `<` and `>`; or remove `url`",
        )
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

pub fn empty_reason(item: &Name, reason: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "the reason of the waiver for `{}` is empty",
        **item
    ))
    .at(reason.place, "no reason")
    .help("state why callers may be broken; the report and the changelog show it")
}

pub fn waiver_without_versions(item: &Name, versions: Place) -> Diagnostic {
    let message = format!(
        "the list of versions of the waiver for `{}` is empty",
        **item
    );
    Diagnostic::new(message)
        .about(item.as_str())
        .at(versions, "")
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
        .help("remove one of the two, or give them different `versions`")
}
