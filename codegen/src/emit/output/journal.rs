//! The journal of an edit of several files, which a later run finishes if it is
//! interrupted between two of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Name of the journal, in the folder of the files.
const NAME: &str = ".codegen-journal";

/// A file that is replaced by a temporary one in the same folder.
struct Step {
    temporary: String,
    name: String,
    /// Digests of the contents before and after.
    before: String,
    after: String,
}

/// Returns the journal of a folder.
pub fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

/// Writes the journal of files that are about to be replaced by temporary files
/// next to them.
///
/// # Errors
///
/// The journal cannot be written.
pub fn write<'a>(
    folder: &Path,
    files: impl Iterator<Item = (&'a Path, &'a Path)>,
) -> io::Result<()> {
    let name = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let mut lines = String::new();
    for (temporary, path) in files {
        let names = [name(temporary), name(path)].map(Option::unwrap_or_default);
        let digests = [digest(path), digest(temporary)];
        lines.push_str(&[names.join("\t"), digests.join("\t")].join("\t"));
        lines.push('\n');
    }
    // A journal exists as a whole, or not at all.
    let file = tempfile::Builder::new().prefix(NAME).tempfile_in(folder)?;
    fs::write(file.path(), lines)?;
    file.persist(path(folder)).map_err(|error| error.error)?;
    Ok(())
}

/// Finishes an interrupted edit. Returns whether there was one to finish: if
/// somebody changed one of its files since, it is left as it is.
///
/// # Errors
///
/// A file cannot be replaced.
pub fn finish(folder: &Path) -> io::Result<bool> {
    let Ok(text) = fs::read_to_string(path(folder)) else {
        return Ok(false);
    };
    let steps: Option<Vec<_>> = text.lines().map(read).collect();
    let steps = steps.unwrap_or_default();
    let as_left = |step: &Step| {
        let at = digest(&folder.join(&step.name));
        let staged = digest(&folder.join(&step.temporary));
        (at == step.before && staged == step.after) || at == step.after
    };
    let possible = !steps.is_empty() && steps.iter().all(as_left);
    if possible {
        for step in &steps {
            let temporary = folder.join(&step.temporary);
            if temporary.exists() {
                fs::rename(temporary, folder.join(&step.name))?;
            }
        }
    }
    fs::remove_file(path(folder))?;
    Ok(possible)
}

/// Reads a line. Names of other folders are refused.
fn read(line: &str) -> Option<Step> {
    let mut parts = line.split('\t').map(str::to_owned);
    let step = Step {
        temporary: parts.next()?,
        name: parts.next()?,
        before: parts.next()?,
        after: parts.next()?,
    };
    let plain = [&step.temporary, &step.name].map(|name| !name.contains(['/', '\\']));
    plain.iter().all(|plain| *plain).then_some(step)
}

fn digest(path: &Path) -> String {
    match fs::read(path) {
        Ok(bytes) => super::digest([("", bytes.as_slice())].into_iter()),
        Err(_) => "none".to_owned(),
    }
}
