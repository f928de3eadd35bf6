//! A spec while it is edited: texts in memory, until they are right.

use std::path::{Path, PathBuf};

use super::address::Address;
use super::found::Found;
use super::text::Text;
use crate::Error;
use crate::contract::check::check;
use crate::contract::diagnostic::{Report, Source, Sources};
use crate::contract::load::{self, Loaded};
use crate::contract::spec::Spec;
use crate::contract::spec::VersionName;
use crate::emit::output::{self, OutputError, Staged};

/// Why an edit was not made.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Nothing stands there.
    #[error("the spec has no `{0}`")]
    Missing(Address),
    /// Something stands there already.
    #[error("`{address}` is already in the spec: {place}")]
    Taken {
        /// What was to be added.
        address: Address,
        /// File and line of what is there.
        place: String,
    },
    /// The edit would change what is written once for several places.
    #[error(
        "{place}: an alias and its anchor are one text for several entries; \
         write `{address}` out before it is edited"
    )]
    Shared {
        /// What was to be edited.
        address: Address,
        /// File and line of the alias or the anchor.
        place: String,
    },
    /// The edit does not fit what stands there.
    #[error("{place}: `{address}` is not {expected}")]
    Unfit {
        /// What was to be edited.
        address: Address,
        /// File and line of it.
        place: String,
        /// What it would have to be.
        expected: &'static str,
    },
    /// The edit is not one that the spec can take.
    #[error("{0}")]
    Refused(String),
}

/// A spec while it is edited.
#[derive(Debug)]
pub struct Draft {
    pub(super) files: Vec<Part>,
}

#[derive(Debug)]
pub(super) struct Part {
    name: String,
    path: PathBuf,
    before: Option<String>,
    pub(super) text: Text,
}

impl Draft {
    /// Reads the spec at a path, a folder or a file, which must be right.
    ///
    /// # Errors
    ///
    /// What is wrong with the spec.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let (_, sources) = check(load::load(path))?;
        let mut draft = Self::new(sources)?;
        let paths = load::files(path).unwrap_or_default();
        for (file, path) in draft.files.iter_mut().zip(paths) {
            file.path = path;
        }
        Ok(draft)
    }

    /// Takes texts that were read elsewhere, and are not checked.
    ///
    /// # Errors
    ///
    /// One of them is no YAML.
    pub fn new(sources: Sources) -> Result<Self, EditError> {
        let part = |source: Source| {
            Ok(Part {
                text: read(&source.name, &source.text)?,
                before: Some(source.text),
                path: PathBuf::from(&source.name),
                name: source.name,
            })
        };
        let files = sources.0.into_iter().map(part);
        Ok(Self {
            files: files.collect::<Result<_, _>>()?,
        })
    }

    /// The texts as they are now.
    pub fn sources(&self) -> Sources {
        let files = self.files.iter().map(|file| Source {
            name: file.name.clone(),
            text: file.text.text.clone(),
        });
        Sources(files.collect())
    }

    /// The texts as they are now, read.
    pub fn load(&self) -> Loaded {
        load::load_sources(self.sources())
    }

    /// The spec as it is now.
    ///
    /// # Errors
    ///
    /// What the edits made wrong.
    pub fn spec(&self) -> Result<Spec, Report> {
        check(self.load()).map(|(spec, _)| spec)
    }

    /// Names of the files that are not as they were, such as `spec/graph.yaml`.
    pub fn changed(&self) -> impl Iterator<Item = &str> {
        let files = self.files.iter();
        let changed = files.filter(|file| file.before.as_ref() != Some(&file.text.text));
        changed.map(|file| file.name.as_str())
    }

    /// Whether something stands at an address.
    pub fn has(&self, address: &Address) -> bool {
        !matches!(self.locate(address), Err(EditError::Missing(_)))
    }

    /// The names in a map; none where there is no map.
    pub fn names(&self, map: &Address) -> Vec<String> {
        let found = self.locate(map).ok();
        let entries = found.map(|found| found.node.entries()).unwrap_or_default();
        entries
            .iter()
            .map(|entry| entry.name().to_owned())
            .collect()
    }

    /// File and line of what stands at an address, such as
    /// `spec/graph.yaml:78`.
    pub fn place(&self, address: &Address) -> Option<String> {
        let found = self.locate(address).ok()?;
        let start = match (found.item, found.entry()) {
            (None, Some(entry)) => entry.key.span.start,
            _ => found.node.span.start,
        };
        Some(self.line(found.file, start))
    }

    /// The lines that speak of a version, such as `spec/graph.yaml:78`.
    pub fn mentions(&self, version: VersionName) -> Vec<String> {
        let name = version.to_string();
        let mut places = Vec::new();
        for file in &self.files {
            for (index, line) in file.text.text.lines().enumerate() {
                let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '.');
                if words.any(|word| word.trim_end_matches('.') == name) {
                    places.push(format!("{}:{}", file.name, index + 1));
                }
            }
        }
        places
    }

    /// Adds a file, beside those that are there.
    ///
    /// # Errors
    ///
    /// The file is there, or the text is no YAML.
    pub fn add_file(&mut self, name: &str, text: &str) -> Result<(), EditError> {
        let beside = self.files.first().map(|first| (&first.path, &first.name));
        let folder = beside
            .and_then(|(path, _)| path.parent())
            .unwrap_or(Path::new("."));
        let path = folder.join(name);
        let name = match beside.and_then(|(_, first)| first.rsplit_once('/')) {
            Some((folder, _)) => format!("{folder}/{name}"),
            None => name.to_owned(),
        };
        if path.exists() || self.files.iter().any(|file| file.name == name) {
            return Err(EditError::Refused(format!("`{name}` is already there")));
        }
        let text = read(&name, text)?;
        self.files.push(Part {
            name,
            path,
            before: None,
            text,
        });
        Ok(())
    }

    /// Makes the files ready to be written.
    ///
    /// # Errors
    ///
    /// A file cannot be written.
    pub fn stage(&self) -> Result<Staged, OutputError> {
        let changed = self.files.iter();
        let changed = changed.filter(|file| file.before.as_ref() != Some(&file.text.text));
        let files = changed.map(|file| (file.path.clone(), file.text.text.as_str()));
        output::stage(files)
    }

    pub(super) fn text(&self, file: usize) -> &Text {
        &self.files[file].text
    }

    /// Takes the text over as the file's.
    pub(super) fn put(&mut self, file: usize, text: String) -> Result<(), EditError> {
        self.files[file].text = read(&self.files[file].name, &text)?;
        Ok(())
    }

    pub(super) fn shared(&self, address: &Address, file: usize, at: usize) -> EditError {
        let address = address.clone();
        let place = self.line(file, at);
        EditError::Shared { address, place }
    }

    pub(super) fn unfit(
        &self,
        address: &Address,
        found: &Found<'_>,
        expected: &'static str,
    ) -> EditError {
        let address = address.clone();
        let place = self.line(found.file, found.node.span.start);
        EditError::Unfit {
            address,
            place,
            expected,
        }
    }

    fn line(&self, file: usize, at: usize) -> String {
        let part = &self.files[file];
        let before = &part.text.text[..at];
        let line = before.matches('\n').count() + 1;
        format!("{}:{line}", part.name)
    }
}

fn read(name: &str, text: &str) -> Result<Text, EditError> {
    let message = || format!("`{name}` cannot be edited: it would be no YAML any more");
    Text::new(text.to_owned()).ok_or_else(|| EditError::Refused(message()))
}
