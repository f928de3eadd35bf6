//! What is wrong with a spec, where, and what to write instead.

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
    /// The byte after the last.
    pub end: usize,
}

/// The text of one file of the spec.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name as messages and file headers show it, such as `spec/graph.yaml`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// The files of a spec. A [`Place`] points into them.
#[derive(Clone, Debug, Default)]
pub struct Sources(pub Vec<Source>);

impl Sources {
    /// Name of the file that a place is in.
    pub fn name(&self, place: Place) -> &str {
        &self.0[place.file].name
    }

    /// Line that a place begins in, counted from 1.
    pub fn line(&self, place: Place) -> usize {
        let text = self.0[place.file].text.as_bytes();
        let before = &text[..place.start.min(text.len())];
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

/// What is wrong, in words, and the names that it is about.
#[derive(Clone, Debug, Default)]
pub struct Message {
    text: String,
    names: Vec<String>,
}

impl Message {
    pub(crate) fn new(text: String, names: Vec<String>) -> Self {
        Self { text, names }
    }
}

impl<T: Into<String>> From<T> for Message {
    fn from(text: T) -> Self {
        Self::new(text.into(), Vec::new())
    }
}

/// Formats a [`Message`]. It is about what is given behind the text; what the
/// text captures, such as a `{kind}`, are words like all others.
macro_rules! message {
    ($text:literal $(, $name:expr)* $(,)?) => {
        $crate::contract::diagnostic::Message::new(
            format!($text $(, $name)*),
            vec![$(($name).to_string()),*],
        )
    };
}

pub(crate) use message;

/// One mistake in a spec.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    message: Message,
    labels: Vec<(Place, String)>,
    help: Option<String>,
}

impl Diagnostic {
    /// States what is wrong, without a place.
    pub fn new(message: impl Into<Message>) -> Self {
        Self {
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// Points at a place. The first place is the one that the message is about.
    #[must_use]
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.labels.push((place, label.into()));
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether the message is about one of these names.
    pub(crate) fn mentions(&self, names: &BTreeSet<String>) -> bool {
        self.message.names.iter().any(|name| names.contains(name))
    }

    /// The place that the message is about.
    pub fn place(&self) -> Option<Place> {
        self.labels.first().map(|(place, _)| *place)
    }

    fn group<'a>(&'a self, sources: &'a Sources) -> Group<'a> {
        let title = Level::ERROR.primary_title(self.message.text.as_str());
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

/// The labels, one run for each file, the file of the first label first.
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

/// The range cut back to the text and to whole characters.
fn clamp(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let whole = |index: &usize| text.is_char_boundary(*index);
    let start = (0..=start.min(text.len())).rev().find(whole).unwrap_or(0);
    let end = (end.clamp(start, text.len())..=text.len()).find(whole);
    start..end.unwrap_or(text.len())
}

/// Everything that is wrong with a spec.
#[derive(Clone)]
pub struct Report {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    spec: String,
    outcome: &'static str,
}

impl Report {
    /// Collects the mistakes in the order in which a reader meets them.
    pub fn new(sources: &Sources, mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by_key(Diagnostic::place);
        Self {
            sources: sources.clone(),
            diagnostics,
            spec: "the spec".to_owned(),
            outcome: "nothing was written",
        }
    }

    /// Says which of two specs is wrong.
    #[must_use]
    pub fn compared(self, spec: &str) -> Self {
        Self {
            spec: spec.to_owned(),
            outcome: "nothing was compared",
            ..self
        }
    }

    /// The messages as a terminal shows them, with colour when `styled`.
    pub fn render(&self, styled: bool) -> String {
        let renderer = if styled {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            text.push_str(&renderer.render(&[diagnostic.group(&self.sources)]));
            text.push_str("\n\n");
        }
        let count = self.diagnostics.len();
        let mistakes = if count == 1 { "mistake" } else { "mistakes" };
        text.push_str(&format!(
            "{count} {mistakes} in {}; {}\n",
            self.spec, self.outcome
        ));
        text
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// The same as `Display`: a build script that fails shows its error so.
impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Report {}
