//! A version that is dropped, and a spec that is cut back to one.

use std::path::Path;

use page_conversations_codegen::cli::edit::Value;
use page_conversations_codegen::cli::edit::{Address, Editor, cut_back, drop_version, new_version};
use page_conversations_codegen::contract::Contract;
use page_conversations_codegen::contract::diagnostic::{Source, Sources};

use crate::support::CONTRACT;
use crate::version_commands::new_version::opened;
use crate::version_commands::specs::{HISTORY, contracts, diff, said, specs, texts};

#[test]
fn what_came_and_went_is_cut_with_its_version() {
    let cut: Vec<_> = ["v1.0", "v2.0", "v3.0", "v4.0", "v10.0"]
        .into_iter()
        .map(|version| {
            let mut editor = Editor::open(Path::new(HISTORY)).unwrap();
            let before = texts(&editor);
            drop_version(&mut editor, version.parse().unwrap()).unwrap();
            format!("{version}\n{}", diff(&before, &texts(&editor)))
        })
        .collect();
    insta::assert_snapshot!(cut.join("\n"));
}

#[test]
fn a_field_that_goes_is_no_default_field_any_more() {
    let mut editor = Editor::open(Path::new(CONTRACT)).unwrap();
    let before = texts(&editor);
    let next = opened("v99.0", "2099-01-01", "reference");
    new_version(&mut editor, &next).unwrap();
    let fields = Address::new(["types", "UnifiedThread", "fields"]);
    let keys = [
        ("type", "string"),
        ("since", "v99.0"),
        ("doc", "A topic."),
        ("source", "reference"),
    ];
    editor.add(&fields, "topic", Value::map(keys)).unwrap();
    let defaults = Address::new(["types", "UnifiedThread", "default_fields"]);
    editor.push(&defaults, "topic").unwrap();
    assert!(editor.spec().is_ok());
    drop_version(&mut editor, next.version).unwrap();
    assert_eq!(texts(&editor), before);
}

#[test]
fn waivers_name_no_version_that_was_dropped() {
    let waivers = |waivers: &[(&str, &str)]| {
        let text = waivers.iter().map(|(item, versions)| {
            format!(
                "  # Waived.\n  - rule: field-removed\n    item: User.{item}\n{versions}    \
                 reason: Nobody reads it.\n"
            )
        });
        match waivers.is_empty() {
            true => String::new(),
            false => format!("waivers:\n{}", text.collect::<String>()),
        }
    };
    let (gone, kept) = ("    versions: [v1.0]\n", "    versions: [v2.0]\n");
    let both = "    versions: [v1.0, v2.0]\n";
    for (before, after) in [
        (
            &[("a", ""), ("b", gone), ("c", kept)][..],
            &[("a", ""), ("c", kept)][..],
        ),
        (&[("a", gone), ("b", both)], &[("b", kept)]),
        (&[("a", gone), ("b", gone)], &[]),
        (&[("a", gone)], &[]),
        (&[("a", kept), ("b", "")], &[("a", kept), ("b", "")]),
    ] {
        let history = std::fs::read_to_string(HISTORY).unwrap();
        let text = format!("{history}\n{}", waivers(before));
        let source = |text: String| Source {
            name: "history.yaml".to_owned(),
            text,
        };
        let mut editor = Editor::new(Sources(vec![source(text)])).unwrap();
        drop_version(&mut editor, "v1.0".parse().unwrap()).unwrap();
        let mut expected = Editor::new(Sources(vec![source(history)])).unwrap();
        drop_version(&mut expected, "v1.0".parse().unwrap()).unwrap();
        let without_comments = |texts: Vec<String>| -> Vec<String> {
            let lines = texts.iter().flat_map(|text| text.lines());
            let lines = lines.filter(|line| !line.trim().starts_with('#') && !line.is_empty());
            lines.map(str::to_owned).collect()
        };
        let mut wanted = texts(&expected);
        wanted[0] += &waivers(after);
        assert_eq!(
            without_comments(texts(&editor)),
            without_comments(wanted),
            "{before:?}"
        );
    }
}

#[test]
fn a_spec_that_is_cut_back_has_its_versions_as_they_were() {
    for path in specs() {
        let whole = contracts(&Editor::open(&path).unwrap());
        for newest in &whole.versions {
            let mut editor = Editor::open(&path).unwrap();
            cut_back(&mut editor, newest.version).unwrap();
            let cut = contracts(&editor);
            assert_eq!(cut.versions.last().unwrap().version, newest.version);
            let kept = &whole.versions[..cut.versions.len()];
            for (now, old) in cut.versions.iter().zip(kept) {
                assert_eq!(
                    said(now),
                    said(&without_later_enums(old, kept, &whole.versions)),
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
                for text in texts(&editor) {
                    assert!(!text.lines().any(stated), "{} {name}", path.display());
                }
            }
        }
    }
}

/// A version without enums that only versions later than those kept refer to. An enum
/// has no versions of its own: every version has all of them, until nothing refers to
/// one any more.
fn without_later_enums(version: &Contract, kept: &[Contract], all: &[Contract]) -> Contract {
    let refers = |contract: &Contract, name: &str| {
        let calls = contract.operations.iter();
        let params = calls.flat_map(|one| one.path_params.iter().chain(&one.params));
        let fields = contract.types.iter().flat_map(|ty| &ty.fields);
        let mut parts = params.chain(fields);
        parts.any(|part| part.ty.name() == Some(name))
    };
    let refer = |contracts: &[Contract], name: &str| {
        let mut contracts = contracts.iter();
        contracts.any(|contract| refers(contract, name))
    };
    let mut version = version.clone();
    version
        .enums
        .retain(|one| refer(kept, &one.name) || !refer(all, &one.name));
    version
}

#[test]
fn dropping_one_after_the_other_is_cutting_back() {
    for path in specs() {
        let whole = contracts(&Editor::open(&path).unwrap());
        let mut dropped = Editor::open(&path).unwrap();
        for pair in whole.versions.windows(2).rev() {
            drop_version(&mut dropped, pair[1].version).unwrap();
            let mut cut = Editor::open(&path).unwrap();
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

#[test]
fn waivers_keep_the_comments_of_versions_that_stay() {
    let history = std::fs::read_to_string(HISTORY).unwrap();
    let waiver = "waivers:
  - rule: field-removed
    item: User.a
    versions: # Both.
";
    let rest = "      # As the changelog says.
      - v2.0 # Long ago.
    reason: Nobody reads it.
";
    let mut editor = drafted(&format!("{history}{waiver}      - v1.0 # Gone.\n{rest}"));
    drop_version(&mut editor, "v1.0".parse().unwrap()).unwrap();
    let text = &texts(&editor)[0];
    assert!(text.ends_with(&format!("{waiver}{rest}")), "{text}");
}

fn drafted(text: &str) -> Editor {
    let name = "late.yaml".to_owned();
    let text = text.to_owned();
    Editor::new(Sources(vec![Source { name, text }])).unwrap()
}

#[test]
fn what_only_the_dropped_version_needed_goes_with_it() {
    let mut editor = drafted(LATE);
    drop_version(&mut editor, "v2.0".parse().unwrap()).unwrap();
    insta::assert_snapshot!(texts(&editor)[0]);
    assert_eq!(
        editor.mentions("v2.0".parse().unwrap()),
        Vec::<String>::new()
    );

    let mut editor = drafted(LATE);
    drop_version(&mut editor, "v1.0".parse().unwrap()).unwrap();
    insta::assert_snapshot!("the_older_one", texts(&editor)[0]);
    let places = editor.mentions("v2.0".parse().unwrap());
    assert_eq!(places, ["late.yaml:6", "late.yaml:24"]);
}

#[test]
fn parameters_that_others_take_over_are_not_lost() {
    let text = LATE.replace("    errors: [7, 8]\n", "    since: v2.0\n");
    let text = text.replace("    since: v2.0\n    params_of", "    params_of");
    let mut editor = drafted(&text);
    let refused = drop_version(&mut editor, "v2.0".parse().unwrap()).unwrap_err();
    insta::assert_snapshot!(refused.to_string());
}
