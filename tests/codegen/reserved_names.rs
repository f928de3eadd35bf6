//! A type of the contract cannot have a name that the files with types use for something else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use page_conversations_codegen::read;

use crate::support::made::files_of;

const SPECS: &str = "../tests/codegen/specs";

/// The names that files use of the runtime and of std, in all bindings made in the tests.
fn used() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let specs = fs::read_dir(SPECS).unwrap();
    let specs = specs.map(|spec| spec.unwrap().path());
    for spec in specs.chain(["../spec".into()]) {
        for file in files_of(&spec) {
            let folders = ["types/", "fields/", "requests/"];
            if !folders.iter().any(|folder| file.path.starts_with(folder)) {
                continue;
            }
            let lines = file.text.split("\nuse ").skip(1);
            let uses = lines.filter_map(|rest| Some(rest.split_once(';')?.0));
            let uses = uses.filter(|path| path.contains("__rt::") || path.starts_with("std::"));
            let words =
                uses.flat_map(|path| path.split(|c: char| !c.is_alphanumeric() && c != '_'));
            let types = words.filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
            names.extend(types.map(str::to_owned));
        }
    }
    names
}

#[test]
fn no_type_takes_a_name_that_its_users_import() {
    let used = used();
    assert!(used.contains("Permission") && used.len() > 20, "{used:?}");
    let text = fs::read_to_string(Path::new(SPECS).join("names.yaml")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec.yaml");
    let accepted = used.iter().filter(|name| {
        fs::write(&spec, text.replace("Placeholder1", name)).unwrap();
        read(&spec).is_ok()
    });
    assert_eq!(accepted.collect::<Vec<_>>(), Vec::<&String>::new());
}
