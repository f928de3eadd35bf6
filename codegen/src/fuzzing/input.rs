//! Parts of an input.

use std::borrow::Cow;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::contract::diagnostic::{Source, Sources};

/// A valid spec, beside which others need not state what every spec needs.
static BASE: LazyLock<String> = LazyLock::new(|| repository_file("diff/rules/common.yaml"));

/// The line between the parts of an input.
const BETWEEN: &str = "\n===\n";

/// Reads a file of the generator's tests. It is not included in the program, because the package
/// does not have it.
pub(super) fn repository_file(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/codegen");
    fs::read_to_string(folder.join(name)).expect("the repository")
}

pub(super) fn text(input: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(input)
}

/// Returns the two parts of an input.
pub(super) fn two_parts(text: &str) -> Option<(&str, &str)> {
    text.split_once(BETWEEN)
}

/// Returns the files of a spec, which is read beside a valid one unless it has an `api`.
pub(super) fn sources(text: &str) -> Sources {
    let source = |name: &str, text: &str| Source {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let spec = source("spec.yaml", text);
    match text.starts_with("api:") || text.contains("\napi:") {
        true => Sources(vec![spec]),
        false => Sources(vec![source("base.yaml", &BASE), spec]),
    }
}
