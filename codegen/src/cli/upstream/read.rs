//! Meta's files to a [`Catalogue`]: what makes no sense is noted with its
//! place, and passed over.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Error;
use super::catalogue::{Catalogue, ENUMS, Enum, Node, Param, Trouble};
use super::entry::Entry;

/// Bytes that a file may have. The largest known has half a million.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

pub(super) fn load(folder: &Path) -> Result<Catalogue, Error> {
    let folder = folder_of_files(folder)?;
    let texts = texts(&folder)?;
    let parsed: Vec<_> = texts
        .into_par_iter()
        .map(|(name, text)| {
            let file = folder.join(format!("{name}.json")).display().to_string();
            let parsed = text.and_then(|text| {
                let file = &File::new(&file, &text);
                if name == ENUMS {
                    file.enums().map(Parsed::Enums)
                } else {
                    file.node().map(Parsed::Node)
                }
            });
            (name, parsed)
        })
        .collect();
    let mut catalogue = Catalogue {
        folder,
        nodes: BTreeMap::new(),
        enums: BTreeMap::new(),
        broken: BTreeMap::new(),
    };
    for (name, parsed) in parsed {
        match parsed {
            Ok(Parsed::Node(node)) => {
                catalogue.nodes.insert(name, node);
            }
            Ok(Parsed::Enums(enums)) => catalogue.enums = enums,
            Err(trouble) if name == ENUMS => return Err(Error::Upstream(vec![trouble])),
            Err(trouble) => {
                catalogue.broken.insert(name, trouble);
            }
        }
    }
    Ok(catalogue)
}

enum Parsed {
    Node(Node),
    Enums(BTreeMap<String, Enum>),
}

/// Where below a folder the files are.
fn folder_of_files(folder: &Path) -> Result<PathBuf, Error> {
    fs::read_dir(folder).map_err(|source| Error::Folder {
        path: folder.to_owned(),
        source,
    })?;
    let places = [
        folder.to_owned(),
        folder.join("specs"),
        folder.join("api_specs/specs"),
    ];
    let enums = format!("{ENUMS}.json");
    let place = places
        .into_iter()
        .find(|place| place.join(&enums).is_file());
    place.ok_or_else(|| Error::NoFiles {
        path: folder.to_owned(),
    })
}

type Texts = Vec<(String, Result<String, Trouble>)>;

/// The JSON files by their names without the ending, in their order.
fn texts(folder: &Path) -> Result<Texts, Error> {
    let unreadable = |source| Error::Folder {
        path: folder.to_owned(),
        source,
    };
    let mut texts = Texts::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let json = path
            .extension()
            .is_some_and(|extension| extension == "json");
        let name = path.file_stem().map(|name| name.to_string_lossy());
        let Some(name) = name.filter(|name| json && !name.starts_with('.')) else {
            continue;
        };
        texts.push((name.into_owned(), text(&path)));
    }
    texts.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(texts)
}

fn text(path: &Path) -> Result<String, Trouble> {
    let trouble = |message: String| Trouble {
        file: path.display().to_string(),
        line: None,
        message,
        grave: true,
    };
    let failed = |error: std::io::Error| trouble(format!("cannot be read: {error}"));
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(trouble("is not a file".to_owned()));
    }
    if metadata.len() > MOST_BYTES {
        let message = format!(
            "has {} bytes; a file of Meta's spec has at most {MOST_BYTES}",
            metadata.len()
        );
        return Err(trouble(message));
    }
    let bytes = fs::read(path).map_err(failed)?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        Trouble {
            line: Some(valid.iter().filter(|byte| **byte == b'\n').count() + 1),
            ..trouble("holds a byte that is not UTF-8".to_owned())
        }
    })
}

/// The sections of a node's file. What Meta adds beside them is passed over.
#[derive(Deserialize)]
struct NodeFile<'t> {
    #[serde(borrow, default)]
    apis: Option<Vec<&'t RawValue>>,
    #[serde(borrow, default)]
    fields: Option<Vec<&'t RawValue>>,
}

/// A file that is being read.
pub(super) struct File<'t> {
    name: &'t str,
    text: &'t str,
    /// Offsets at which lines begin.
    lines: Vec<usize>,
}

impl<'t> File<'t> {
    fn new(name: &'t str, text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = [0].into_iter().chain(ends.map(|(end, _)| end + 1));
        Self {
            name,
            text,
            lines: lines.collect(),
        }
    }

    fn node(&self) -> Result<Node, Trouble> {
        let sections: NodeFile<'t> = self.parse(self.text, 1)?;
        let Some(fields) = sections.fields else {
            return Err(self.trouble(1, "the node has no `fields`"));
        };
        let mut troubles = Vec::new();
        let fields = self.each(&fields, &mut troubles, |entry| entry.param(false));
        let fields = self.once("field", fields, &mut troubles);
        let calls = sections.apis.unwrap_or_default();
        let calls = self.each(&calls, &mut troubles, Entry::call);
        let mut whole = Vec::new();
        for (call, mut inner) in calls {
            troubles.append(&mut inner);
            whole.push(call);
        }
        Ok(Node {
            fields,
            calls: whole,
            troubles,
        })
    }

    fn enums(&self) -> Result<BTreeMap<String, Enum>, Trouble> {
        let entries: Vec<&'t RawValue> = self.parse(self.text, 1)?;
        let mut enums = BTreeMap::new();
        let mut troubles = Vec::new();
        for (name, entry) in self.each(&entries, &mut troubles, Entry::enumeration) {
            let line = entry.line;
            if enums.insert(name.clone(), entry).is_some() {
                troubles.push(self.trouble(line, format!("the enum `{name}` stands twice")));
            }
        }
        // Which parameter an enum without a name is of, nobody can tell.
        match troubles.into_iter().next() {
            Some(trouble) => Err(trouble),
            None => Ok(enums),
        }
    }

    fn parse<'a, T: Deserialize<'a>>(&self, text: &'a str, line: usize) -> Result<T, Trouble> {
        serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            let reason = message.split(" at line ").next().unwrap_or_default();
            let reason = in_words(reason);
            let what = if error.is_data() {
                "does not have the form of Meta's files"
            } else {
                "is not JSON"
            };
            self.trouble(line + error.line().max(1) - 1, format!("{what}: {reason}"))
        })
    }

    pub(super) fn trouble(&self, line: usize, message: impl Into<String>) -> Trouble {
        Trouble {
            file: self.name.to_owned(),
            line: Some(line),
            message: message.into(),
            grave: true,
        }
    }

    /// Reads each entry of a list; one that makes no sense is noted.
    pub(super) fn each<'f, T>(
        &'f self,
        entries: &[&'t RawValue],
        troubles: &mut Vec<Trouble>,
        read: impl Fn(&Entry<'f, 't>) -> Result<T, Trouble>,
    ) -> Vec<T> {
        let mut all = Vec::new();
        for raw in entries {
            let line = self.line_of(raw.get());
            let entry = self.parse(raw.get(), line).map(|keys| Entry {
                file: self,
                line,
                keys,
            });
            match entry.and_then(|entry| read(&entry)) {
                Ok(one) => all.push(one),
                Err(trouble) => troubles.push(trouble),
            }
        }
        all
    }

    /// Keeps the first of those that have one name. A second is harmless where
    /// it says the same.
    pub(super) fn once(
        &self,
        kind: &str,
        all: Vec<Param>,
        troubles: &mut Vec<Trouble>,
    ) -> Vec<Param> {
        let mut kept: Vec<Param> = Vec::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for one in all {
            let Some(first) = seen.get(&one.name) else {
                seen.insert(one.name.clone(), kept.len());
                kept.push(one);
                continue;
            };
            let first = &kept[*first];
            let message = format!(
                "the {kind} `{}` stands twice, first in line {} as `{}`, now as `{}`",
                one.name, first.line, first.ty, one.ty
            );
            troubles.push(Trouble {
                grave: (&first.ty, first.required) != (&one.ty, one.required),
                ..self.trouble(one.line, message)
            });
        }
        kept
    }

    /// The line that a part of the text begins in.
    pub(super) fn line_of(&self, part: &str) -> usize {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        self.lines.partition_point(|start| *start <= offset)
    }
}

/// serde's words for what JSON has.
fn in_words(reason: &str) -> String {
    reason
        .replace("type: map", "type: an object")
        .replace("type: sequence", "type: a list")
        .replace("a sequence", "a list")
        .replace("a map", "an object")
}
