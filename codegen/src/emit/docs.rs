//! Sentences of generated docs.

use crate::contract::check::{constant_ident, field_ident, param_setter_ident};
use crate::contract::messages::list;
use crate::contract::spec::{Round, TypeExpr, VersionName};
use crate::contract::{Lifetime, Note, Operation, Param, Permission, Replacement, Span, Type};

/// The doc of a parameter or a field, how a time is sent, and the versions that have it.
pub fn of_param(param: &Param) -> String {
    let doc = markdown(&param.doc);
    let doc = match sent_time(param) {
        Some(sent) => format!("{doc}\n\n{sent}"),
        None => doc,
    };
    and_versions(doc, param)
}

/// How a parameter that is a time is sent.
pub fn sent_time(param: &Param) -> Option<String> {
    let direction = match param.round {
        Some(Round::Up) => "up",
        Some(Round::Down) | None => "down",
    };
    let sent = format!("Sent as a Unix time in milliseconds, rounded {direction}.");
    (param.ty == TypeExpr::TimestampMs).then_some(sent)
}

/// The doc of an object, its default fields, and the versions that have it.
pub fn of_type(ty: &Type) -> String {
    and_versions(with_defaults(ty), ty)
}

/// The doc of an object, and the fields that Graph returns by default.
pub fn with_defaults(ty: &Type) -> String {
    let doc = markdown(&ty.doc);
    if ty.default_fields.is_empty() {
        return doc;
    }
    let names = list(&ty.default_fields);
    format!("{doc}\n\nBy default, Graph returns {names}.")
}

/// A doc as Markdown, and the versions that have the item.
pub fn with_versions(doc: &str, item: &impl Lifetime) -> String {
    and_versions(markdown(doc), item)
}

/// A text, and the versions that have the item.
pub fn and_versions(text: String, item: &impl Lifetime) -> String {
    if item.available().is_empty() {
        return text;
    }
    format!("{text}\n\n{}", versions(item))
}

/// The doc of a parameter or a field, with a link to its replacement where that
/// is one of `siblings`. `path` makes their paths in Rust.
pub fn of_member<'a>(
    param: &Param,
    siblings: impl IntoIterator<Item = &'a Param>,
    path: fn(&str) -> String,
) -> String {
    let siblings = siblings.into_iter().map(|sibling| sibling.name.as_str());
    linked(of_param(param), param, siblings, path)
}

/// A doc that ends with a replacement, with a link to it where it is one of the
/// siblings.
pub fn linked<'a>(
    text: String,
    item: &impl Lifetime,
    mut siblings: impl Iterator<Item = &'a str>,
    path: fn(&str) -> String,
) -> String {
    let other = item.replaced_by().filter(|other| other.of.is_none());
    let other = other.filter(|other| siblings.any(|sibling| sibling == other.name));
    let ends = other.map(|other| (other, format!("`{other}` instead.")));
    match ends {
        Some((other, end)) if text.ends_with(&end) => {
            let start = &text[..text.len() - end.len()];
            format!("{start}[`{other}`]({}) instead.", path(&other.name))
        }
        _ => text,
    }
}

/// The versions that have an item, and its replacement in the others; empty
/// where all have it.
pub fn versions(item: &impl Lifetime) -> String {
    let sentences = item.available().iter();
    let sentences = sentences.map(sentence).collect::<Vec<_>>().join(". ");
    match item.replaced_by() {
        _ if sentences.is_empty() => sentences,
        Some(other) => format!("{sentences}; {} instead.", instead(other)),
        None => format!("{sentences}."),
    }
}

/// A span of versions, without a full stop.
fn sentence(span: &Span) -> String {
    let begins = match (span.since, span.takes_over) {
        (Some(since), true) => format!("In this form since {since}"),
        (Some(since), false) => format!("Since {since}"),
        (None, _) => String::new(),
    };
    let ends = match (span.removed_in, span.goes_on) {
        (Some(removed), true) => format!("changed in {removed}"),
        (Some(removed), false) => format!("removed in {removed}"),
        (None, _) => String::new(),
    };
    match (begins.as_str(), ends.as_str()) {
        ("", _) => capitalized(&ends),
        (_, "") => begins,
        _ => format!("{begins}, {ends}"),
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The replacement, as part of a sentence.
fn instead(other: &Replacement) -> String {
    match other.of {
        Some(_) => format!("use the {} `{other}`", other.kind),
        None => format!("use `{other}`"),
    }
}

/// A request that versions share: what it reads.
pub fn of_request(operation: &Operation) -> String {
    let text = with_versions(&operation.doc, operation);
    format!("{text}\n\n{}", sends(operation, "version `V`"))
}

/// A request of a version: what it reads, takes and needs, and what it cannot do.
///
/// The notes of the contract are about the reference page, and so are in
/// `REFERENCE.md` alone.
pub fn of_operation(operation: &Operation, version: VersionName) -> String {
    let mut text = with_versions(&operation.doc, operation);
    let sends = sends(operation, &version.to_string());
    text.push_str(&format!("\n\n{sends}"));
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text.push_str(&format!("\n\n# {title}\n\n{}", lines.join("\n")));
        }
    };
    section("Parameters", parameters(operation));
    section(
        "Permissions",
        operation.permissions.iter().map(of_permission).collect(),
    );
    section(
        "Limitations",
        operation.limitations.iter().map(of_note).collect(),
    );
    section(
        "Unsupported",
        operation.unsupported.iter().map(of_note).collect(),
    );
    text
}

/// What a request sends, and to where.
fn sends(operation: &Operation, version: &str) -> String {
    let hosts = operation.hosts.iter();
    let hosts = hosts.map(|host| format!("`hosts::{}`", constant_ident(host)));
    let hosts = hosts.collect::<Vec<_>>().join(" or ");
    format!(
        "Sends `GET {}` to Graph {version} on {hosts}.",
        operation.path
    )
}

/// The names of the parameters: those that the constructor takes, and those that
/// have a setter.
fn parameters(operation: &Operation) -> Vec<String> {
    let all = operation.path_params.iter().chain(operation.query());
    let (required, optional): (Vec<_>, Vec<_>) = all.partition(|param| param.required);
    let line = |title: &str, params: Vec<&Param>, ident: fn(&str) -> String| {
        let names = params.iter();
        let names = names.map(|param| format!("`{}`", ident(&param.name)));
        let names = names.collect::<Vec<_>>().join(", ");
        (!names.is_empty()).then(|| format!("- {title}: {names}."))
    };
    let required = line("Required", required, field_ident);
    let optional = line("Optional", optional, param_setter_ident);
    required.into_iter().chain(optional).collect()
}

/// A permission of a call, as an item of a list.
pub fn of_permission(permission: &Permission) -> String {
    let code = |names: &[String]| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    let tasks = match permission.tasks.as_slice() {
        [] => String::new(),
        tasks => format!(" Task: {}.", code(tasks)),
    };
    let calls = calls_of(permission).map(|calls| format!(" Applies to {calls}."));
    format!(
        "- {}: {}{} Token: {}.{tasks} Permissions: {}.",
        permission.name,
        one_line(&markdown(&permission.doc)),
        calls.unwrap_or_default(),
        permission.token,
        code(&permission.scopes)
    )
}

/// The calls that a permission applies to, where not all.
pub fn calls_of(permission: &Permission) -> Option<String> {
    let host = permission.host.iter().map(|host| format!("host {host}"));
    let platform = permission.platform.iter();
    let platform = platform.map(|platform| match permission.default {
        true => format!("platform {platform} or none"),
        false => format!("platform {platform}"),
    });
    let parts: Vec<_> = host.chain(platform).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn of_note(note: &Note) -> String {
    format!("- {}", one_line(&markdown(&note.doc)))
}

/// The constructor of a request, with its required parameters.
pub fn of_constructor<'a>(required: impl Iterator<Item = (String, &'a Param)>) -> String {
    with_arguments("Creates the request.", required)
}

/// The constructor of an expansion, with its required parameters.
pub fn of_expansion<'a>(required: impl Iterator<Item = (String, &'a Param)>) -> String {
    with_arguments("Selects fields of the nodes.", required)
}

fn with_arguments<'a>(first: &str, required: impl Iterator<Item = (String, &'a Param)>) -> String {
    let lines = required.map(|(name, param)| format!("- `{name}`: {}", one_line(&of_param(param))));
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() {
        return first.to_owned();
    }
    format!("{first}\n\n{}", lines.join("\n"))
}

/// A doc as Markdown.
///
/// The spec's docs are paragraphs of plain text with `code`. Other marks of
/// Markdown and rustdoc are escaped, and URLs become links.
pub fn markdown(doc: &str) -> String {
    // Most docs are one plain line, and there are many of them.
    if is_plain(doc) {
        return escape_start(doc);
    }
    let paragraphs = doc.split("\n\n").map(|paragraph| {
        let parts = paragraph.split('`').enumerate().map(|(index, part)| {
            if index % 2 == 1 {
                return part.to_owned();
            }
            let words = part.split_inclusive(char::is_whitespace);
            words.map(escape).collect::<String>()
        });
        escape_start(&one_line(&parts.collect::<Vec<_>>().join("`")))
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// Whether no character has a meaning in Markdown, and no line breaks.
fn is_plain(text: &str) -> bool {
    let special = |byte| {
        matches!(
            byte,
            b'\\' | b'*' | b'<' | b'[' | b'&' | b'~' | b'_' | b'`' | b'\n'
        )
    };
    !text.bytes().any(special) && !text.contains("://")
}

/// A word without meaning in Markdown.
fn escape(word: &str) -> String {
    if is_plain(word) {
        return word.to_owned();
    }
    if let Some(start) = word.find("https://").or_else(|| word.find("http://")) {
        let (before, url) = word.split_at(start);
        let end = url.find(['<', '>']).unwrap_or(url.len());
        let bare = url[..end]
            .trim_end()
            .trim_end_matches(['.', ',', ';', ':', ')', '"', '\'']);
        return format!("{}<{bare}>{}", escape(before), escape(&url[bare.len()..]));
    }
    let bare = word.trim_end();
    let word = word.replace('\\', "\\\\");
    let word = word
        .replace('*', "\\*")
        .replace('<', "\\<")
        .replace('[', "\\[");
    let word = word.replace('&', "\\&").replace('~', "\\~");
    if bare.starts_with('_') || bare.ends_with('_') {
        return word.replace('_', "\\_");
    }
    word
}

/// A line that Markdown reads as part of a paragraph.
fn escape_start(line: &str) -> String {
    let word = line.split(' ').next().unwrap_or_default();
    let number = word.trim_end_matches(['.', ')']);
    let counts = number.len() + 1 == word.len() && number.chars().all(|c| c.is_ascii_digit());
    if counts && !number.is_empty() {
        return format!("{number}\\{}", &line[number.len()..]);
    }
    let is_rule = !word.is_empty() && word.bytes().all(|byte| byte == b'-');
    if word.starts_with(['#', '>', '=', '|']) || is_rule || word == "+" {
        return format!("\\{line}");
    }
    line.to_owned()
}

/// The first paragraph of a doc, on one line.
pub fn summary(doc: &str) -> String {
    one_line(doc.split("\n\n").next().unwrap_or_default())
}

/// A doc without its line breaks.
pub fn one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Columns that a line of a doc comment has at most.
const WIDTH: usize = 88;

/// The lines of a doc: paragraphs and list items filled, empty lines kept.
pub fn wrap(text: &str) -> Vec<String> {
    let options = |indent| {
        textwrap::Options::new(WIDTH)
            .subsequent_indent(indent)
            .break_words(false)
            .word_separator(textwrap::WordSeparator::Custom(words))
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
    };
    let lines = text.lines().flat_map(|line| {
        let indent = if line.starts_with("- ") { "  " } else { "" };
        let lines = textwrap::wrap(line.trim_end(), options(indent)).into_iter();
        lines.map(std::borrow::Cow::into_owned)
    });
    lines.collect()
}

/// The words of a line. One that would be a mark at the start of a line stays with the word before
/// it: in code, it could not be escaped.
fn words(line: &str) -> Box<dyn Iterator<Item = textwrap::core::Word<'_>> + '_> {
    let mut words: Vec<&str> = Vec::new();
    let (mut start, mut end) = (0, 0);
    for part in line.split_inclusive(' ') {
        end += part.len();
        let word = part.trim_end();
        let is_mark = word.is_empty() || escape_start(word) != word;
        match words.last_mut() {
            Some(last) if is_mark => *last = &line[start..end],
            _ => {
                start = end - part.len();
                words.push(part);
            }
        }
    }
    Box::new(words.into_iter().map(textwrap::core::Word::from))
}
