//! A spec in memory, to be edited.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::address::Address;
use super::text::Text;
use crate::Error;
use crate::contract::check::check;
use crate::contract::diagnostic::{Report, Source, Sources};
use crate::contract::load::{self, Loaded};
use crate::contract::spec::Spec;
use crate::contract::spec::VersionName;
use crate::emit::output::{self, OutputError, Staged};

/// An error from an edit.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The address does not exist.
    #[error("the spec has no `{0}`")]
    Missing(Address),
    /// The address exists already.
    #[error("`{address}` is already in the spec: {place}")]
    Taken {
        /// The address to be added.
        address: Address,
        /// File and line of the existing entry.
        place: String,
    },
    /// The edit would also change an alias or its anchor elsewhere.
    #[error(
        "{place}: cannot edit `{address}`: an anchor and its aliases share one text; \
         write it out first"
    )]
    Shared {
        /// The address to be edited.
        address: Address,
        /// File and line of the alias or the anchor.
        place: String,
    },
    /// The edit does not fit the node at the address.
    #[error("{place}: `{address}` is not {expected}")]
    Unfit {
        /// The address to be edited.
        address: Address,
        /// File and line of it.
        place: String,
        /// What the node would have to be.
        expected: &'static str,
    },
    /// The edit would make the spec invalid.
    #[error("{0}")]
    Refused(String),
}

/// The texts of a spec, and edits of them.
#[derive(Clone, Debug)]
pub struct Editor {
    pub(super) files: Vec<SpecFile>,
    /// The spec as it is now, once somebody asked for it.
    spec: OnceLock<Arc<Spec>>,
}

#[derive(Clone, Debug)]
pub(super) struct SpecFile {
    name: String,
    path: PathBuf,
    before: Option<String>,
    pub(super) text: Text,
}

impl Editor {
    /// Reads a valid spec from a folder or a file.
    ///
    /// # Errors
    ///
    /// The spec is invalid.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let (spec, sources) = check(load::load(path))?;
        let mut editor = Self::new(sources)?;
        editor.spec = OnceLock::from(Arc::new(spec));
        let paths = load::files(path).unwrap_or_default();
        for (file, path) in editor.files.iter_mut().zip(paths) {
            file.path = path;
        }
        Ok(editor)
    }

    /// Creates an editor of texts, without checking them.
    ///
    /// # Errors
    ///
    /// One of them is not YAML.
    pub fn new(sources: Sources) -> Result<Self, EditError> {
        let file = |source: Source| {
            Ok(SpecFile {
                text: read(&source.name, &source.text)?,
                before: Some(source.text),
                path: PathBuf::from(&source.name),
                name: source.name,
            })
        };
        let files = sources.0.into_iter().map(file);
        Ok(Self {
            files: files.collect::<Result<_, _>>()?,
            spec: OnceLock::new(),
        })
    }

    /// Returns the edited texts.
    pub fn sources(&self) -> Sources {
        let files = self.files.iter().map(|file| Source {
            name: file.name.clone(),
            text: file.text.text.clone(),
        });
        Sources(files.collect())
    }

    /// Loads the edited texts.
    pub fn load(&self) -> Loaded {
        load::load_sources(self.sources())
    }

    /// Returns the edited spec, which is read once between two edits.
    ///
    /// # Errors
    ///
    /// The edits made it invalid.
    pub fn spec(&self) -> Result<Arc<Spec>, Report> {
        if let Some(spec) = self.spec.get() {
            return Ok(spec.clone());
        }
        let (spec, _) = check(self.load())?;
        Ok(self.spec.get_or_init(|| Arc::new(spec)).clone())
    }

    /// Returns the names of the changed files, such as `spec/graph.yaml`.
    pub fn changed(&self) -> impl Iterator<Item = &str> {
        self.changed_files().map(|file| file.name.as_str())
    }

    /// Returns whether an address exists.
    pub fn has(&self, address: &Address) -> bool {
        !matches!(self.locate(address), Err(EditError::Missing(_)))
    }

    /// Returns the names in a map; none if there is no map.
    pub fn names(&self, map: &Address) -> Vec<String> {
        let position = self.locate(map).ok();
        let entries = position
            .map(|position| position.node.entries())
            .unwrap_or_default();
        entries
            .iter()
            .map(|entry| entry.name().to_owned())
            .collect()
    }

    /// Returns the file and line of an address, such as `spec/graph.yaml:78`.
    pub fn place(&self, address: &Address) -> Option<String> {
        let position = self.locate(address).ok()?;
        let start = match (position.item, position.entry()) {
            (None, Some(entry)) => entry.key.span.start,
            _ => position.node.span.start,
        };
        Some(self.line(position.file, start))
    }

    /// Returns the lines that mention a version, such as `spec/graph.yaml:78`.
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

    /// Returns whether the spec is one file, beside which there are no others.
    pub fn is_one_file(&self) -> bool {
        matches!(self.files.as_slice(), [only] if !only.name.contains('/'))
    }

    /// Adds a file.
    ///
    /// # Errors
    ///
    /// The file exists, or the text is not YAML.
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
            return Err(EditError::Refused(format!("`{name}` already exists")));
        }
        let text = read(&name, text)?;
        self.files.push(SpecFile {
            name,
            path,
            before: None,
            text,
        });
        self.spec.take();
        Ok(())
    }

    /// Returns the name of the first file that has an address, without the folder.
    pub fn file_of(&self, address: &Address) -> Option<String> {
        let position = self.locate(address).ok()?;
        let name = self.files[position.file].name.rsplit('/').next();
        name.map(str::to_owned)
    }

    /// Returns the index of a file, by its name without the folder.
    pub(super) fn index_of(&self, name: &str) -> Option<usize> {
        let last = |file: &SpecFile| file.name.rsplit('/').next() == Some(name);
        self.files.iter().position(last)
    }

    /// Prepares the changed files to be written.
    ///
    /// # Errors
    ///
    /// A file cannot be written.
    pub fn stage(&self) -> Result<Staged, OutputError> {
        let files = self.changed_files();
        output::stage(files.map(|file| (file.path.clone(), file.text.text.as_str())))
    }

    fn changed_files(&self) -> impl Iterator<Item = &SpecFile> {
        let files = self.files.iter();
        files.filter(|file| file.before.as_ref() != Some(&file.text.text))
    }

    pub(super) fn text(&self, file: usize) -> &Text {
        &self.files[file].text
    }

    /// Replaces the text of a file.
    pub(super) fn replace_text(&mut self, file: usize, text: String) -> Result<(), EditError> {
        self.spec.take();
        let file = &mut self.files[file];
        match file.text.take(text) {
            true => Ok(()),
            false => Err(not_yaml(&file.name)),
        }
    }

    pub(super) fn shared_error(&self, address: &Address, file: usize, at: usize) -> EditError {
        let address = address.clone();
        let place = self.line(file, at);
        EditError::Shared { address, place }
    }

    pub(super) fn line(&self, file: usize, at: usize) -> String {
        let part = &self.files[file];
        let before = &part.text.text[..at];
        let line = before.matches('\n').count() + 1;
        format!("{}:{line}", part.name)
    }
}

fn read(name: &str, text: &str) -> Result<Text, EditError> {
    Text::new(text.to_owned()).ok_or_else(|| not_yaml(name))
}

fn not_yaml(name: &str) -> EditError {
    EditError::Refused(format!("cannot edit `{name}`: the result is not YAML"))
}
