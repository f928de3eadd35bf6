//! Every way in which people lay YAML out, and what an edit makes of it.

use page_conversations_codegen::cli::edit::{Address, Editor, Value};
use page_conversations_codegen::contract::diagnostic::{Source, Sources};
use page_conversations_codegen::contract::spec::timeline::Span;

/// A spec's text in which everything is written in another way.
pub const LAYOUTS: &str = r#"# How people write.
format: 1
ids:
types:
  # About the post.
  Post:   # a node
    doc: >-
      A post,
      folded.
    source: page
    fields:
      # About the id.
      id: { type: string, required: true, # always there
            doc: "Its id, quoted.", source: page }  # the end

      'text': {type: string, doc: Its text., source: page}
      likes:
        type: int   # a whole number

        # Who counts?
        doc: |
          How many
          # liked it.
        source: [page]
	# A comment behind a tab.

      # No one's comment.

      shares:
        - { type: int, removed_in: v3.0, doc: Once., source: page } # then
        # Now as text.
        - type: string
          since: v3.0
          doc: Now.
          source: page

  Shared: &shared
    doc: An anchor.
    source: &source page
    fields: { id: { type: string, doc: Id., source: *source } }
  Again: *shared
enums: {}
"#;

pub fn drafted(text: &str) -> Editor {
    let name = "layouts.yaml".to_owned();
    let text = text.to_owned();
    Editor::new(Sources(vec![Source { name, text }])).unwrap()
}

pub fn text(editor: &Editor) -> String {
    editor.sources().0.remove(0).text
}

/// What an edit makes of the text: the lines that change.
fn changed(edit: impl FnOnce(&mut Editor)) -> String {
    let mut editor = drafted(LAYOUTS);
    edit(&mut editor);
    let after = text(&editor);
    let (one, other): (Vec<_>, Vec<_>) = (LAYOUTS.lines().collect(), after.lines().collect());
    let same = one
        .iter()
        .zip(&other)
        .take_while(|(one, other)| one == other);
    let head = same.count();
    let least = one.len().min(other.len()) - head;
    let same = one.iter().rev().zip(other.iter().rev());
    let tail = same
        .take(least)
        .take_while(|(one, other)| one == other)
        .count();
    let lines = |mark: char, lines: &[&str]| {
        let lines = lines.iter().map(|line| format!("{mark}{line}\n"));
        lines.collect::<String>()
    };
    let before = one[head.saturating_sub(1)..head].first().unwrap_or(&"");
    let removed = lines('-', &one[head..one.len() - tail]);
    let added = lines('+', &other[head..other.len() - tail]);
    format!(" {before}\n{removed}{added}")
}

pub fn field(name: &str) -> Address {
    Address::new(["types", "Post", "fields", name])
}

#[test]
fn every_layout_is_edited_as_it_is_written() {
    let version = |name: &str| Some(name.parse().unwrap());
    let since = |name| Span {
        since: version(name),
        removed_in: None,
    };
    let until = |name| Span {
        since: None,
        removed_in: version(name),
    };
    let entry = || Value::map([("type", "string"), ("doc", "New."), ("source", "page")]);
    let fields = field("id").parent();
    let said = [
        (
            "a key of braces over two lines",
            changed(|editor| {
                editor
                    .set_availability(&field("id"), &[since("v2.0")])
                    .unwrap()
            }),
        ),
        (
            "a text that makes braces too long",
            changed(|editor| {
                let doc = "Its text, which takes many words to be told of at any length at all.";
                editor.set(&field("text"), "doc", doc).unwrap();
            }),
        ),
        (
            "a quoted key",
            changed(|editor| {
                editor
                    .set_availability(&field("text"), &[since("v2.0")])
                    .unwrap()
            }),
        ),
        (
            "ranges, in braces",
            changed(|editor| {
                editor
                    .set_availability(&field("text"), &[until("v2.0"), since("v3.0")])
                    .unwrap()
            }),
        ),
        (
            "ranges, over lines",
            changed(|editor| {
                editor
                    .set_availability(&field("likes"), &[until("v2.0"), since("v3.0")])
                    .unwrap()
            }),
        ),
        (
            "an item in braces",
            changed(|editor| {
                editor
                    .set_availability(&field("shares").item(0), &[until("v2.0")])
                    .unwrap()
            }),
        ),
        (
            "an item over lines",
            changed(|editor| {
                editor
                    .set_availability(&field("shares").item(1), &[since("v2.0")])
                    .unwrap()
            }),
        ),
        (
            "a key with a comment behind it",
            changed(|editor| editor.set(&field("likes"), "type", "unsigned int").unwrap()),
        ),
        (
            "a text of several lines",
            changed(|editor| {
                editor
                    .set(&field("likes"), "doc", "word ".repeat(30).trim())
                    .unwrap()
            }),
        ),
        (
            "an entry with the comment above it, after braces",
            changed(|editor| editor.remove(&field("id")).unwrap()),
        ),
        (
            "an entry of many lines",
            changed(|editor| editor.remove(&field("likes")).unwrap()),
        ),
        (
            "the first of two items",
            changed(|editor| editor.remove(&field("shares").item(0)).unwrap()),
        ),
        (
            "the second of two items",
            changed(|editor| editor.remove(&field("shares").item(1)).unwrap()),
        ),
        (
            "the first key of an item",
            changed(|editor| editor.unset(&field("shares").item(1), "type").unwrap()),
        ),
        (
            "an entry that becomes two",
            changed(|editor| editor.push(&field("likes"), entry()).unwrap()),
        ),
        (
            "braces that become two",
            changed(|editor| editor.push(&field("id"), entry()).unwrap()),
        ),
        (
            "a third item",
            changed(|editor| editor.push(&field("shares"), entry()).unwrap()),
        ),
        (
            "a new entry",
            changed(|editor| editor.add(&fields, "title", entry()).unwrap()),
        ),
        (
            "a long new entry",
            changed(|editor| {
                let doc = "word ".repeat(30);
                let entry =
                    Value::map([("type", "string"), ("doc", doc.trim()), ("source", "page")]);
                editor.add(&fields, "yes", entry).unwrap();
            }),
        ),
        (
            "an empty section",
            changed(|editor| {
                editor
                    .add(&Address::new(["ids"]), "PostId", entry())
                    .unwrap()
            }),
        ),
        (
            "an empty section in braces",
            changed(|editor| {
                editor
                    .add(&Address::new(["enums"]), "Order", entry())
                    .unwrap()
            }),
        ),
        (
            "a section that is not there",
            changed(|editor| {
                editor
                    .add(&Address::new(["headers"]), "X-Id", entry())
                    .unwrap()
            }),
        ),
        (
            "a map that is not there",
            changed(|editor| {
                editor
                    .add(&Address::new(["types", "Post", "notes"]), "one", entry())
                    .unwrap()
            }),
        ),
        (
            "a new type",
            changed(|editor| {
                let fields = Value::map([("id", entry()), ("a: b", entry())]);
                let ty = Value::map([("doc", Value::from("One: two.")), ("fields", fields)]);
                editor.add(&Address::new(["types"]), "Zoo", ty).unwrap();
            }),
        ),
    ];
    let said = said.map(|(what, diff)| format!("## {what}\n{diff}"));
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn what_an_alias_refers_to_is_not_edited() {
    let mut editor = drafted(LAYOUTS);
    let refused = [
        editor.set(&Address::new(["types", "Again"]), "since", "v2.0"),
        editor.set(&Address::new(["types", "Shared"]), "since", "v2.0"),
        editor.remove(&Address::new(["types", "Shared", "fields", "id"])),
        editor.remove(&Address::new(["types", "Shared"])),
        editor.remove(&Address::new(["types"])),
        editor.set(
            &Address::new(["types", "Shared", "fields", "id"]),
            "type",
            "int",
        ),
        editor.add(&Address::new(["types", "Post"]), "doc", "Another."),
        editor.remove(&field("gone")),
        editor.set(&field("shares"), "since", "v2.0"),
        editor.set(&field("shares").item(2), "since", "v2.0"),
        editor.push(&field("gone"), "v2.0"),
        editor.set_availability(&field("likes"), &[]),
    ];
    let said = refused.map(|refused| refused.unwrap_err().to_string());
    assert_eq!(text(&editor), LAYOUTS);
    insta::assert_snapshot!(said.join("\n"));
    // An alias itself may go.
    editor.remove(&Address::new(["types", "Again"])).unwrap();
    assert_eq!(text(&editor), LAYOUTS.replace("  Again: *shared\n", ""));
}
