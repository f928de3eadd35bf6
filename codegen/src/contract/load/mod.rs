//! `spec/*.yaml` to [`Spec`]: typed, with the place of every value.

pub(crate) mod characters;
mod error;
pub(crate) mod files;
pub(crate) mod read;
pub(crate) mod skipped;
mod tagged;

use std::collections::BTreeSet;
use std::path::Path;

use self::characters::Characters;
use self::files::read_sources;
use self::skipped::Skipped;
use crate::contract::diagnostic::{Diagnostic, Place, Sources};
use crate::contract::messages::{reading as messages, syntax};
use crate::contract::spec::located::Entries;
use crate::contract::spec::{FORMAT, Spec};
use crate::contract::yaml::{Document, Node, ParseError, Scalar, Shape};

#[cfg(feature = "cli")]
pub(crate) use self::files::files;

const FORMAT_READ: u64 = FORMAT as u64;

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
    /// Whether versions are missing in `spec`, because they are wrong.
    pub lacks_versions: bool,
}

/// The texts of a spec.
#[derive(Debug)]
pub struct Texts {
    sources: Sources,
    /// Why not all could be read.
    diagnostics: Vec<Diagnostic>,
}

impl Texts {
    /// Reads the texts: those of a folder of `*.yaml` files, or of one file.
    pub fn read(path: &Path) -> Self {
        let mut diagnostics = Vec::new();
        let sources = read_sources(path, &mut diagnostics);
        Self {
            sources,
            diagnostics,
        }
    }

    /// Returns the texts; `None` if not all could be read.
    pub fn complete(&self) -> Option<&Sources> {
        self.diagnostics.is_empty().then_some(&self.sources)
    }

    /// Reads the spec from the texts.
    pub fn load(self) -> Loaded {
        parse_all(self.sources, self.diagnostics)
    }
}

/// Reads the spec: a folder of `*.yaml` files, or one file.
pub fn load(path: &Path) -> Loaded {
    Texts::read(path).load()
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
        lacks_versions: false,
    };
    let places = reading.diagnostics.iter().filter_map(Diagnostic::place);
    let not_utf8: Vec<usize> = places.map(|place| place.file).collect();
    let files = sources.0.iter().enumerate();
    for (file, source) in files.filter(|(file, _)| !not_utf8.contains(file)) {
        let part = reading.parse(&source.text, file);
        spec = spec.zip(part).map(|(spec, part)| reading.merge(spec, part));
    }
    Loaded {
        sources,
        spec,
        diagnostics: reading.diagnostics,
        incomplete: reading.incomplete,
        lacks_versions: reading.lacks_versions,
    }
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

/// Reports a text that cannot be parsed.
pub(crate) fn not_yaml(text: &str, file: usize, error: &ParseError) -> Diagnostic {
    let place = |at: usize| {
        let start = at.min(text.len());
        let next = text[start..].chars().next();
        let end = start + next.map_or(0, char::len_utf8);
        Place { file, start, end }
    };
    syntax::invalid_yaml(&error.error, place(error.at), error.stopped.map(place))
}

/// What reading the files has found so far.
struct Reading {
    diagnostics: Vec<Diagnostic>,
    incomplete: BTreeSet<String>,
    lacks_versions: bool,
}

impl Reading {
    /// Reads one file's part of the spec.
    fn parse(&mut self, text: &str, file: usize) -> Option<Spec> {
        let unreadable = characters::find(text, file);
        let document = match Document::parse(text, file) {
            // What cannot be seen is why, or decides what belongs together.
            result if !unreadable.is_empty() && (result.is_err() || characters::indent(text)) => {
                self.diagnostics.extend(unreadable);
                return None;
            }
            Ok(document) => document,
            Err(error) => {
                self.diagnostics.push(not_yaml(text, file, &error));
                return None;
            }
        };
        self.diagnostics.extend(unreadable);
        let root = &document.root;
        let skipped = Skipped::new(&document);
        Characters {
            text,
            skipped: &skipped,
            diagnostics: &mut self.diagnostics,
            incomplete: &mut self.incomplete,
        }
        .check(root);
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
        let part: Option<Spec> = read::read(root, &skipped, &mut self.diagnostics);
        skipped.incomplete_names(root, &mut self.incomplete);
        self.lacks_versions |= skipped.is_incomplete(root, "versions");
        // Without a whole section, checks would report what follows from that.
        let mut part = part.filter(|_| !skipped.loses_section(root))?;
        // No name tells which waiver is incomplete.
        let incomplete: Vec<_> = skipped.incomplete_items(root, "waivers").collect();
        part.waivers.retain(|waiver| {
            let place = waiver.rule.place;
            !incomplete.iter().any(|span| span.contains(&place.start))
        });
        Some(part)
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
        self.merge_section(&mut spec.meta_spec, part.meta_spec);
        spec.waivers.extend(part.waivers);
        spec
    }

    fn merge_section<T>(&mut self, section: &mut Entries<T>, mut part: Entries<T>) {
        part.0.retain(|(name, _)| {
            let first = section.find(name).map(|(first, _)| first.place);
            let twice = first.map(|first| messages::defined_twice(name, name.place, first));
            let is_new = twice.is_none();
            self.diagnostics.extend(twice);
            is_new
        });
        section.append(part);
    }
}
