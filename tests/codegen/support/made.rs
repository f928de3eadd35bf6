//! What is generated from specs that no test changes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, OnceLock};

use page_conversations_codegen::emit::output::File;
use page_conversations_codegen::generate;

/// The files of a spec, once a test has asked for them.
type Made = &'static OnceLock<Vec<File>>;

static MADE: LazyLock<Mutex<HashMap<PathBuf, Made>>> = LazyLock::new(Mutex::default);

/// Returns the files of a spec in the repository. They are generated once for all tests,
/// because the whole contract takes more than a second.
pub fn files_of(spec: impl AsRef<Path>) -> &'static [File] {
    let spec = spec.as_ref();
    let mut made = MADE.lock().unwrap();
    let files = *made
        .entry(spec.to_owned())
        .or_insert_with(|| Box::leak(Box::default()));
    // Others wait for this spec alone.
    drop(made);
    files.get_or_init(|| generate(spec, "crate").unwrap().files)
}
