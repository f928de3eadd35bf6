//! What the compiler prints about a wrong call: names of the caller's version, and of no other.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::process::Command;

use page_conversations::versions::VERSIONS;

use crate::cargo;

/// Wrong uses of requests, which have a form of their own in most versions. The values are
/// parameters: what a constructor requires differs between versions.
const REQUESTS: &str = r#"
    list.since(0);
    ListConversations::new(1.5);
    let _: u8 = list.limit(5);
    let _: u8 = message;
    println!("{}", get);
    let _ = graph.items(get);
    let _ = graph.nodes_by_id(list);
"#;

/// Wrong uses of what versions share.
const SHARED: &str = r#"
    let _: u8 = thread;
    thread.nothing();
    let _ = thread.nothing;
    println!("{}", thread);
    UnifiedThreadFields::new().nothing();
    list.fields(1);
    list.fields(UnifiedMessageFields::new());
    let _ = graph.continue_edge(&get, "t_1", Edge::from([1_u8]));
    let _: u8 = Folder::Inbox;
    let _ = Folder::Nothing;
"#;

/// Compiles wrong uses in a version, and returns what the compiler prints.
fn messages(version: &str, wrong: &str) -> String {
    let (exe, path) = (
        env::current_exe().unwrap(),
        cargo::library("page_conversations"),
    );
    let deps = exe.parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (source, output) = (
        folder.path().join("wrong.rs"),
        folder.path().join("wrong.rmeta"),
    );
    let program = format!(
        "#![allow(unused)]\nuse page_conversations::{{Edge, Graph, {version}::*}};\n\
         fn wrong(\n\
             graph: Graph, list: ListConversations, get: GetConversation, message: GetMessage,\n\
             thread: UnifiedThread) {{{wrong}}}\n"
    );
    fs::write(&source, program).unwrap();
    let mut library = OsString::from("page_conversations=");
    library.push(path);
    let mut dependencies = OsString::from("dependency=");
    dependencies.push(deps);
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut rustc = Command::new(rustc);
    rustc.args(["--edition=2024", "--crate-type=lib", "--emit=metadata"]);
    rustc
        .arg("-L")
        .arg(dependencies)
        .arg("--extern")
        .arg(library);
    let done = rustc.arg("-o").arg(output).arg(source).output().unwrap();
    let messages = String::from_utf8(done.stderr).unwrap();
    assert!(!done.status.success());
    // All are found, and nothing else is wrong with the program.
    let expected = wrong.matches(';').count();
    assert_eq!(
        messages.matches("\nerror[").count() + 1,
        expected,
        "{messages}"
    );
    messages
}

/// The versions that a text names, such as `v26_0`.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let words = words.map(str::to_lowercase);
    let idents = VERSIONS.map(|version| ident(version.name));
    words.filter(|word| idents.contains(word)).collect()
}

fn ident(version: &str) -> String {
    version.replace('.', "_")
}

#[test]
fn a_message_about_a_request_names_no_other_version() {
    for version in VERSIONS {
        let version = ident(version.name);
        let messages = messages(&version, REQUESTS);
        assert_eq!(named(&messages), BTreeSet::from([version]), "{messages}");
    }
}

/// Versions share types, and the newest of them gives the type its name.
#[test]
fn a_message_in_the_newest_version_names_no_other() {
    let newest = ident(VERSIONS[VERSIONS.len() - 1].name);
    let messages = messages(&newest, SHARED);
    assert_eq!(named(&messages), BTreeSet::from([newest]), "{messages}");
}
