//! Where the YAML of the spec says what.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::subject::Subject;
use crate::diagnostic::Sources;
use crate::load::tree::{Node, Value};
use crate::spec::timeline::Span;
use crate::spec::words::VersionName;

/// A file, and a line of it counted from 1.
pub(super) type Line<'a> = (&'a str, usize);

/// The lines of a spec. They are looked up only for what changed, so the files
/// are read as YAML when the first line is asked for.
#[derive(Debug)]
pub struct Places {
    sources: Sources,
    sections: OnceLock<Branch>,
}

impl Places {
    /// Of the files of a spec.
    pub fn new(sources: Sources) -> Self {
        Self {
            sources,
            sections: OnceLock::new(),
        }
    }

    /// The line of a thing: of its name, or of the entry that holds in the
    /// version.
    pub(super) fn thing(&self, subject: &Subject, version: VersionName) -> Option<Line<'_>> {
        let thing = self.find(subject, version)?;
        self.line(thing.entry(version))
    }

    /// The line of a key in the entry that holds in the version; of the entry
    /// where it has no such key.
    pub(super) fn key(
        &self,
        subject: &Subject,
        version: VersionName,
        key: &str,
    ) -> Option<Line<'_>> {
        let entry = self.find(subject, version)?.entry(version);
        self.line(entry.get(key).unwrap_or(entry))
    }

    /// The line that keeps a thing out of the version, which may be that of an
    /// end or of a beginning.
    pub(super) fn end(&self, subject: &Subject, version: VersionName) -> Option<Line<'_>> {
        let thing = self.find(subject, version)?;
        self.line(thing.limit(version).unwrap_or(thing))
    }

    fn line(&self, branch: &Branch) -> Option<Line<'_>> {
        let source = self.sources.0.get(branch.file)?;
        Some((&source.name, branch.line))
    }

    /// The thing by its name. A parameter that an operation takes from another
    /// one stands there.
    fn find(&self, subject: &Subject, version: VersionName) -> Option<&Branch> {
        let keys = subject.keys();
        self.at(&keys, version).or_else(|| match keys.as_slice() {
            ["operations", operation, "params", name] => {
                let other = self.at(&["operations", operation, "params_of"], version)?;
                self.at(&["operations", other.text()?, "params", name], version)
            }
            _ => None,
        })
    }

    /// What keys lead to, in the entries that hold in the version.
    fn at(&self, keys: &[&str], version: VersionName) -> Option<&Branch> {
        let sections = self.sections.get_or_init(|| read(&self.sources));
        let mut keys = keys.iter();
        let mut branch = sections.get(keys.next()?)?;
        for key in keys {
            branch = branch.entry(version).get(key)?;
        }
        Some(branch)
    }
}

/// A value of the spec, at the line of its key.
#[derive(Debug, Default)]
struct Branch {
    file: usize,
    line: usize,
    inner: Inner,
}

#[derive(Debug, Default)]
enum Inner {
    #[default]
    Nothing,
    Text(String),
    Map(HashMap<String, Branch>),
    List(Vec<Branch>),
}

impl Branch {
    fn get(&self, key: &str) -> Option<&Self> {
        match &self.inner {
            Inner::Map(inner) => inner.get(key),
            _ => None,
        }
    }

    fn text(&self) -> Option<&str> {
        match &self.inner {
            Inner::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Of several entries the one that holds in the version.
    fn entry(&self, version: VersionName) -> &Self {
        let Inner::List(entries) = &self.inner else {
            return self;
        };
        let holds = |entry: &&Self| entry.spans().iter().any(|(span, _)| span.contains(version));
        entries.iter().find(holds).unwrap_or(self)
    }

    /// The spans of an entry, with what states them.
    fn spans(&self) -> Vec<(Span, &Self)> {
        let stated = |branch: &Self, key| branch.get(key)?.text()?.parse().ok();
        let span = |branch| Span {
            since: stated(branch, "since"),
            removed_in: stated(branch, "removed_in"),
        };
        match self.get("ranges").map(|ranges| &ranges.inner) {
            Some(Inner::List(ranges)) => ranges.iter().map(|range| (span(range), range)).collect(),
            _ => vec![(span(self), self)],
        }
    }

    /// The key that states the last end before the version; where there is
    /// none, the first beginning after it.
    fn limit(&self, version: VersionName) -> Option<&Self> {
        let entries = match &self.inner {
            Inner::List(entries) => entries.as_slice(),
            _ => std::slice::from_ref(self),
        };
        let spans: Vec<_> = entries.iter().flat_map(Self::spans).collect();
        let ends = spans
            .iter()
            .filter_map(|(span, by)| Some((span.removed_in?, *by)));
        let end = ends
            .filter(|(end, _)| *end <= version)
            .max_by_key(|(end, _)| *end);
        let starts = spans
            .iter()
            .filter_map(|(span, by)| Some((span.since?, *by)));
        let start = starts
            .filter(|(start, _)| *start > version)
            .min_by_key(|(start, _)| *start);
        let end = end.and_then(|(_, by)| by.get("removed_in"));
        end.or_else(|| start.and_then(|(_, by)| by.get("since")))
    }
}

/// The sections of all files, each with the entries of every file.
fn read(sources: &Sources) -> Branch {
    let mut sections = HashMap::new();
    for (file, source) in sources.0.iter().enumerate() {
        // A spec that was resolved has been read before.
        let Ok(root) = Node::parse(&source.text, file) else {
            continue;
        };
        let lines = Lines::new(&source.text);
        let Inner::Map(part) = lines.branch(&root, root.place.start).inner else {
            continue;
        };
        for (name, section) in part {
            merge(sections.entry(name).or_default(), section);
        }
    }
    Branch {
        inner: Inner::Map(sections),
        ..Branch::default()
    }
}

fn merge(whole: &mut Branch, part: Branch) {
    match (&mut whole.inner, part.inner) {
        (Inner::Map(whole), Inner::Map(part)) => whole.extend(part),
        (_, inner) => *whole = Branch { inner, ..part },
    }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        let ends = text.match_indices('\n').map(|(end, _)| end + 1);
        Self([0].into_iter().chain(ends).collect())
    }

    /// The line of a byte, counted from 1.
    fn of(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte)
    }

    /// A value whose key, or which itself, begins at a byte.
    fn branch(&self, node: &Node, start: usize) -> Branch {
        let inner = match &node.value {
            Value::Null => Inner::Nothing,
            Value::Scalar(scalar) => Inner::Text(scalar.text.clone()),
            Value::Seq(items) => {
                let items = items.iter();
                Inner::List(
                    items
                        .map(|item| self.branch(item, item.place.start))
                        .collect(),
                )
            }
            Value::Map(entries) => {
                let entries = entries.iter().filter_map(|(key, value)| {
                    let name = key.text()?.to_owned();
                    Some((name, self.branch(value, key.place.start)))
                });
                Inner::Map(entries.collect())
            }
        };
        Branch {
            file: node.place.file,
            line: self.of(start),
            inner,
        }
    }
}
