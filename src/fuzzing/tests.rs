//! Repeats the inputs in `fuzz/corpus`, which the package does not have.

use std::fs;
use std::path::Path;

/// Runs a target with each input of its corpus.
fn repeat(corpus: &str, target: fn(&[u8])) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
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
fn answers() {
    repeat("answer", super::answer);
}

#[test]
fn decoding() {
    repeat("decoding", super::decoding);
}

#[test]
fn redaction() {
    repeat("redaction", super::redaction);
}

#[test]
fn selections() {
    repeat("selection", super::selection);
}

/// Returns a runtime whose clock stands still.
#[cfg(feature = "simulator-server")]
fn paused() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true);
    runtime.build().expect("a runtime")
}

#[cfg(feature = "simulator-server")]
#[test]
fn requests_to_the_simulator() {
    repeat("simulator", |input| super::simulator(input, paused));
}

#[cfg(all(feature = "simulator", feature = "sync"))]
#[test]
fn mirrors() {
    repeat("sync", super::sync);
}

#[cfg(feature = "simulator-server")]
#[test]
fn worlds() {
    repeat("world", super::world);
}
