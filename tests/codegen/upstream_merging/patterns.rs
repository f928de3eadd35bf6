//! Which calls names and patterns stand for, on the command line.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

use crate::support::merging::{Files, contract, wanted};
use page_conversations_codegen::cli::upstream::draft::{Catalogue, draft};
use page_conversations_codegen::contract::diagnostic::{Source, Sources};
use page_conversations_codegen::contract::load::load_sources;
use page_conversations_codegen::emit::output::lock::{Access, Locks};

fn files() -> Files {
    let mut files = Files::default().node("Nothing", &[]);
    for node in ["Page", "Post", "AdSet"] {
        files = files
            .node(node, &[("id", "string")])
            .read(node, "", node, &[])
            .read(node, "insights", "Page", &[])
            .read(node, "posts", "Post", &[])
            .read(node, "nothing", "Nothing", &[]);
    }
    files.read("Page", "inbox", "Page", &[])
}

fn calls(targets: &[&str]) -> String {
    let (_folder, meta_spec) = files().load();
    let draft = draft(&Catalogue::new(&meta_spec), &wanted(targets)).unwrap();
    let sources = Sources(vec![Source {
        name: draft.file.clone(),
        text: draft.whole(),
    }]);
    let spec = load_sources(sources).spec.unwrap();
    let names: Vec<_> = spec.operations.names().map(|name| name.as_str()).collect();
    names.join(" ")
}

#[test]
fn patterns_match_nodes_edges_and_all() {
    assert_eq!(calls(&["Page"]), "GetPage");
    assert_eq!(
        calls(&["Page.posts", "Page", "Page.posts"]),
        "GetPage ListPagePosts"
    );
    assert_eq!(
        calls(&["Page.*"]),
        "ListPageInbox ListPageInsights ListPagePosts"
    );
    assert_eq!(calls(&["P*.in*s"]), "ListPageInsights ListPostInsights");
    assert_eq!(
        calls(&["*.insights", "Post"]),
        "GetPost ListAdSetInsights ListPageInsights ListPostInsights"
    );
    assert_eq!(calls(&["P*"]), "GetPage GetPost");
    assert_eq!(calls(&["*"]).split(' ').count(), 10);
}

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        files().write(&folder.path().join("v2.0"));
        fs::create_dir(folder.path().join("spec")).unwrap();
        for source in contract("")
            .0
            .iter()
            .filter(|source| source.name.contains("graph"))
        {
            fs::write(folder.path().join(&source.name), &source.text).unwrap();
        }
        let own = "format: 1\nids: { Key: { doc: A key., source: page } }\n";
        fs::write(folder.path().join("spec/own.yaml"), own).unwrap();
        Self(folder)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"));
        command
            .current_dir(self.0.path())
            .args(["upstream", "v2.0"])
            .args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn said(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        format!("{}\n{text}", output.status.code().unwrap())
    }

    fn spec(&self) -> Vec<(String, String)> {
        let files = fs::read_dir(self.0.path().join("spec")).unwrap();
        let files = files.map(|file| file.unwrap().path());
        let texts = files.map(|path| {
            (
                path.display().to_string(),
                fs::read_to_string(path).unwrap(),
            )
        });
        let mut texts: Vec<_> = texts.collect();
        texts.sort();
        texts
    }
}

#[test]
fn several_drafts_are_merged_by_one_command() {
    let place = Place::new();
    let merge = [
        "--draft",
        "Page.*",
        "Post",
        "--draft",
        "AdSet.posts",
        "--into",
        "spec",
    ];
    insta::assert_snapshot!(place.said(&merge));
    let once = place.spec();
    let again = place.said(&merge);
    assert!(again.contains("Up to date"), "{again}");
    assert_eq!(place.spec(), once);
    assert!(!place.0.path().join("generated").exists());
}

#[test]
fn a_contract_in_one_file_stays_one() {
    let place = Place::new();
    let folder = place.0.path();
    let file = |name: &str| fs::read_to_string(folder.join("spec").join(name)).unwrap();
    let text = format!(
        "{}{}",
        file("graph.yaml"),
        file("own.yaml").replace("format: 1\n", "")
    );
    fs::remove_file(folder.join("spec/own.yaml")).unwrap();
    fs::write(folder.join("spec/graph.yaml"), text).unwrap();
    let said = place.said(&["--draft", "Page.posts", "--into", "spec/graph.yaml"]);
    assert!(said.starts_with("0\n"), "{said}");
    assert_eq!(place.spec().len(), 1);
    assert!(place.spec()[0].1.contains("ListPagePosts"));
}

#[test]
fn a_folder_gets_a_file_for_each_node() {
    let place = Place::new();
    let said = place.said(&["--draft", "*", "--out", "drafts"]);
    assert!(said.starts_with("0\n"), "{said}");
    let files = fs::read_dir(place.0.path().join("drafts")).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(
        files,
        ["ad_set.yaml", "graph.yaml", "page.yaml", "post.yaml"]
    );
}

#[test]
fn what_cannot_be_merged_is_refused_and_nothing_is_written() {
    let place = Place::new();
    let before = place.spec();
    let refused: Vec<_> = [
        &["--draft", "Pge.*", "--into", "spec"][..],
        &["--draft", "Page.post", "--into", "spec"],
        &["--draft", "Page.posts", "Pgae", "--into", "spec"],
        &["--draft", "*.nowhere", "--into", "spec"],
        &["--draft", "Page.posts", "Page.nothing", "--into", "spec"],
        &["--draft", "Page.posts", "--into", "none"],
        &["--draft", "Page.posts", "--into", "spec", "--out", "drafts"],
        &[
            "--draft",
            "Page.posts",
            "--into",
            "spec",
            "--graph-version",
            "v4.0",
        ],
        &["--draft", "Page.posts", "--assume-same"],
        &["--into", "spec"],
    ]
    .map(|arguments| format!("{}: {}", arguments.join(" "), place.said(arguments)))
    .into();
    insta::assert_snapshot!(refused.join("\n"));
    for one in &refused {
        assert!(one.contains(": 2\n"), "{one}");
    }
    assert_eq!(place.spec(), before);
}

#[test]
fn a_merge_locks_the_contract_that_it_edits() {
    let place = Place::new();
    let folder = place.0.path();
    fs::create_dir(folder.join("other")).unwrap();
    fs::copy(folder.join("spec/own.yaml"), folder.join("other/own.yaml")).unwrap();
    let merge = ["--draft", "Page.*", "--spec", "other", "--into", "spec"];

    let mut locks = Locks::default();
    locks.spec(&folder.join("other"), Access::Write);
    let said = place.said(&merge);
    assert!(
        !said.contains("Waiting") && said.starts_with("0\n"),
        "{said}"
    );
    drop(locks);

    let mut locks = Locks::default();
    locks.spec(&folder.join("spec"), Access::Read);
    let mut command = place.command(&merge);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    errors.read_line(&mut line).unwrap();
    assert!(line.contains("Waiting for another run"), "{line}");
    drop(locks);
    assert!(child.wait().unwrap().success());
}
