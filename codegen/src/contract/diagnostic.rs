//! Errors in a spec, shown with their places.

use std::collections::BTreeSet;
use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// A range of bytes in a file of the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index of the file in [`Sources`].
    pub file: usize,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// The text of one file of the spec.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name in messages and file headers, such as `spec/graph.yaml`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// The files of a spec. A [`Place`] points into them.
#[derive(Clone, Debug, Default)]
pub struct Sources(pub Vec<Source>);

impl Sources {
    /// Returns the name of the file that a place is in.
    pub fn name(&self, place: Place) -> &str {
        &self.0[place.file].name
    }

    /// Returns the text of a place.
    pub fn text(&self, place: Place) -> &str {
        let text = &self.0[place.file].text;
        &text[clamp(text, place.start, place.end)]
    }

    /// Returns the line that a place begins in, counted from 1.
    pub fn line(&self, place: Place) -> usize {
        let text = self.0[place.file].text.as_bytes();
        let before = &text[..place.start.min(text.len())];
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

impl Sources {
    fn region(&self, place: Place) -> Region {
        let text = &self.0[place.file].text;
        let range = clamp(text, place.start, place.end);
        let position = |at: usize| {
            let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let number = text[..at].matches('\n').count() + 1;
            (number, text[line..at].chars().count() + 1)
        };
        Region {
            file: self.name(place).to_owned(),
            start: position(range.start),
            end: position(range.end),
        }
    }
}

/// An error in a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    message: String,
    name: Option<String>,
    labels: Vec<(Place, String)>,
    help: Option<String>,
}

impl Diagnostic {
    /// Creates a diagnostic without a place.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: without_controls(message.into()),
            name: None,
            labels: Vec::new(),
            help: None,
        }
    }

    /// Sets the name that the diagnostic is about, where no place shows it.
    #[must_use]
    pub fn about(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Adds a labelled place. The first one is the primary place.
    #[must_use]
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.labels.push((place, without_controls(label.into())));
        self
    }

    /// Adds what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(without_controls(help.into()));
        self
    }

    /// Returns whether one of the names is at a place of the diagnostic.
    pub(crate) fn is_about(&self, names: &BTreeSet<String>, sources: &Sources) -> bool {
        let labels = self.labels.iter();
        let mut texts = labels.map(|(place, _)| sources.text(*place));
        let is_part = |c: char| c.is_alphanumeric() || "_.-".contains(c);
        self.name.as_ref().is_some_and(|name| names.contains(name))
            || texts.any(|text| {
                let mut words = text.split(|c: char| !is_part(c));
                names.contains(text.trim_matches(['"', '\'']))
                    || words.any(|word| names.contains(word))
            })
    }

    /// Returns the primary place.
    pub fn place(&self) -> Option<Place> {
        self.labels.first().map(|(place, _)| *place)
    }

    /// Returns what is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns what to write instead.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }

    fn group<'a>(&'a self, sources: &'a Sources, level: Level<'a>) -> Group<'a> {
        let title = level.primary_title(self.message.as_str());
        let mut group = Group::with_title(title);
        for (index, run) in runs_by_file(&self.labels).into_iter().enumerate() {
            let source = &sources.0[run[0].0.file];
            let annotations = run.iter().enumerate().map(|(nth, (place, label))| {
                let kind = if index == 0 && nth == 0 {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                let span = clamp(&source.text, place.start, place.end);
                let annotation = kind.span(span);
                if label.is_empty() {
                    annotation
                } else {
                    annotation.label(label.as_str())
                }
            });
            let snippet = Snippet::source(source.text.as_str())
                .path(source.name.as_str())
                .annotations(annotations);
            group = group.element(snippet);
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        group
    }
}

/// Groups the labels by file, the file of the first label first.
fn runs_by_file(labels: &[(Place, String)]) -> Vec<Vec<&(Place, String)>> {
    let mut runs: Vec<Vec<&(Place, String)>> = Vec::new();
    for label in labels {
        match runs.iter_mut().find(|run| run[0].0.file == label.0.file) {
            Some(run) => run.push(label),
            None => runs.push(vec![label]),
        }
    }
    runs
}

/// Limits a range to the text and to whole characters.
fn clamp(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let whole = |index: &usize| text.is_char_boundary(*index);
    let start = (0..=start.min(text.len())).rev().find(whole).unwrap_or(0);
    let end = (end.clamp(start, text.len())..=text.len()).find(whole);
    start..end.unwrap_or(text.len())
}

/// All errors in a spec.
#[derive(Clone)]
pub struct Report {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    spec: String,
    outcome: &'static str,
    are_errors: bool,
}

impl Report {
    /// Creates a report of diagnostics, sorted by place. Equal ones are one: what several
    /// operations share is wrong once.
    pub fn new(sources: &Sources, mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by_key(Diagnostic::place);
        let mut unique: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
        for diagnostic in diagnostics {
            let same_place = |other: &&Diagnostic| other.place() == diagnostic.place();
            let mut earlier = unique.iter().rev().take_while(same_place);
            if !earlier.any(|other| *other == diagnostic) {
                unique.push(diagnostic);
            }
        }
        Self {
            sources: sources.clone(),
            diagnostics: unique,
            spec: "the spec".to_owned(),
            outcome: "nothing was written",
            are_errors: true,
        }
    }

    /// Makes the diagnostics warnings; `outcome` says what follows from them.
    #[must_use]
    pub fn as_warnings(self, outcome: &'static str) -> Self {
        Self {
            outcome,
            are_errors: false,
            ..self
        }
    }

    /// Returns the diagnostics, sorted by place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns the files that the places are in.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Names the spec, for a report about one of two that were to be compared.
    #[must_use]
    pub fn compared(self, spec: &str) -> Self {
        Self {
            spec: spec.to_owned(),
            outcome: "nothing was compared",
            ..self
        }
    }

    /// Names what the report is about, and what follows from the errors.
    #[must_use]
    pub fn about(self, subject: &str, outcome: &'static str) -> Self {
        Self {
            spec: subject.to_owned(),
            outcome,
            ..self
        }
    }

    /// Formats the diagnostics for a terminal, with colour if `styled`.
    pub fn render(&self, styled: bool) -> String {
        let renderer = if styled {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let (level, _) = self.level();
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            let group = diagnostic.group(&self.sources, level.clone());
            text.push_str(&rendered(&renderer, group));
            text.push_str("\n\n");
        }
        text.push_str(&format!("{}\n", self.summary()));
        text
    }

    /// Returns the level of the diagnostics, and its name.
    fn level(&self) -> (Level<'static>, &'static str) {
        match self.are_errors {
            true => (Level::ERROR, "error"),
            false => (Level::WARNING, "warning"),
        }
    }

    /// Returns how many errors there are, and what follows from that.
    pub fn summary(&self) -> String {
        let count = self.diagnostics.len();
        let (_, noun) = self.level();
        let plural = if count == 1 { "" } else { "s" };
        let Self { spec, outcome, .. } = self;
        format!("{count} {noun}{plural} in {spec}; {outcome}")
    }

    /// Returns the names of the files of the spec.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.sources.0.iter().map(|source| source.name.as_str())
    }

    /// Returns the errors for reports, sorted by place.
    pub fn errors(&self) -> impl Iterator<Item = SpecError> {
        let renderer = Renderer::plain();
        self.diagnostics.iter().map(move |diagnostic| SpecError {
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            shown: rendered(&renderer, diagnostic.group(&self.sources, self.level().0)),
            region: diagnostic.place().map(|place| self.sources.region(place)),
        })
    }
}

/// An error in a spec, for a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecError {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// The error with the lines that it is about, as on a terminal.
    pub shown: String,
    /// The primary place.
    pub region: Option<Region>,
}

/// A range of characters in a file. Lines and columns are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Name of the file, such as `spec/graph.yaml`.
    pub file: String,
    /// Line and column of the first character.
    pub start: (usize, usize),
    /// Line and column after the last character.
    pub end: (usize, usize),
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// The same as `Display`: a failing build script prints its error with `Debug`.
impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Report {}

/// Returns a text in which names of the spec can change no terminal. A tab is a space, as in the lines
/// that the renderer shows.
fn without_controls(text: String) -> String {
    let is_control = |c: char| c.is_control() && c != '\n';
    match text.contains(is_control) {
        true => text.replace('\t', " ").replace(is_control, "\u{fffd}"),
        false => text,
    }
}

/// Renders a diagnostic. Of control characters in the lines of the spec, the renderer replaces those
/// of ASCII alone.
fn rendered(renderer: &Renderer, group: Group<'_>) -> String {
    let is_control = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    renderer.render(&[group]).replace(is_control, "\u{fffd}")
}
