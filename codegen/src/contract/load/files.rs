//! The files of a spec, as texts.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::contract::diagnostic::{Diagnostic, Place, Source, Sources};
use crate::contract::messages::files::{self as messages, FileError};

/// The size limit of a file.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// The bytes that begin a file in UTF-16.
const UTF16: [[u8; 2]; 2] = [[0xFF, 0xFE], [0xFE, 0xFF]];

pub(super) fn read_sources(path: &Path, diagnostics: &mut Vec<Diagnostic>) -> Sources {
    let paths = match files(path) {
        Ok(paths) => paths,
        Err(error) => {
            let name = path.display().to_string();
            diagnostics.push(messages::unreadable_spec(&name, &error));
            return Sources::default();
        }
    };
    if paths.is_empty() {
        diagnostics.push(messages::no_files(path));
    }
    let mut sources = Sources::default();
    for file in paths {
        let name = display_name(path, &file);
        match read_bytes(&file) {
            Ok(bytes) => add_text(&bytes, name, &mut sources, diagnostics),
            Err(error) => diagnostics.push(messages::file_of_spec(&name, &error)),
        }
    }
    sources
}

/// Reads a file that is not one of a spec.
pub(crate) fn read_source(path: &Path, diagnostics: &mut Vec<Diagnostic>) -> Sources {
    let name = path.display().to_string();
    let mut sources = Sources::default();
    match read_bytes(path) {
        Ok(bytes) => add_text(&bytes, name, &mut sources, diagnostics),
        Err(error) => diagnostics.push(messages::document(&name, &error)),
    }
    sources
}

/// Adds a text to the sources, and reports it where it is not UTF-8.
fn add_text(bytes: &[u8], name: String, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(not_utf8(bytes, sources.0.len()));
    let text = String::from_utf8_lossy(bytes).into_owned();
    sources.0.push(Source { name, text });
}

/// Returns whether a file in the folder of a spec is a part of it.
#[cfg(feature = "cli")]
pub(crate) fn is_of_spec(file: &Path) -> bool {
    !is_hidden(file) && is_yaml(file)
}

fn is_hidden(file: &Path) -> bool {
    let name = file.file_name();
    name.is_none_or(|name| name.to_string_lossy().starts_with('.'))
}

fn is_yaml(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")
    })
}

/// Returns the files of a spec, sorted by name as its sources are.
pub(crate) fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let file = entry?.path();
        // A folder is kept to be reported: its files would be ignored.
        if !is_hidden(&file) && (is_yaml(&file) || file.is_dir()) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// Returns the name of a file for messages and headers: with its folder,
/// without the path of this machine.
fn display_name(root: &Path, file: &Path) -> String {
    let name = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let folder = if root == file {
        None
    } else {
        fs::canonicalize(root).ok().as_deref().and_then(name)
    };
    let file = name(file).unwrap_or_default();
    folder.map_or(file.clone(), |folder| format!("{folder}/{file}"))
}

fn read_bytes(file: &Path) -> Result<Vec<u8>, FileError> {
    let metadata = fs::metadata(file).map_err(FileError::Io)?;
    if metadata.is_dir() {
        return Err(FileError::Folder);
    }
    // To open a pipe would wait for a writer.
    if !metadata.is_file() {
        return Err(FileError::NotAFile);
    }
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(FileError::Io)?;
    let mut limited = opened.take(MOST_BYTES + 1);
    limited.read_to_end(&mut bytes).map_err(FileError::Io)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(FileError::TooLarge { most: MOST_BYTES });
    }
    match UTF16.iter().any(|mark| bytes.starts_with(mark)) {
        true => Err(FileError::Utf16),
        false => Ok(bytes),
    }
}

/// Reports the first byte that is not UTF-8, at what is shown in its place.
fn not_utf8(bytes: &[u8], file: usize) -> Option<Diagnostic> {
    let start = std::str::from_utf8(bytes).err()?.valid_up_to();
    let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
    Some(messages::not_utf8(bytes[start], Place { file, start, end }))
}
