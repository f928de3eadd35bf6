//! Graph versions that are opened and closed: what the spec says then.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use page_conversations_codegen::contract::{Contracts, resolve};
use page_conversations_codegen::diagnostic::{Source, Sources};
use page_conversations_codegen::edit::{Draft, NewVersion, cut_back, drop_version, new_version};

const HISTORY: &str = "../tests/codegen/specs/history.yaml";

/// Every folder or file that holds a spec which is right.
fn specs() -> Vec<PathBuf> {
    let folder = fs::read_dir("../tests/codegen/specs").unwrap();
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.push("../spec".into());
    paths.sort();
    paths
}

fn texts(draft: &Draft) -> Vec<String> {
    let sources = draft.sources().0.into_iter();
    sources.map(|source| source.text).collect()
}

fn contracts(draft: &Draft) -> Contracts {
    resolve(&draft.spec().unwrap())
}

fn opened(version: &str, released: &str, source: &str) -> NewVersion {
    NewVersion {
        version: version.parse().unwrap(),
        released: released.parse().unwrap(),
        expires: None,
        source: source.to_owned(),
        assume_same: false,
    }
}

/// The lines that differ, a minus before those that were and a plus before those
/// that are.
fn diff(before: &[String], after: &[String]) -> String {
    let mut diff = String::new();
    for (one, other) in before.iter().zip(after) {
        let (one, other): (Vec<_>, Vec<_>) = (one.lines().collect(), other.lines().collect());
        let (mut i, mut k) = (0, 0);
        let mut within = false;
        while i < one.len() || k < other.len() {
            let same = one.get(i) == other.get(k);
            if !same && !within {
                let lines = if k < other.len() {
                    (&other, k)
                } else {
                    (&one, i)
                };
                diff.push_str(&format!("@ {}\n", owners(lines.0, lines.1)));
            }
            within = !same;
            let next = |line: Option<&&str>, lines: &[&str]| {
                line.and_then(|line| lines.iter().position(|other| other == line))
            };
            match (one.get(i), other.get(k)) {
                (Some(left), Some(right)) if left == right => (i, k) = (i + 1, k + 1),
                (Some(left), right) if right.is_none() || next(right, &one[i..]).is_some() => {
                    diff.push_str(&format!("-{left}\n"));
                    i += 1;
                }
                (_, Some(right)) => {
                    diff.push_str(&format!("+{right}\n"));
                    k += 1;
                }
                (Some(left), None) => {
                    diff.push_str(&format!("-{left}\n"));
                    i += 1;
                }
                (None, None) => break,
            }
        }
    }
    diff
}

/// The keys that a line stands under.
fn owners(lines: &[&str], line: usize) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut deepest = indent(lines[line]);
    let mut owners = Vec::new();
    for above in lines[..line]
        .iter()
        .rev()
        .filter(|line| !line.trim().is_empty())
    {
        if indent(above) < deepest {
            deepest = indent(above);
            owners.push(above.trim());
        }
    }
    owners.reverse();
    owners.join(" ")
}

/// For each spec a version after the newest, one before the oldest, and one
/// between two, with the name of a source.
fn openings(draft: &Draft) -> Vec<NewVersion> {
    let spec = draft.spec().unwrap();
    let source = spec.sources.names().next().unwrap().value.clone();
    let mut all = vec![
        opened("v99.0", "2099-01-01", &source),
        opened("v0.1", "1999-01-01", &source),
    ];
    let contracts = resolve(&spec);
    if let [one, other, ..] = contracts.versions.as_slice() {
        let between = chrono::Days::new(1);
        let day = one.released.0.checked_add_days(between).unwrap();
        assert!(day < other.released.0);
        let name = one.version.to_string().replace(".0", ".7");
        all.push(opened(&name, &day.to_string(), &source));
    }
    all
}

#[test]
fn a_version_that_is_opened_and_dropped_leaves_every_byte() {
    for path in specs() {
        let mut draft = Draft::open(&path).unwrap();
        let before = texts(&draft);
        for new in openings(&draft) {
            for assume_same in [false, true] {
                if assume_same && new.version.to_string() != "v0.1" {
                    continue;
                }
                let new = NewVersion {
                    assume_same,
                    ..new.clone()
                };
                new_version(&mut draft, &new).unwrap();
                assert_ne!(texts(&draft), before, "{}", path.display());
                drop_version(&mut draft, new.version).unwrap();
                let left = diff(&before, &texts(&draft));
                assert_eq!(left, "", "{} {}", path.display(), new.version);
                assert_eq!(texts(&draft), before, "{}", path.display());
            }
        }
    }
}

#[test]
fn opening_a_version_changes_no_other() {
    for path in specs() {
        for new in openings(&Draft::open(&path).unwrap()) {
            let mut draft = Draft::open(&path).unwrap();
            let before = contracts(&draft);
            new_version(&mut draft, &new).unwrap();
            let after = contracts(&draft);
            assert_eq!(after.versions.len(), before.versions.len() + 1);
            for old in &before.versions {
                let now = after.versions.iter().find(|one| one.version == old.version);
                assert_eq!(
                    said(now.unwrap()),
                    said(old),
                    "{} {}",
                    path.display(),
                    new.version
                );
            }
        }
    }
}

/// What a version has, without since and until when, and what is used then.
fn said(contract: &page_conversations_codegen::contract::Contract) -> String {
    let text = serde_json::to_value(contract).unwrap();
    without_availability(text).to_string()
}

fn without_availability(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let kept = map
                .into_iter()
                .filter(|(key, _)| !["available", "replaced_by"].contains(&key.as_str()));
            let sorted: BTreeMap<_, _> = kept
                .map(|(key, value)| (key, without_availability(value)))
                .collect();
            serde_json::to_value(sorted).unwrap()
        }
        Value::Array(items) => items.into_iter().map(without_availability).collect(),
        other => other,
    }
}

#[test]
fn a_version_before_the_oldest_claims_nothing() {
    let mut draft = Draft::open(Path::new("../spec")).unwrap();
    let before = texts(&draft);
    new_version(&mut draft, &opened("v18.0", "2023-09-12", "versions")).unwrap();
    let contracts = contracts(&draft);
    let oldest = &contracts.versions[0];
    assert_eq!(oldest.version.to_string(), "v18.0");
    assert!(oldest.operations.is_empty());
    assert!(oldest.types.iter().all(|ty| ty.runtime));
    assert!(!oldest.errors.is_empty());
    insta::assert_snapshot!(diff(&before, &texts(&draft)));
}

#[test]
fn a_version_before_the_oldest_may_be_assumed_to_be_the_same() {
    let mut draft = Draft::open(Path::new(HISTORY)).unwrap();
    let new = NewVersion {
        assume_same: true,
        ..opened("v0.1", "1999-01-01", "page")
    };
    new_version(&mut draft, &new).unwrap();
    let [oldest, next, ..] = &contracts(&draft).versions[..] else {
        panic!("two versions");
    };
    assert_eq!(oldest.operations.len(), next.operations.len());
    assert_eq!(oldest.types.len(), next.types.len());
}

#[test]
fn what_came_and_went_is_cut_with_its_version() {
    let cut: Vec<_> = ["v1.0", "v2.0", "v3.0", "v4.0", "v10.0"]
        .into_iter()
        .map(|version| {
            let mut draft = Draft::open(Path::new(HISTORY)).unwrap();
            let before = texts(&draft);
            drop_version(&mut draft, version.parse().unwrap()).unwrap();
            format!("{version}\n{}", diff(&before, &texts(&draft)))
        })
        .collect();
    insta::assert_snapshot!(cut.join("\n"));
}

#[test]
fn a_spec_that_is_cut_back_has_its_versions_as_they_were() {
    for path in specs() {
        let whole = contracts(&Draft::open(&path).unwrap());
        for newest in &whole.versions {
            let mut draft = Draft::open(&path).unwrap();
            cut_back(&mut draft, newest.version).unwrap();
            let cut = contracts(&draft);
            assert_eq!(cut.versions.last().unwrap().version, newest.version);
            for (now, old) in cut.versions.iter().zip(&whole.versions) {
                assert_eq!(
                    said(now),
                    said(old),
                    "{} {}",
                    path.display(),
                    newest.version
                );
            }
            for gone in whole
                .versions
                .iter()
                .filter(|one| one.version > newest.version)
            {
                let name = gone.version.to_string();
                let stated = |line: &str| {
                    let line = line.split(" doc: ").next().unwrap_or_default();
                    line.contains(&format!("since: {name}"))
                        || line.contains(&format!("removed_in: {name}"))
                };
                for text in texts(&draft) {
                    assert!(!text.lines().any(stated), "{} {name}", path.display());
                }
            }
        }
    }
}

#[test]
fn dropping_one_after_the_other_is_cutting_back() {
    for path in specs() {
        let whole = contracts(&Draft::open(&path).unwrap());
        let mut dropped = Draft::open(&path).unwrap();
        for pair in whole.versions.windows(2).rev() {
            drop_version(&mut dropped, pair[1].version).unwrap();
            let mut cut = Draft::open(&path).unwrap();
            cut_back(&mut cut, pair[0].version).unwrap();
            assert_eq!(
                diff(&texts(&cut), &texts(&dropped)),
                "",
                "{}",
                path.display()
            );
        }
        let last = whole.versions[0].version;
        assert!(
            drop_version(&mut dropped, last).is_err(),
            "{}",
            path.display()
        );
    }
}

struct Workplace(tempfile::TempDir);

impl Workplace {
    /// A copy of our spec, and nothing generated.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("spec")).unwrap();
        for entry in fs::read_dir("../spec").unwrap() {
            let path = entry.unwrap().path();
            fs::copy(
                &path,
                folder.path().join("spec").join(path.file_name().unwrap()),
            )
            .unwrap();
        }
        Self(folder)
    }

    fn spec(&self) -> PathBuf {
        self.0.path().join("spec")
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
            .args(args)
            .arg("--spec")
            .arg(self.spec())
            .arg("--out")
            .arg(self.0.path().join("generated"))
            .output()
            .unwrap()
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.0.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.clone(), fs::read(&path).unwrap());
                }
            }
        }
        files
    }

    /// Runs what is refused, and gives what is said of it.
    fn refused(&self, args: &[&str]) -> String {
        let before = self.files();
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert_eq!(self.files(), before, "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        format!("$ {}\n{said}", args.join(" "))
    }
}

#[test]
fn a_new_version_is_opened_from_the_command_line() {
    let workplace = Workplace::new();
    workplace.run(&[]);
    let output = workplace.run(&["new-version", "v27.0", "--released", "2027-01-20"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    insta::assert_snapshot!(said.replace(&workplace.spec().display().to_string(), "spec"));
    let table = fs::read_to_string(workplace.spec().join("graph.yaml")).unwrap();
    assert!(table.contains(
        "  v26.0: { released: 2026-07-29, source: versions }\n  v27.0: { released: 2027-01-20, source: versions }\n"
    ));
    assert!(workplace.0.path().join("generated/v27_0.rs").exists());
    assert_eq!(workplace.run(&["--check"]).status.code(), Some(0));

    let output = workplace.run(&["drop-version", "v27.0"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(!workplace.0.path().join("generated/v27_0.rs").exists());
    for name in ["graph.yaml", "conversations.yaml"] {
        let ours = fs::read(Path::new("../spec").join(name)).unwrap();
        assert_eq!(
            fs::read(workplace.spec().join(name)).unwrap(),
            ours,
            "{name}"
        );
    }
}

#[test]
fn what_cannot_be_opened_or_dropped_is_refused_and_nothing_is_written() {
    let workplace = Workplace::new();
    let new = |version: &'static str, more: &[&'static str]| {
        let args = [&["new-version", version][..], more].concat();
        workplace.refused(&args)
    };
    let said = [
        new("v26.0", &["--released", "2026-07-29"]),
        new("27", &["--released", "2027-01-20"]),
        new("v27.0", &["--released", "2027-02-30"]),
        new("v27.0", &["--released", "20.1.2027"]),
        new("v27.0", &[]),
        new(
            "v27.0",
            &["--released", "2027-01-20", "--expires", "2027-01-20"],
        ),
        new("v27.0", &["--released", "2026-07-29"]),
        new("v18.0", &["--released", "2024-01-24"]),
        new("v20.5", &["--released", "2024-10-02"]),
        new(
            "v27.0",
            &["--released", "2027-01-20", "--source", "hearsay"],
        ),
        new("v27.0", &["--released", "2027-01-20", "--check"]),
        new("v27.0", &["--released", "2027-01-20", "--assume-same"]),
        workplace.refused(&["drop-version", "v27.0"]),
        workplace.refused(&["drop-version", "v22.0"]),
        workplace.refused(&["--check", "drop-version", "v26.0"]),
        workplace.refused(&["open-version", "v26.0"]),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_spec_that_is_wrong_is_not_edited() {
    let workplace = Workplace::new();
    let graph = workplace.spec().join("graph.yaml");
    let text = fs::read_to_string(&graph).unwrap();
    fs::write(
        &graph,
        text.replace("released: 2024-05-21", "released: 2014-05-21"),
    )
    .unwrap();
    let said = workplace.refused(&["new-version", "v27.0", "--released", "2027-01-20"]);
    assert!(
        said.contains("`v20.0` is not released after `v19.0`"),
        "{said}"
    );
    assert!(said.contains("spec/graph.yaml:"), "{said}");
}

#[cfg(unix)]
#[test]
fn folders_that_cannot_be_written_are_told_and_nothing_is_written() {
    use std::os::unix::fs::PermissionsExt;
    let workplace = Workplace::new();
    workplace.run(&[]);
    for folder in ["spec", "generated"] {
        let folder = workplace.0.path().join(folder);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
        // Who may do everything can write there all the same.
        if fs::write(folder.join(".probe"), "").is_ok() {
            fs::remove_file(folder.join(".probe")).unwrap();
            println!("skipped: this user may write to a read-only folder");
        } else {
            let said = workplace.refused(&["new-version", "v27.0", "--released", "2027-01-20"]);
            assert!(said.contains("error: cannot write "), "{said}");
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// A spec in which much is there for the newest version alone.
const LATE: &str = r#"format: 1
api: { title: Late, doc: What came late. }
sources:
  page: { certainty: documented, doc: A reference page. }
versions:
  v1.0: { released: 2020-01-01, source: page }
  v2.0: { released: 2021-01-01, source: page }
hosts:
  graph: { url: https://graph.example.com, doc: Everyone., source: page }
ids:
  PostId: { doc: Identifies a post., source: page }
  # Came with the blogs.
  BlogId: { doc: Identifies a blog., source: page }
enums:
  Order: { doc: An order., source: page, values: { newest: Newest first. } }
  Unused: { doc: Nobody's., source: page, values: { one: One. } }
types:
  Post:
    doc: A post.
    source: page
    fields:
      id: { type: PostId, required: true, doc: Its id., source: page }
      blog: { type: Blog, since: v2.0, doc: Its blog., source: page }
      both:
        - { type: int, removed_in: v2.0, doc: Once., source: page }
        - { type: Blog, since: v2.0, doc: Now., source: page }
      gone: { type: int, removed_in: v2.0, replaced_by: id, doc: Gone., source: page }
  # Says in v2.0 what it says in every version.
  Blog:
    doc: A blog.
    source: page
    fields:
      id: { type: BlogId, doc: Its id., source: page }
      posts: { type: list<Blog>, doc: Blogs in it., source: page }

operations:
  GetPost:
    get: /{id}
    returns: Post
    doc: Reads a post.
    source: page
    path: { id: { type: PostId, doc: The post., source: page } }
    params:
      order: { type: Order, since: v2.0, doc: An order., source: page }
    errors: [7, 8]

  GetPosts:
    get: /posts
    returns: map<string, Post>
    doc: Reads posts.
    source: page
    since: v2.0
    params_of: GetPost
    params:
      odd: { type: bool, doc: Whether to be odd., source: page }
    errors: [8]
errors:
  7: { name: Seven, advice: wait, doc: Seven., source: page }
  8: { name: Eight, advice: wait, since: v2.0, doc: Eight., source: page }
"#;

fn drafted(text: &str) -> Draft {
    let name = "late.yaml".to_owned();
    let text = text.to_owned();
    Draft::new(Sources(vec![Source { name, text }])).unwrap()
}

#[test]
fn what_only_the_dropped_version_needed_goes_with_it() {
    let mut draft = drafted(LATE);
    drop_version(&mut draft, "v2.0".parse().unwrap()).unwrap();
    insta::assert_snapshot!(texts(&draft)[0]);
    assert_eq!(
        draft.mentions("v2.0".parse().unwrap()),
        Vec::<String>::new()
    );

    let mut draft = drafted(LATE);
    drop_version(&mut draft, "v1.0".parse().unwrap()).unwrap();
    insta::assert_snapshot!("the_older_one", texts(&draft)[0]);
    let places = draft.mentions("v2.0".parse().unwrap());
    assert_eq!(places, ["late.yaml:6", "late.yaml:24"]);
}

#[test]
fn parameters_that_others_take_over_are_not_lost() {
    let text = LATE.replace("    errors: [7, 8]\n", "    since: v2.0\n");
    let text = text.replace("    since: v2.0\n    params_of", "    params_of");
    let mut draft = drafted(&text);
    let refused = drop_version(&mut draft, "v2.0".parse().unwrap()).unwrap_err();
    insta::assert_snapshot!(refused.to_string());
}

#[test]
fn nothing_is_edited_where_the_generated_files_cannot_be_written() {
    let workplace = Workplace::new();
    let generated = workplace.0.path().join("generated");
    let refused = || workplace.refused(&["new-version", "v27.0", "--released", "2027-01-20"]);
    fs::write(&generated, "a file, not a folder").unwrap();
    let said = refused();
    assert!(said.contains("error: cannot "), "{said}");
    fs::remove_file(&generated).unwrap();
    #[cfg(unix)]
    {
        // What is found out only when it is written.
        std::os::unix::fs::symlink(workplace.0.path().join("nowhere"), &generated).unwrap();
        let spec = |workplace: &Workplace| fs::read(workplace.spec().join("graph.yaml")).unwrap();
        let before = spec(&workplace);
        let output = workplace.run(&["new-version", "v27.0", "--released", "2027-01-20"]);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(spec(&workplace), before);
    }
}
