//! Files that cannot be read.

use std::io;
use std::path::Path;

use crate::contract::diagnostic::{Diagnostic, Place};

const NAME_THE_FOLDER: &str = "name the folder of the spec with `--spec`";

pub fn unreadable_spec(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(format!("cannot read `{name}`: {error}")).help(NAME_THE_FOLDER)
}

pub fn unreadable_file(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(format!("cannot read `{name}`: {error}"))
        .help("make the file readable, or remove it from the folder of the spec")
}

pub fn no_files(folder: &Path) -> Diagnostic {
    let message = format!("the folder `{}` contains no `.yaml` file", folder.display());
    Diagnostic::new(message).help(NAME_THE_FOLDER)
}

pub fn subfolder(name: &str) -> Diagnostic {
    Diagnostic::new(format!("`{name}` is a folder, not a file of the spec"))
        .help("move its files up: a spec has no subfolders")
}

/// A pipe, a socket or a device, which may never end.
pub fn not_a_file(name: &str) -> Diagnostic {
    Diagnostic::new(format!("`{name}` is not a regular file"))
        .help("replace it with a file: pipes, sockets and devices are not read")
}

pub fn too_large(name: &str, most: u64) -> Diagnostic {
    Diagnostic::new(format!("`{name}` is larger than {most} bytes"))
        .help("split the file by subject")
}

pub fn not_utf8(byte: u8, place: Place) -> Diagnostic {
    Diagnostic::new(format!("the file is not UTF-8: invalid byte 0x{byte:02X}"))
        .at(place, "shown as U+FFFD")
        .help("save the file as UTF-8")
}

pub fn utf16(name: &str) -> Diagnostic {
    Diagnostic::new(format!("`{name}` is UTF-16, not UTF-8")).help("save the file as UTF-8")
}
