//! `spec/*.yaml` to [`Spec`]: typed, every value knows its place.

mod marks;
mod mistake;
mod read;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use self::marks::Marks;
use crate::contract::diagnostic::{Diagnostic, Place, Source, Sources};
use crate::contract::spec::located::Entries;
use crate::contract::spec::{FORMAT, Spec};
use crate::contract::yaml::{Document, Kind, Node, Shape, Unreadable};

const FORMAT_READ: u64 = FORMAT as u64;

/// Bytes that a file of the spec may have.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// What could be read of a spec.
#[derive(Debug)]
pub struct Loaded {
    /// The files.
    pub sources: Sources,
    /// The spec without what is wrong in it; `None` where too little is left
    /// to judge.
    pub spec: Option<Spec>,
    /// What is wrong.
    pub found: Vec<Diagnostic>,
    /// Names of what is left out, and of what it is left out of.
    pub lost: BTreeSet<String>,
}

/// Reads the spec: a folder of `*.yaml` files, or one file.
pub fn load(path: &Path) -> Loaded {
    let mut found = Vec::new();
    let sources = read_sources(path, &mut found);
    load_texts(sources, found)
}

/// Reads the spec from texts.
pub fn load_sources(sources: Sources) -> Loaded {
    load_texts(sources, Vec::new())
}

fn load_texts(sources: Sources, mut found: Vec<Diagnostic>) -> Loaded {
    let mut lost = BTreeSet::new();
    let mut whole = found.is_empty().then(Spec::default);
    for (file, source) in sources.0.iter().enumerate() {
        let part = parse(&source.text, file, &mut found, &mut lost);
        whole = whole
            .zip(part)
            .map(|(whole, part)| merge(whole, part, &mut found));
    }
    Loaded {
        sources,
        spec: whole,
        found,
        lost,
    }
}

fn read_sources(path: &Path, found: &mut Vec<Diagnostic>) -> Sources {
    let paths = match files(path) {
        Ok(paths) => paths,
        Err(error) => {
            found.push(cannot_read(&path.display().to_string(), &error));
            return Sources::default();
        }
    };
    if paths.is_empty() {
        let message = format!("the folder `{}` holds no `.yaml` file", path.display());
        let help = "name the folder of the spec with `--spec`";
        found.push(Diagnostic::new(message).help(help));
    }
    let mut sources = Sources::default();
    for file in paths {
        let name = display_name(path, &file);
        match read_text(&file, &name) {
            Ok(text) => sources.0.push(Source { name, text }),
            Err(diagnostic) => found.push(diagnostic),
        }
    }
    sources
}

/// The files of a spec, in the order of their names: the order of its sources.
pub(crate) fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let file = entry?.path();
        let hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
        if file.file_name().is_none_or(hidden) {
            continue;
        }
        let extension = file.extension().and_then(|extension| extension.to_str());
        let yaml = extension.is_some_and(|extension| {
            extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")
        });
        // A folder is told as one: its files would be left out.
        if yaml || file.is_dir() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// The file as messages and headers name it: with its folder, without the path
/// of this machine.
fn display_name(root: &Path, file: &Path) -> String {
    let name = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let folder = if root == file {
        None
    } else {
        fs::canonicalize(root).ok().as_deref().and_then(name)
    };
    let file = name(file).unwrap_or_default();
    folder.map_or(file.clone(), |folder| format!("{folder}/{file}"))
}

fn read_text(file: &Path, name: &str) -> Result<String, Diagnostic> {
    let metadata = fs::metadata(file).map_err(|error| cannot_read(name, &error))?;
    if metadata.is_dir() {
        let message = format!("`{name}` is a folder, not a file of the spec");
        return Err(Diagnostic::new(message)
            .help("move its files beside the others; the spec has no folders"));
    }
    if metadata.len() > MOST_BYTES {
        let message = format!(
            "`{name}` has {} bytes; a file of the spec has at most {MOST_BYTES}",
            metadata.len()
        );
        return Err(Diagnostic::new(message).help("split the file by what its parts describe"));
    }
    let bytes = fs::read(file).map_err(|error| cannot_read(name, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let bytes = error.as_bytes();
        let valid = error.utf8_error().valid_up_to();
        let line = bytes[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
        let message = format!("`{name}` is not UTF-8: line {line} holds a byte that is no text");
        Diagnostic::new(message).help("save the file as UTF-8")
    })
}

fn cannot_read(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(format!("cannot read `{name}`: {error}"))
        .help("name the folder of the spec with `--spec`")
}

/// One file's part of the spec.
fn parse(
    text: &str,
    file: usize,
    found: &mut Vec<Diagnostic>,
    lost: &mut BTreeSet<String>,
) -> Option<Spec> {
    let document = match Document::parse(text, file) {
        Ok(document) => document,
        Err(error) => {
            found.push(unreadable(&error, text, file));
            return None;
        }
    };
    let root = &document.root;
    let marks = Marks::new(&document);
    marks.drop_duplicate_keys(root, found);
    if let Some(diagnostic) = format_too_new(root) {
        found.push(diagnostic);
        return None;
    }
    let part = read::read(root, &marks, found);
    marks.lost_names(root, lost);
    // What else is wrong cannot be told without a whole section.
    part.filter(|_| !marks.lost_section(root))
}

/// The message for a text that YAML itself refuses.
fn unreadable(error: &Unreadable, text: &str, file: usize) -> Diagnostic {
    let start = error.at.min(text.len());
    let next = text[start..].chars().next();
    let end = next.map_or(start, |c| start + c.len_utf8());
    let place = Place { file, start, end };
    let diagnostic = Diagnostic::new(error.reason.to_string()).at(place, error.reason.label());
    match error.reason.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// The format that a file states, if it can be read that far.
pub fn format_of(text: &str) -> Option<u64> {
    let document = Document::parse(text, 0).ok()?;
    whole_number(&document.root.get("format")?.value)
}

/// A number that is whole and not negative.
fn whole_number(node: &Node) -> Option<u64> {
    match node.shape {
        Shape::Scalar {
            kind: Kind::UInt(number),
            ..
        } => Some(number),
        _ => None,
    }
}

/// A newer format may mean anything, so the rest of the file is not judged.
fn format_too_new(root: &Node) -> Option<Diagnostic> {
    let format = &root.get("format")?.value;
    match whole_number(format)? {
        1..=FORMAT_READ => None,
        number => Some(
            Diagnostic::new(format!("the file has format {number}"))
                .at(
                    format.place,
                    format!("this generator reads format {FORMAT}"),
                )
                .help(format!(
                    "write the file in format {FORMAT}, or use another generator"
                )),
        ),
    }
}

/// Adds a file's sections to the whole.
fn merge(mut whole: Spec, part: Spec, found: &mut Vec<Diagnostic>) -> Spec {
    match (&whole.api, part.api) {
        (None, api) => whole.api = api,
        (Some(first), Some(second)) => {
            let place = second.title.place;
            found.push(stands_twice("api", place, first.title.place));
        }
        (Some(_), None) => {}
    }
    merge_section(&mut whole.sources, part.sources, found);
    merge_section(&mut whole.versions, part.versions, found);
    merge_section(&mut whole.hosts, part.hosts, found);
    merge_section(&mut whole.common_params, part.common_params, found);
    merge_section(&mut whole.operations, part.operations, found);
    merge_section(&mut whole.ids, part.ids, found);
    merge_section(&mut whole.enums, part.enums, found);
    merge_section(&mut whole.types, part.types, found);
    merge_section(&mut whole.headers, part.headers, found);
    merge_section(&mut whole.errors, part.errors, found);
    whole.waivers.extend(part.waivers);
    whole
}

fn merge_section<T>(whole: &mut Entries<T>, part: Entries<T>, found: &mut Vec<Diagnostic>) {
    for (name, _) in part.iter() {
        let first = whole.iter().find(|(other, _)| other.value == name.value);
        if let Some((first, _)) = first {
            found.push(stands_twice(name, name.place, first.place));
        }
    }
    whole.append(part);
}

fn stands_twice(name: &str, again: Place, first: Place) -> Diagnostic {
    Diagnostic::new(format!("`{name}` stands in two files of the spec"))
        .at(again, "again here")
        .at(first, "first here")
        .help("keep one of the two")
}
