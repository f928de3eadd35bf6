//! Reads Meta's files into a [`MetaSpec`]. Invalid entries are recorded with
//! their lines and skipped.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Error;
use super::file::File;
use super::meta_spec::{Defect, ENUMS, Enum, MetaSpec, Node, Origin};
use super::record::Record;

/// The maximum size of a file, in bytes. The largest known has half a million.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

pub(super) fn load(folder: &Path) -> Result<MetaSpec, Error> {
    let folder = folder_of_files(folder)?;
    let texts = texts(&folder)?;
    parse(folder, texts)
}

/// Reads the files of a folder from their texts, by names without the extension.
pub(super) fn parse(folder: PathBuf, texts: Texts) -> Result<MetaSpec, Error> {
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
    let mut meta_spec = MetaSpec {
        origin: Origin::Folder(folder),
        nodes: BTreeMap::new(),
        enums: BTreeMap::new(),
        broken: BTreeMap::new(),
    };
    for (name, parsed) in parsed {
        match parsed {
            Ok(Parsed::Node(node)) => {
                meta_spec.nodes.insert(name, node);
            }
            Ok(Parsed::Enums(enums)) => meta_spec.enums = enums,
            Err(defect) if name == ENUMS => return Err(Error::Upstream(vec![defect])),
            Err(defect) => {
                meta_spec.broken.insert(name, defect);
            }
        }
    }
    Ok(meta_spec)
}

enum Parsed {
    Node(Node),
    Enums(BTreeMap<String, Enum>),
}

/// Finds the folder of the files, in or below a folder.
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

/// Names without the extension, and texts.
pub(super) type Texts = Vec<(String, Result<String, Defect>)>;

/// The JSON files, sorted by name.
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

fn text(path: &Path) -> Result<String, Defect> {
    let defect = |message: String| Defect {
        file: path.display().to_string(),
        line: None,
        message,
        fatal: true,
    };
    let failed = |error: std::io::Error| defect(format!("cannot be read: {error}"));
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(defect("is not a file".to_owned()));
    }
    if metadata.len() > MOST_BYTES {
        let message = format!(
            "has {} bytes; a file of Meta's spec has at most {MOST_BYTES}",
            metadata.len()
        );
        return Err(defect(message));
    }
    let bytes = fs::read(path).map_err(failed)?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        Defect {
            line: Some(valid.iter().filter(|byte| **byte == b'\n').count() + 1),
            ..defect("holds a byte that is not UTF-8".to_owned())
        }
    })
}

/// The sections of a node's file. Other sections are ignored.
#[derive(Deserialize)]
struct NodeFile<'t> {
    #[serde(borrow, default)]
    apis: Option<Vec<&'t RawValue>>,
    #[serde(borrow, default)]
    fields: Option<Vec<&'t RawValue>>,
}

impl<'t> File<'t> {
    fn node(&self) -> Result<Node, Defect> {
        let sections: NodeFile<'t> = self.parse(self.text, 1)?;
        // serde reads a list as the values of a structure.
        if !self.text.trim_start().starts_with('{') {
            return Err(self.defect(1, "is not an object with `fields`"));
        }
        let Some(fields) = sections.fields else {
            return Err(self.defect(1, "the node has no `fields`"));
        };
        let mut defects = Vec::new();
        let fields = self.each(&fields, &mut defects, |entry| entry.param(false));
        let fields = self.once("field", fields, &mut defects);
        let calls = sections.apis.unwrap_or_default();
        let calls = self.each(&calls, &mut defects, Record::call);
        let mut whole = Vec::new();
        for (call, mut inner) in calls {
            defects.append(&mut inner);
            whole.push(call);
        }
        Ok(Node {
            line: 1,
            fields,
            calls: whole,
            defects,
        })
    }

    fn enums(&self) -> Result<BTreeMap<String, Enum>, Defect> {
        let entries: Vec<&'t RawValue> = self.parse(self.text, 1)?;
        let mut enums = BTreeMap::new();
        let mut defects = Vec::new();
        for (name, entry) in self.each(&entries, &mut defects, Record::enumeration) {
            let line = entry.line;
            if enums.insert(name.clone(), entry).is_some() {
                defects.push(self.defect(line, format!("the enum `{name}` is listed twice")));
            }
        }
        // An enum that cannot be read may be that of any parameter.
        match defects.into_iter().next() {
            Some(defect) => Err(defect),
            None => Ok(enums),
        }
    }

    /// Reads each entry of a list; an invalid one is recorded as a defect.
    pub(super) fn each<'f, T>(
        &'f self,
        entries: &[&'t RawValue],
        defects: &mut Vec<Defect>,
        read: impl Fn(&Record<'f, 't>) -> Result<T, Defect>,
    ) -> Vec<T> {
        let mut all = Vec::new();
        for raw in entries {
            let line = self.line_of(raw.get());
            let entry = self.parse(raw.get(), line).map(|keys| Record {
                file: self,
                line,
                keys,
            });
            match entry.and_then(|entry| read(&entry)) {
                Ok(one) => all.push(one),
                Err(defect) => defects.push(defect),
            }
        }
        all
    }
}
