//! Files that cannot be read.

use std::io;
use std::path::Path;

use crate::contract::diagnostic::{Diagnostic, Place};

/// Why a file cannot be read.
pub enum FileError {
    Io(io::Error),
    Folder,
    /// A pipe, a socket or a device, which may never end.
    NotAFile,
    TooLarge {
        /// The limit, in bytes.
        most: u64,
    },
    Utf16,
}

const NAME_THE_FOLDER: &str = "name the folder of the spec with `--spec`";

pub fn unreadable_spec(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(format!("cannot read `{name}`: {error}")).help(NAME_THE_FOLDER)
}

pub fn no_files(folder: &Path) -> Diagnostic {
    let message = format!("the folder `{}` contains no `.yaml` file", folder.display());
    Diagnostic::new(message).help(NAME_THE_FOLDER)
}

/// A file of a spec that cannot be read.
pub fn file_of_spec(name: &str, error: &FileError) -> Diagnostic {
    let (message, help) = match error {
        FileError::Io(_) => (
            unreadable(name, error),
            "make the file readable, or remove it from the folder of the spec",
        ),
        FileError::Folder => (
            format!("`{name}` is a folder, not a file of the spec"),
            "move its files up: a spec has no subfolders",
        ),
        FileError::NotAFile => (
            unreadable(name, error),
            "replace it with a file: pipes, sockets and devices are not read",
        ),
        FileError::TooLarge { .. } => (unreadable(name, error), "split the file by subject"),
        FileError::Utf16 => (unreadable(name, error), "save the file as UTF-8"),
    };
    Diagnostic::new(message).help(help)
}

/// A file of another kind that cannot be read.
pub fn document(name: &str, error: &FileError) -> Diagnostic {
    let help = match error {
        FileError::Io(_) => "name a file that exists and that you may read",
        FileError::Folder => "name one of the files in it",
        FileError::NotAFile => "name a file: pipes, sockets and devices are not read",
        FileError::TooLarge { .. } => "remove a part of it",
        FileError::Utf16 => "save the file as UTF-8",
    };
    Diagnostic::new(unreadable(name, error)).help(help)
}

fn unreadable(name: &str, error: &FileError) -> String {
    match error {
        FileError::Io(error) => format!("cannot read `{name}`: {error}"),
        FileError::Folder => format!("`{name}` is a folder"),
        FileError::NotAFile => format!("`{name}` is not a regular file"),
        FileError::TooLarge { most } => format!("`{name}` is larger than {most} bytes"),
        FileError::Utf16 => format!("`{name}` is UTF-16, not UTF-8"),
    }
}

pub fn not_utf8(byte: u8, place: Place) -> Diagnostic {
    Diagnostic::new(format!("the file is not UTF-8: invalid byte 0x{byte:02X}"))
        .at(place, "shown as U+FFFD")
        .help("save the file as UTF-8")
}
