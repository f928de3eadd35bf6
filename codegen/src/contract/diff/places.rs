//! Finds the lines of items in the YAML of the spec.

use std::sync::OnceLock;

use crate::contract::diagnostic::{Source, Sources};
use crate::contract::path::Path;
use crate::contract::spec::VersionName;
use crate::contract::spec::timeline::Span;
use crate::contract::yaml::{Document, Node};

/// A line of a file.
pub(super) struct Line<'a> {
    pub file: &'a str,
    /// Counted from 1.
    pub number: usize,
    /// Whether the item has several entries, for some versions each.
    pub varies: bool,
}

/// The lines of a spec. They are looked up only for changes, so the files are
/// parsed when the first line is requested.
#[derive(Debug)]
pub struct Places {
    sources: Sources,
    files: OnceLock<Vec<File>>,
}

impl Places {
    /// The places of the files of a spec.
    pub fn new(sources: Sources) -> Self {
        Self {
            sources,
            files: OnceLock::new(),
        }
    }

    /// The line of an item: that of its name, or of the entry that holds in the
    /// version.
    pub(super) fn item(&self, path: &Path, version: VersionName) -> Option<Line<'_>> {
        let thing = self.find(path, version)?.entered(version);
        Some(line(thing, thing))
    }

    /// The line of a property in the entry that holds in the version; that of the
    /// entry if it does not state the property.
    pub(super) fn property(
        &self,
        path: &Path,
        version: VersionName,
        key: &str,
    ) -> Option<Line<'_>> {
        let thing = self.find(path, version)?.entered(version);
        Some(line(thing.get(key).unwrap_or(thing), thing))
    }

    /// The line that excludes an item from the version, which may be that of an
    /// end or of a beginning.
    pub(super) fn end(&self, path: &Path, version: VersionName) -> Option<Line<'_>> {
        let thing = self.find(path, version)?;
        Some(line(thing.limit(version).unwrap_or(thing), thing))
    }

    /// The item at a path. A parameter that an operation takes from another one is
    /// found there.
    fn find(&self, path: &Path, version: VersionName) -> Option<Cursor<'_>> {
        let keys = path.keys();
        self.at(&keys, version).or_else(|| match keys.as_slice() {
            ["operations", operation, "params", name] => {
                let other = self.at(&["operations", operation, "params_of"], version)?;
                self.at(&["operations", other.node.text()?, "params", name], version)
            }
            _ => None,
        })
    }

    /// The node at some keys, by the entries that hold in the version.
    fn at(&self, keys: &[&str], version: VersionName) -> Option<Cursor<'_>> {
        let files = self.files.get_or_init(|| {
            let sources = self.sources.0.iter().enumerate();
            sources.filter_map(File::read).collect()
        });
        files.iter().find_map(|file| {
            let root = Cursor {
                file,
                node: &file.root,
                start: 0,
                varies: false,
            };
            keys.iter()
                .try_fold(root, |cursor, key| cursor.entered(version).get(key))
        })
    }
}

fn line<'a>(cursor: Cursor<'a>, thing: Cursor<'_>) -> Line<'a> {
    let lines = &cursor.file.lines;
    Line {
        file: &cursor.file.name,
        number: lines.partition_point(|start| *start <= cursor.start),
        varies: thing.varies,
    }
}

/// A node of the YAML.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    file: &'a File,
    node: &'a Node,
    /// The offset of its key, or of the node if it has none.
    start: usize,
    /// Whether its path leads to another node in other versions.
    varies: bool,
}

impl<'a> Cursor<'a> {
    fn get(self, key: &str) -> Option<Self> {
        let entry = self.node.get(key)?;
        Some(Self {
            node: &entry.value,
            start: entry.key.place.start,
            ..self
        })
    }

    fn item(self, node: &'a Node) -> Self {
        let start = node.place.start;
        Self {
            node,
            start,
            ..self
        }
    }

    /// The entry that holds in a version, if the node has several.
    fn entered(self, version: VersionName) -> Self {
        let varies = self.varies || self.node.is_seq();
        let mut entries = self.node.items().iter().map(|item| self.item(item));
        let holds = |entry: &Self| entry.spans().iter().any(|(span, _)| span.contains(version));
        let cursor = entries.find(holds).unwrap_or(self);
        Self { varies, ..cursor }
    }

    /// The spans of an entry, with the nodes that state them.
    fn spans(self) -> Vec<(Span, Self)> {
        let span = |cursor: Self| {
            let stated = |key| cursor.node.get(key)?.value.text()?.parse().ok();
            let (since, removed_in) = (stated("since"), stated("removed_in"));
            (Span { since, removed_in }, cursor)
        };
        match self.get("ranges").filter(|ranges| ranges.node.is_seq()) {
            Some(ranges) => {
                let items = ranges.node.items().iter();
                items.map(|item| span(ranges.item(item))).collect()
            }
            None => vec![span(self)],
        }
    }

    /// The key that states the last end before the version; if there is none, the
    /// first beginning after it.
    fn limit(self, version: VersionName) -> Option<Self> {
        let spans: Vec<_> = match self.node.is_seq() {
            true => {
                let items = self.node.items().iter();
                items.flat_map(|item| self.item(item).spans()).collect()
            }
            false => self.spans(),
        };
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

/// A parsed file.
#[derive(Debug)]
struct File {
    name: String,
    root: Node,
    /// Offsets of the beginnings of lines.
    lines: Vec<usize>,
}

impl File {
    /// Parses a file; `None` if it is not YAML, which a resolved spec always is.
    fn read((index, source): (usize, &Source)) -> Option<Self> {
        let root = Document::parse(&source.text, index).ok()?.root;
        let ends = source.text.match_indices('\n').map(|(end, _)| end + 1);
        Some(Self {
            name: source.name.clone(),
            root,
            lines: [0].into_iter().chain(ends).collect(),
        })
    }
}
