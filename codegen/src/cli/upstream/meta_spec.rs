//! Meta's machine-readable spec: nodes, their fields and edges, and enums, each
//! with its line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Error;
pub use super::defect::Defect;

/// The spec files of one Graph version.
#[derive(Debug)]
pub struct MetaSpec {
    /// The folder that holds the files.
    pub folder: PathBuf,
    /// Nodes by name, without those whose file cannot be read.
    pub nodes: BTreeMap<String, Node>,
    /// Enums by name.
    pub enums: BTreeMap<String, Enum>,
    /// What could not be read, by the name of its node.
    pub broken: BTreeMap<String, Defect>,
}

/// The file of the enums, without its extension.
pub const ENUMS: &str = "enum_types";

/// A node: what one file describes.
#[derive(Debug)]
pub struct Node {
    /// Its fields, in the order of the file.
    pub fields: Vec<Param>,
    /// Its calls, in the order of the file.
    pub calls: Vec<Call>,
    /// Entries of the file that were skipped.
    pub defects: Vec<Defect>,
}

/// A call of a node.
#[derive(Debug)]
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
#[derive(Debug)]
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

    /// The name of a node's file in messages.
    pub fn file_of(&self, node: &str) -> String {
        self.folder
            .join(format!("{node}.json"))
            .display()
            .to_string()
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
