//! Meta's machine-readable spec: nodes, their fields and edges, and enums, each
//! with its line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::Error;
pub use super::defect::Defect;

/// The spec files of one Graph version.
#[derive(Debug)]
pub struct MetaSpec {
    /// Where it was read from.
    pub(super) origin: Origin,
    /// Nodes by name, without those whose file cannot be read.
    pub nodes: BTreeMap<String, Node>,
    /// Enums by name.
    pub enums: BTreeMap<String, Enum>,
    /// What could not be read, by the name of its node.
    pub broken: BTreeMap<String, Defect>,
}

/// Where a spec was read from.
#[derive(Debug)]
pub(super) enum Origin {
    /// A folder of Meta's files, with a file for each node.
    Folder(PathBuf),
    /// The facts that the contract pins.
    Pinned(PinnedIn),
}

/// The pinned facts of a version.
#[derive(Debug)]
pub(super) struct PinnedIn {
    /// The file of the contract.
    pub file: String,
    /// Line of the version in it.
    pub line: usize,
    /// Nodes and calls that were looked for, such as `*.conversations`.
    pub covers: BTreeSet<String>,
}

/// The file of the enums, without its extension.
pub const ENUMS: &str = "enum_types";

/// A node: what one file describes.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// The line of the node.
    pub line: usize,
    /// Its fields, in the order of the file.
    pub fields: Vec<Param>,
    /// Its calls, in the order of the file.
    pub calls: Vec<Call>,
    /// Entries of the file that were skipped.
    pub defects: Vec<Defect>,
}

/// A call of a node.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// The edge; `None` for the node itself.
    pub endpoint: Option<String>,
    /// The path, where it has none below a node.
    pub base_path: Option<String>,
    /// Type of what it returns.
    pub returns: String,
    /// Its parameters.
    pub params: Vec<Param>,
    /// Line in the file of the node.
    pub line: usize,
}

/// A parameter, or a field, which is never required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Name on the wire.
    pub name: String,
    /// Type, as Meta spells it.
    pub ty: String,
    /// Whether the call fails without it.
    pub required: bool,
    /// Line in the file of the node.
    pub line: usize,
}

/// A string with known values.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The values, each with its line.
    pub values: Vec<(String, usize)>,
    /// Line in the file of the enums.
    pub line: usize,
    /// Values that were skipped.
    pub defects: Vec<Defect>,
}

impl MetaSpec {
    /// Reads the files of a folder: that of the files themselves, or one that
    /// has them in `specs` or `api_specs/specs`.
    ///
    /// # Errors
    ///
    /// The folder does not hold them, or the file of the enums is invalid.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        super::read::load(folder)
    }

    /// Reads files from their texts, by their names without the extension.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn parse(texts: impl IntoIterator<Item = (String, String)>) -> Result<Self, Error> {
        let texts = texts.into_iter().map(|(name, text)| (name, Ok(text)));
        super::read::parse(PathBuf::new(), texts.collect())
    }

    /// The name of a node's file in messages.
    pub fn file_of(&self, node: &str) -> String {
        match &self.origin {
            Origin::Folder(folder) => {
                let path = folder.join(format!("{node}.json"));
                path.display().to_string()
            }
            Origin::Pinned(pinned) => pinned.file.clone(),
        }
    }

    /// The line of a node, or that of what would have it.
    pub(super) fn line_of(&self, node: &str) -> usize {
        let whole = match &self.origin {
            Origin::Folder(_) => 1,
            Origin::Pinned(pinned) => pinned.line,
        };
        self.nodes.get(node).map_or(whole, |node| node.line)
    }

    /// What is wrong if it has no node that an operation reads.
    pub(super) fn lacks(&self, node: &str, operation: &str) -> Defect {
        let (line, message) = match &self.origin {
            Origin::Folder(_) => {
                let message = "the file is not there, and `{}` reads its node; take it from the \
                               same release";
                (None, message.replace("{}", operation))
            }
            Origin::Pinned(pinned) => {
                let message = format!(
                    "the pinned facts have no node `{node}`, which `{operation}` reads; pin them \
                     again"
                );
                (Some(pinned.line), message)
            }
        };
        Defect {
            file: self.file_of(node),
            line,
            message,
            fatal: true,
        }
    }

    /// Whether a node or a call was looked for: if it was, and is not there, then
    /// Meta's spec does not have it.
    pub(super) fn covers(&self, pattern: &str) -> bool {
        match &self.origin {
            Origin::Folder(_) => true,
            Origin::Pinned(pinned) => pinned.covers.contains(pattern),
        }
    }

    /// Whether it may define a node or an enum: pinned facts do not have all nodes,
    /// and a file may be unreadable.
    pub(super) fn may_define(&self, name: &str) -> bool {
        matches!(self.origin, Origin::Pinned(_))
            || self.enums.contains_key(name)
            || self.nodes.contains_key(name)
            || self.broken.contains_key(name)
    }

    /// The node of a name; `None` if the folder has no such file.
    ///
    /// # Errors
    ///
    /// The fatal defects of the file.
    pub fn node(&self, name: &str) -> Result<Option<&Node>, Error> {
        if let Some(defect) = self.broken.get(name) {
            return Err(Error::Upstream(vec![defect.clone()]));
        }
        let node = self.nodes.get(name);
        let fatal = |node: &Node| {
            let defects = node.defects.iter().filter(|defect| defect.fatal);
            defects.cloned().collect::<Vec<_>>()
        };
        match node.map(fatal) {
            Some(defects) if !defects.is_empty() => Err(Error::Upstream(defects)),
            _ => Ok(node),
        }
    }

    /// The enum of a name.
    ///
    /// # Errors
    ///
    /// The fatal defects of the enum.
    pub fn enumeration(&self, name: &str) -> Result<Option<&Enum>, Error> {
        let Some(entry) = self.enums.get(name) else {
            return Ok(None);
        };
        let fatal = entry.defects.iter().filter(|defect| defect.fatal);
        let fatal: Vec<_> = fatal.cloned().collect();
        if fatal.is_empty() {
            Ok(Some(entry))
        } else {
            Err(Error::Upstream(fatal))
        }
    }
}

impl Node {
    /// The read of an edge, or of the node itself.
    pub fn read(&self, endpoint: Option<&str>) -> Option<&Call> {
        let mut reads = self.calls.iter().filter(|call| call.method == "GET");
        reads.find(|call| call.endpoint.as_deref() == endpoint)
    }
}
