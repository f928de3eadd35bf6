//! `spec/*.yaml` to [`Spec`]: typed, with the place of every value.

mod error;
mod read;
mod skipped;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use self::skipped::Skipped;
use crate::contract::diagnostic::{Diagnostic, Place, Source, Sources};
use crate::contract::messages::reading as messages;
use crate::contract::spec::located::Entries;
use crate::contract::spec::{FORMAT, Spec};
use crate::contract::yaml::{Document, Node, Scalar, Shape};

const FORMAT_READ: u64 = FORMAT as u64;

/// The size limit of a file of the spec.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// What could be read of a spec.
#[derive(Debug)]
pub struct Loaded {
    /// The files.
    pub sources: Sources,
    /// The spec without what is wrong in it; `None` where too little is left
    /// to check.
    pub spec: Option<Spec>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Names of which something is missing in `spec`, because it is wrong.
    pub incomplete: BTreeSet<String>,
}

/// Reads the spec: a folder of `*.yaml` files, or one file.
pub fn load(path: &Path) -> Loaded {
    let mut diagnostics = Vec::new();
    let sources = read_sources(path, &mut diagnostics);
    parse_all(sources, diagnostics)
}

/// Reads the spec from texts.
pub fn load_sources(sources: Sources) -> Loaded {
    parse_all(sources, Vec::new())
}

fn parse_all(sources: Sources, diagnostics: Vec<Diagnostic>) -> Loaded {
    let mut spec = diagnostics.is_empty().then(Spec::default);
    let mut reading = Reading {
        diagnostics,
        incomplete: BTreeSet::new(),
    };
    for (file, source) in sources.0.iter().enumerate() {
        let part = reading.parse(&source.text, file);
        spec = spec.zip(part).map(|(spec, part)| reading.merge(spec, part));
    }
    Loaded {
        sources,
        spec,
        diagnostics: reading.diagnostics,
        incomplete: reading.incomplete,
    }
}

fn read_sources(path: &Path, diagnostics: &mut Vec<Diagnostic>) -> Sources {
    let paths = match files(path) {
        Ok(paths) => paths,
        Err(error) => {
            let name = path.display().to_string();
            diagnostics.push(messages::unreadable_file(&name, &error));
            return Sources::default();
        }
    };
    if paths.is_empty() {
        diagnostics.push(messages::no_files(path));
    }
    let mut sources = Sources::default();
    for file in paths {
        let name = display_name(path, &file);
        match read_text(&file, &name) {
            Ok(text) => sources.0.push(Source { name, text }),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    sources
}

/// Returns the files of a spec, sorted by name as its sources are.
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
        // A folder is kept to be reported: its files would be ignored.
        if yaml || file.is_dir() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// Returns the name of a file for messages and headers: with its folder,
/// without the path of this machine.
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
    let unreadable = |error| messages::unreadable_file(name, &error);
    let metadata = fs::metadata(file).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(messages::subfolder(name));
    }
    if metadata.len() > MOST_BYTES {
        return Err(messages::too_large(name, metadata.len(), MOST_BYTES));
    }
    let bytes = fs::read(file).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let newlines = valid.iter().filter(|byte| **byte == b'\n').count();
        messages::not_utf8(name, newlines + 1)
    })
}

/// Returns the format that a text states, if it can be read.
pub fn format_of(text: &str) -> Option<u64> {
    let document = Document::parse(text, 0).ok()?;
    unsigned(&document.root.get("format")?.value)
}

fn unsigned(node: &Node) -> Option<u64> {
    match node.shape {
        Shape::Scalar {
            value: Scalar::UInt(number),
            ..
        } => Some(number),
        _ => None,
    }
}

/// What reading the files has found so far.
struct Reading {
    diagnostics: Vec<Diagnostic>,
    incomplete: BTreeSet<String>,
}

impl Reading {
    /// Reads one file's part of the spec.
    fn parse(&mut self, text: &str, file: usize) -> Option<Spec> {
        let document = match Document::parse(text, file) {
            Ok(document) => document,
            Err(error) => {
                let start = error.at.min(text.len());
                let next = text[start..].chars().next();
                let end = start + next.map_or(0, char::len_utf8);
                let place = Place { file, start, end };
                let diagnostic = messages::invalid_yaml(&error.error, place);
                self.diagnostics.push(diagnostic);
                return None;
            }
        };
        let root = &document.root;
        let skipped = Skipped::new(&document);
        skipped.skip_duplicate_keys(root, &mut self.diagnostics);
        let format = root.get("format").map(|entry| &entry.value);
        if let Some((node, number)) = format.and_then(|node| Some((node, unsigned(node)?)))
            && !(1..=FORMAT_READ).contains(&number)
        {
            // Another format may mean anything, so the rest is not checked.
            let diagnostic = messages::unsupported_format(number, node.place);
            self.diagnostics.push(diagnostic);
            return None;
        }
        let part = read::read(root, &skipped, &mut self.diagnostics);
        skipped.incomplete_names(root, &mut self.incomplete);
        // Without a whole section, checks would report what follows from that.
        part.filter(|_| !skipped.loses_section(root))
    }

    /// Adds a file's sections to the others.
    fn merge(&mut self, mut spec: Spec, part: Spec) -> Spec {
        match (&spec.api, part.api) {
            (None, api) => spec.api = api,
            (Some(first), Some(again)) => {
                let (again, first) = (again.title.place, first.title.place);
                self.diagnostics
                    .push(messages::defined_twice("api", again, first));
            }
            (Some(_), None) => {}
        }
        self.merge_section(&mut spec.sources, part.sources);
        self.merge_section(&mut spec.versions, part.versions);
        self.merge_section(&mut spec.hosts, part.hosts);
        self.merge_section(&mut spec.common_params, part.common_params);
        self.merge_section(&mut spec.operations, part.operations);
        self.merge_section(&mut spec.ids, part.ids);
        self.merge_section(&mut spec.enums, part.enums);
        self.merge_section(&mut spec.types, part.types);
        self.merge_section(&mut spec.headers, part.headers);
        self.merge_section(&mut spec.errors, part.errors);
        spec.waivers.extend(part.waivers);
        spec
    }

    fn merge_section<T>(&mut self, section: &mut Entries<T>, part: Entries<T>) {
        for name in part.names() {
            if let Some((first, _)) = section.find(name) {
                let diagnostic = messages::defined_twice(name, name.place, first.place);
                self.diagnostics.push(diagnostic);
            }
        }
        section.append(part);
    }
}
