//! Repeats the inputs in `fuzz/corpus`, which the package does not have.

use std::fs;
use std::path::Path;

use super::{diff, editor, generator, spec, upstream};

/// Runs a target with each input of its corpus.
fn repeat(corpus: &str, target: fn(&[u8])) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    if !fuzz.exists() {
        return println!("skipped: no folder `fuzz`");
    }
    let folder = fuzz.join("corpus").join(corpus);
    let inputs: Vec<_> = fs::read_dir(&folder).expect("the corpus").collect();
    assert!(inputs.len() > 5, "{corpus}: {}", inputs.len());
    for input in inputs {
        let path = input.expect("an input").path();
        // Shown if the target fails.
        println!("{}", path.display());
        target(&fs::read(path).expect("an input"));
    }
}

#[test]
fn specs() {
    repeat("spec", spec);
}

#[test]
fn generating() {
    repeat("generator", generator);
}

#[test]
fn editing() {
    repeat("editor", editor);
}

#[test]
fn comparing() {
    repeat("diff", diff);
}

#[test]
fn metas_files() {
    repeat("upstream", upstream);
}
