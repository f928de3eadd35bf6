//! A crate with bindings, compiled.

#![allow(clippy::unwrap_used, dead_code)]

use std::fs;
use std::path::Path;
use std::process::Command;

use page_conversations_codegen::build;
use page_conversations_codegen::contract::diagnostic::Sources;

/// Compiles bindings from specs, each a module of one crate, with the
/// workspace's versions of everything.
pub fn compiles(specs: &[(String, Sources)]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let root = root.canonicalize().unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = scratch.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"scratch\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\npage-conversations = {{ path = {root:?} }}\n"
        ),
    );
    fs::copy(root.join("Cargo.lock"), scratch.path().join("Cargo.lock")).unwrap();
    let mut modules = String::from("#![deny(warnings)]\n");
    for (name, sources) in specs {
        for source in &sources.0 {
            let file = source.name.rsplit('/').next().unwrap();
            write(&format!("specs/{name}/{file}"), &source.text);
        }
        let spec = scratch.path().join("specs").join(name);
        build(&spec, &scratch.path().join("src").join(name)).unwrap();
        modules.push_str(&format!("pub mod {name};\n"));
    }
    write("src/lib.rs", &modules);
    let target = std::env::var("CARGO_TARGET_DIR").map_or(root.join("target"), Into::into);
    let checked = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet"])
        .current_dir(scratch.path())
        .env("CARGO_TARGET_DIR", target.join("scratch"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{said}");
}
