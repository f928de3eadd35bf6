//! Comments of the versions of an entry, which outlive an edit of them.

use page_conversations_codegen::cli::edit::{Address, Editor, Value};
use page_conversations_codegen::contract::diagnostic::{Source, Sources};
use page_conversations_codegen::contract::spec::timeline::Span;

use crate::editing::specs::{FORMS, spec, texts};

/// The field whose versions are edited, as the test spec has it.
const FIELD: &str = "        ranges: [{ removed_in: v3.0 }, { since: v10.0 }]\n";

/// The versions of the field before, the edit, and the versions of the field after it.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

const CASES: [Case; 12] = [
    // The last range ends.
    (
        "ranges:
          # Withdrawn.
          - removed_in: v2.0 # Nobody used it.
          # Back again.
          - since: v3.0 # Asked for.
",
        &[("", "v2.0"), ("v3.0", "v10.0")],
        "ranges:
          # Withdrawn.
          - removed_in: v2.0 # Nobody used it.
          # Back again.
          - since: v3.0 # Asked for.
            removed_in: v10.0
",
    ),
    // One more range.
    (
        "ranges: # Odd.
          - { removed_in: v2.0 } # Nobody used it.
          - { since: v3.0, removed_in: v4.0 } # A try.
",
        &[("", "v2.0"), ("v3.0", "v4.0"), ("v10.0", "")],
        "ranges: # Odd.
          - { removed_in: v2.0 } # Nobody used it.
          - { since: v3.0, removed_in: v4.0 } # A try.
          - { since: v10.0 }
",
    ),
    // A range between two others.
    (
        "ranges:
          - removed_in: v2.0 # One.
          # Two.
          - since: v10.0
",
        &[("", "v2.0"), ("v3.0", "v4.0"), ("v10.0", "")],
        "ranges:
          - removed_in: v2.0 # One.
          - since: v3.0
            removed_in: v4.0
          # Two.
          - since: v10.0
",
    ),
    // A range before all others.
    (
        "ranges:
          # Two.
          - since: v3.0 # Two.
            removed_in: v4.0
          - since: v10.0 # Three.
",
        &[("", "v2.0"), ("v3.0", "v4.0"), ("v10.0", "")],
        "ranges:
          - removed_in: v2.0
          # Two.
          - since: v3.0 # Two.
            removed_in: v4.0
          - since: v10.0 # Three.
",
    ),
    // The first range goes, the next one begins earlier.
    (
        "ranges:
          - removed_in: v2.0 # One.
          - since: v3.0 # Two.
            removed_in: v4.0 # Three.
          - since: v10.0 # Four.
",
        &[("", "v4.0"), ("v10.0", "")],
        "ranges:
          - removed_in: v4.0 # Three.
          - since: v10.0 # Four.
",
    ),
    // Brackets over several lines.
    (
        "ranges: [
          { removed_in: v2.0 }, # One.
          { since: v3.0 }, # Two.
        ]
",
        &[("", "v2.0"), ("v3.0", "v10.0")],
        "ranges:
          - { removed_in: v2.0 }  # One.
          - { since: v3.0, removed_in: v10.0 }  # Two.
",
    ),
    // Only one range is left.
    (
        "# Odd.
        ranges:
          - removed_in: v2.0 # One.
          # It came back.
          - since: v3.0 # Two.
",
        &[("v3.0", "")],
        "# Odd.
        # It came back.
        # Two.
        since: v3.0
",
    ),
    // All versions have it, so that nothing is left to comment on.
    (
        "ranges:
          - removed_in: v2.0 # One.
          - since: v3.0 # Two.
",
        &[("", "")],
        "",
    ),
    // Two versions become two ranges.
    (
        "# Late.
        since: v2.0 # As the changelog says.
        removed_in: v4.0 # In the reference.
",
        &[("v2.0", "v4.0"), ("v10.0", "")],
        "# Late.
        # As the changelog says.
        # In the reference.
        ranges: [{ since: v2.0, removed_in: v4.0 }, { since: v10.0 }]
",
    ),
    (
        "since: v2.0 # Late.
",
        &[("v2.0", "v4.0"), ("v10.0", "")],
        "# Late.
        ranges: [{ since: v2.0, removed_in: v4.0 }, { since: v10.0 }]
",
    ),
    // It ends.
    (
        "since: v2.0 # Late.
",
        &[("v2.0", "v4.0")],
        "since: v2.0 # Late.
        removed_in: v4.0
",
    ),
    // It is as it was.
    (
        "ranges:
          - removed_in: v2.0 # One.
          - since: v3.0 # Two.
",
        &[("", "v2.0"), ("v3.0", "")],
        "ranges:
          - removed_in: v2.0 # One.
          - since: v3.0 # Two.
",
    ),
];

fn with(versions: &str) -> String {
    let history = std::fs::read_to_string("../tests/codegen/specs/history.yaml").unwrap();
    let lines = match versions {
        "" => String::new(),
        versions => format!("        {versions}"),
    };
    let text = history.replacen(FIELD, &lines, 1);
    assert_ne!(text, history);
    text
}

#[test]
fn versions_keep_their_comments() {
    let field = Address::new(["types", "Author", "fields", "alias"]);
    for (before, spans, after) in CASES {
        let version = |version: &str| version.parse().ok();
        let spans: Vec<_> = spans
            .iter()
            .map(|(since, removed_in)| Span {
                since: version(since),
                removed_in: version(removed_in),
            })
            .collect();
        for form in FORMS {
            let source = Source {
                name: "history.yaml".to_owned(),
                text: form(&with(before)),
            };
            let mut editor = Editor::new(Sources(vec![source])).unwrap();
            editor.set_availability(&field, &spans).unwrap();
            assert_eq!(texts(&editor), [form(&with(after))], "{before}");
            spec(&editor);
        }
    }
}

/// It is about the field, and not about its versions.
#[test]
fn a_comment_behind_braces_is_kept_once() {
    for form in FORMS {
        let text = form(
            "format: 1
a:
  b: { c: 1, ranges: [{ removed_in: v2.0 }, { since: v4.0 }] }  # About b.
  d: 2
",
        );
        let mut editor = Editor::new(Sources(vec![Source {
            name: "spec.yaml".to_owned(),
            text,
        }]))
        .unwrap();
        let span = Span {
            since: Some("v4.0".parse().unwrap()),
            removed_in: None,
        };
        editor
            .set_availability(&Address::new(["a", "b"]), &[span])
            .unwrap();
        let expected = "format: 1\na:\n  b: { c: 1, since: v4.0 }  # About b.\n  d: 2\n";
        assert_eq!(editor.sources().0[0].text, form(expected));
    }
}

/// In a text that is folded, `#` is a character like others.
#[test]
fn a_comment_behind_a_text_that_is_folded_stays_a_comment() {
    let long = "A text of many words, ".repeat(5);
    for (text, comment) in [
        (format!("{long}and the end."), " # Ask Meta."),
        (format!("\"{long}and the end.\""), "  # Ask \"Meta\"."),
        (format!("'{long}and the end.'"), " #"),
    ] {
        for line_end in ["\n", "\r\n"] {
            let before = format!("a:\n  doc: {text}{comment}\n  b: 1\n").replace('\n', line_end);
            let mut editor = Editor::new(Sources(vec![Source {
                name: "spec.yaml".to_owned(),
                text: before,
            }]))
            .unwrap();
            editor.format().unwrap();
            let after = editor.sources().0[0].text.clone();
            let lines: Vec<_> = after.split(line_end).collect();
            assert_eq!(lines[1], format!("  doc: >-{comment}"), "{after}");
            assert_eq!(lines[2..].join(" ").matches('#').count(), 0, "{after}");
            assert_eq!(lines[lines.len() - 2..], ["  b: 1", ""], "{after}");
            editor.format().unwrap();
            assert_eq!(editor.sources().0[0].text, after);
        }
    }
}

#[test]
fn an_entry_is_added_behind_the_comments_of_the_one_before_it() {
    let text = "a:
  one:
    doc: One. # About the doc.
    # About one.
      # Still.
  # About three.
  three:
    doc: Three.
";
    for form in FORMS {
        let mut editor = Editor::new(Sources(vec![Source {
            name: "spec.yaml".to_owned(),
            text: form(text),
        }]))
        .unwrap();
        let map = Address::new(["a"]);
        editor.add(&map, "our", Value::from("Two.")).unwrap();
        editor.add(&map, "two", Value::from("Four.")).unwrap();
        let expected = text.replace("  # About three.", "  our: Two.\n  # About three.");
        let expected = form(&format!("{expected}  two: Four.\n"));
        assert_eq!(editor.sources().0[0].text, expected);
    }
}
