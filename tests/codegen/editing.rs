//! Edits of the spec's YAML: what they write, and that they leave the rest.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use page_conversations_codegen::diagnostic::{Source, Sources};
use page_conversations_codegen::edit::{Address, Draft, Value, versioned};
use page_conversations_codegen::load::load;
use page_conversations_codegen::spec::Spec;
use page_conversations_codegen::spec::timeline::{Span, Timeline};

/// Every way in which a file may end its lines, and itself.
const FORMS: [fn(&str) -> String; 3] = [
    |text| text.to_owned(),
    |text| text.replace('\n', "\r\n"),
    |text| text.trim_end().to_owned(),
];

/// Our spec and the ones that the generator is tested with, in every form. Of
/// ours only some entries are edited in forms that it does not have.
fn specs() -> Vec<(Sources, usize)> {
    let folder = fs::read_dir("../tests/codegen/specs").unwrap();
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.push("../spec".into());
    paths.sort();
    let forms = |path: PathBuf| {
        let sources = load(&path).sources;
        let rare = if sources.0.len() > 1 { 7 } else { 1 };
        let steps = [1, rare, rare];
        FORMS
            .map(|form| mapped(&sources, form))
            .into_iter()
            .zip(steps)
    };
    paths.into_iter().flat_map(forms).collect()
}

fn mapped(sources: &Sources, form: fn(&str) -> String) -> Sources {
    let files = sources.0.iter().map(|source| Source {
        name: source.name.clone(),
        text: form(&source.text),
    });
    Sources(files.collect())
}

fn texts(draft: &Draft) -> Vec<String> {
    let sources = draft.sources().0.into_iter();
    sources.map(|source| source.text).collect()
}

fn spec(draft: &Draft) -> Spec {
    let loaded = draft.load();
    assert!(loaded.found.is_empty(), "{:?}", loaded.found);
    loaded.spec.unwrap()
}

/// The lines of the entry whose key stands at a place: those that are indented
/// deeper, told without the editor.
fn lines_of(draft: &Draft, address: &Address) -> (usize, Range<usize>) {
    let place = draft.place(address).unwrap();
    let (name, line) = place.rsplit_once(':').unwrap();
    let sources = draft.sources().0;
    let file = sources
        .iter()
        .position(|source| source.name == name)
        .unwrap();
    let first = line.parse::<usize>().unwrap() - 1;
    let lines: Vec<_> = sources[file].text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let deeper = |line: &&&str| line.trim().is_empty() || indent(line) > indent(lines[first]);
    let count = lines[first + 1..].iter().take_while(deeper).count();
    (file, first..first + 1 + count)
}

/// Fails with the first line that differs.
#[track_caller]
fn assert_same(after: &[String], before: &[String], what: &Address) {
    for (one, other) in after.iter().zip(before) {
        if one != other {
            let mut lines = one.split('\n').zip(other.split('\n')).enumerate();
            let line = lines.find(|(_, (one, other))| one != other);
            panic!("{what}: line, now, before: {line:?}");
        }
    }
}

/// Whether an entry is not as it was after it was another for a while: one with
/// a line that is longer than edits make them, once it has been short enough,
/// and one that is replaced by another, once it is not gone.
fn is_one_way(text: &str, lines: &Range<usize>) -> bool {
    let mut lines = text.lines().skip(lines.start).take(lines.len());
    lines.any(|line| line.chars().count() > 100 || line.contains("replaced_by"))
}

/// Whether everything outside of some lines is, to the byte, as it was.
fn untouched(before: &str, after: &str, lines: &Range<usize>) -> bool {
    let all: Vec<_> = before.split_inclusive('\n').collect();
    let head = all[..lines.start].concat();
    let tail = all[lines.end.min(all.len())..].concat();
    let inside = after.len() >= head.len() + tail.len();
    inside && after.starts_with(&head) && after.ends_with(&tail)
}

#[test]
fn availability_that_is_stated_and_taken_back_leaves_every_byte() {
    let mut edited = 0;
    for (sources, step) in specs() {
        let before = Draft::new(sources.clone()).unwrap();
        let spec = spec(&before);
        let known = Timeline::new(&spec).versions().to_vec();
        let (first, last) = (known[0], *known.last().unwrap());
        let span = |since, removed_in| Span { since, removed_in };
        let stated = [
            vec![span(Some(last), None)],
            vec![span(None, Some(last))],
            vec![span(Some(first), Some(last))],
            vec![span(None, Some(first)), span(Some(last), None)],
            vec![span(None, None)],
        ];
        let mut draft = before;
        let untouched_texts = texts(&draft);
        for entry in versioned(&spec).into_iter().step_by(step) {
            let address = &entry.address;
            let (file, lines) = lines_of(&draft, address);
            for (turn, spans) in stated.iter().enumerate() {
                draft.available(address, spans).unwrap();
                let after = texts(&draft);
                // Reading all of it after every edit would take minutes.
                if turn == edited % stated.len() {
                    let read = self::spec(&draft);
                    let mut entries = versioned(&read).into_iter();
                    let now = entries.find(|one| one.address == *address).unwrap();
                    assert_eq!(&now.availability.spans(), spans, "{address}");
                }
                for (index, (one, other)) in untouched_texts.iter().zip(&after).enumerate() {
                    let whole = if index == file { lines.clone() } else { 0..0 };
                    assert!(untouched(one, other, &whole), "{address}: {spans:?}");
                }
            }
            edited += 1;
            draft
                .available(address, &entry.availability.spans())
                .unwrap();
            if is_one_way(&untouched_texts[file], &lines) {
                draft = Draft::new(sources.clone()).unwrap();
            }
            assert_same(&texts(&draft), &untouched_texts, address);
        }
    }
    assert!(edited > 400, "{edited}");
}

#[test]
fn an_entry_that_becomes_two_and_one_again_leaves_every_byte() {
    let mut edited = 0;
    for (sources, step) in specs() {
        let mut draft = Draft::new(sources).unwrap();
        let before = texts(&draft);
        let spec = spec(&draft);
        for entry in versioned(&spec).into_iter().step_by(step) {
            let section = entry.address.to_string();
            let many = [
                "params", "fields", "values", "errors", "subcodes", "messages",
            ];
            if !many
                .iter()
                .any(|part| section.contains(&format!("{part}.")))
            {
                continue;
            }
            let other = Value::map([
                ("type", "int"),
                ("doc", "Another, one."),
                ("source", "page"),
            ]);
            let address = entry.address.parent();
            let count = (0..)
                .take_while(|index| draft.has(&address.item(*index)))
                .count();
            draft.push(&address, other).unwrap();
            assert!(draft.has(&address.item(count)), "{address}");
            draft.remove(&address.item(count)).unwrap();
            assert_same(&texts(&draft), &before, &address);
            edited += 1;
        }
    }
    assert!(edited > 300, "{edited}");
}

#[test]
fn an_entry_that_comes_and_goes_leaves_every_byte() {
    for (sources, step) in specs() {
        let mut draft = Draft::new(sources).unwrap();
        let before = texts(&draft);
        let spec = spec(&draft);
        let mut maps: Vec<_> = versioned(&spec)
            .iter()
            .map(|one| one.address.parent().parent())
            .collect();
        maps.extend(
            ["versions", "sources", "ids", "enums", "types"].map(|section| Address::new([section])),
        );
        maps.sort();
        maps.dedup();
        for map in maps
            .iter()
            .step_by(step)
            .filter(|map| map.to_string() != "")
        {
            if !draft.has(map) {
                continue;
            }
            let long = "word ".repeat(40);
            let values = [
                Value::map([("type", "string"), ("doc", "Short."), ("source", "page")]),
                Value::map([("type", "string"), ("doc", long.trim()), ("source", "page")]),
                Value::from("A doc alone, with a comma: and a colon."),
            ];
            for value in values {
                for name in ["aa_first", "mm_middle", "zz_last"] {
                    draft
                        .add(map, name, value.clone())
                        .unwrap_or_else(|error| panic!("{map}.{name}: {value:?}: {error}"));
                    assert!(texts(&draft) != before);
                    assert!(draft.has(&map.key(name)), "{map}.{name}");
                    draft.remove(&map.key(name)).unwrap();
                    assert_same(&texts(&draft), &before, &map.key(name));
                }
            }
        }
    }
}

/// A spec's text in which everything is written in another way.
const LAYOUTS: &str = r#"# How people write.
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

fn drafted(text: &str) -> Draft {
    let name = "layouts.yaml".to_owned();
    let text = text.to_owned();
    Draft::new(Sources(vec![Source { name, text }])).unwrap()
}

fn text(draft: &Draft) -> String {
    draft.sources().0.remove(0).text
}

/// What an edit makes of the text: the lines that change.
fn changed(edit: impl FnOnce(&mut Draft)) -> String {
    let mut draft = drafted(LAYOUTS);
    edit(&mut draft);
    let after = text(&draft);
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

fn field(name: &str) -> Address {
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
            changed(|draft| draft.available(&field("id"), &[since("v2.0")]).unwrap()),
        ),
        (
            "a text that makes braces too long",
            changed(|draft| {
                let doc = "Its text, which takes many words to be told of at any length at all.";
                draft.set(&field("text"), "doc", doc).unwrap();
            }),
        ),
        (
            "a quoted key",
            changed(|draft| draft.available(&field("text"), &[since("v2.0")]).unwrap()),
        ),
        (
            "ranges, in braces",
            changed(|draft| {
                draft
                    .available(&field("text"), &[until("v2.0"), since("v3.0")])
                    .unwrap()
            }),
        ),
        (
            "ranges, over lines",
            changed(|draft| {
                draft
                    .available(&field("likes"), &[until("v2.0"), since("v3.0")])
                    .unwrap()
            }),
        ),
        (
            "an item in braces",
            changed(|draft| {
                draft
                    .available(&field("shares").item(0), &[until("v2.0")])
                    .unwrap()
            }),
        ),
        (
            "an item over lines",
            changed(|draft| {
                draft
                    .available(&field("shares").item(1), &[since("v2.0")])
                    .unwrap()
            }),
        ),
        (
            "a key with a comment behind it",
            changed(|draft| draft.set(&field("likes"), "type", "unsigned int").unwrap()),
        ),
        (
            "a text of several lines",
            changed(|draft| {
                draft
                    .set(&field("likes"), "doc", "word ".repeat(30).trim())
                    .unwrap()
            }),
        ),
        (
            "an entry with the comment above it, after braces",
            changed(|draft| draft.remove(&field("id")).unwrap()),
        ),
        (
            "an entry of many lines",
            changed(|draft| draft.remove(&field("likes")).unwrap()),
        ),
        (
            "the first of two items",
            changed(|draft| draft.remove(&field("shares").item(0)).unwrap()),
        ),
        (
            "the second of two items",
            changed(|draft| draft.remove(&field("shares").item(1)).unwrap()),
        ),
        (
            "the first key of an item",
            changed(|draft| draft.unset(&field("shares").item(1), "type").unwrap()),
        ),
        (
            "an entry that becomes two",
            changed(|draft| draft.push(&field("likes"), entry()).unwrap()),
        ),
        (
            "braces that become two",
            changed(|draft| draft.push(&field("id"), entry()).unwrap()),
        ),
        (
            "a third item",
            changed(|draft| draft.push(&field("shares"), entry()).unwrap()),
        ),
        (
            "a new entry",
            changed(|draft| draft.add(&fields, "title", entry()).unwrap()),
        ),
        (
            "a long new entry",
            changed(|draft| {
                let doc = "word ".repeat(30);
                let entry =
                    Value::map([("type", "string"), ("doc", doc.trim()), ("source", "page")]);
                draft.add(&fields, "yes", entry).unwrap();
            }),
        ),
        (
            "an empty section",
            changed(|draft| {
                draft
                    .add(&Address::new(["ids"]), "PostId", entry())
                    .unwrap()
            }),
        ),
        (
            "an empty section in braces",
            changed(|draft| {
                draft
                    .add(&Address::new(["enums"]), "Order", entry())
                    .unwrap()
            }),
        ),
        (
            "a section that is not there",
            changed(|draft| {
                draft
                    .add(&Address::new(["headers"]), "X-Id", entry())
                    .unwrap()
            }),
        ),
        (
            "a map that is not there",
            changed(|draft| {
                draft
                    .add(&Address::new(["types", "Post", "notes"]), "one", entry())
                    .unwrap()
            }),
        ),
        (
            "a new type",
            changed(|draft| {
                let fields = Value::map([("id", entry()), ("a: b", entry())]);
                let ty = Value::map([("doc", Value::from("One: two.")), ("fields", fields)]);
                draft.add(&Address::new(["types"]), "Zoo", ty).unwrap();
            }),
        ),
    ];
    let said = said.map(|(what, diff)| format!("## {what}\n{diff}"));
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn what_an_alias_refers_to_is_not_edited() {
    let mut draft = drafted(LAYOUTS);
    let refused = [
        draft.set(&Address::new(["types", "Again"]), "since", "v2.0"),
        draft.set(&Address::new(["types", "Shared"]), "since", "v2.0"),
        draft.remove(&Address::new(["types", "Shared", "fields", "id"])),
        draft.remove(&Address::new(["types", "Shared"])),
        draft.remove(&Address::new(["types"])),
        draft.set(
            &Address::new(["types", "Shared", "fields", "id"]),
            "type",
            "int",
        ),
        draft.add(&Address::new(["types", "Post"]), "doc", "Another."),
        draft.remove(&field("gone")),
        draft.set(&field("shares"), "since", "v2.0"),
        draft.set(&field("shares").item(2), "since", "v2.0"),
        draft.push(&field("gone"), "v2.0"),
        draft.available(&field("likes"), &[]),
    ];
    let said = refused.map(|refused| refused.unwrap_err().to_string());
    assert_eq!(text(&draft), LAYOUTS);
    insta::assert_snapshot!(said.join("\n"));
    // An alias itself may go.
    draft.remove(&Address::new(["types", "Again"])).unwrap();
    assert_eq!(text(&draft), LAYOUTS.replace("  Again: *shared\n", ""));
}

#[test]
fn text_is_written_so_that_it_is_read_as_it_is() {
    let texts = [
        "Plain.",
        "",
        " ",
        "a: b",
        "a #b",
        "#a",
        "- a",
        "-a",
        "?",
        ":",
        "x:",
        "a, b",
        "[a",
        "{a}",
        "true",
        "No",
        "null",
        "~",
        "1",
        "1.5",
        "0x1F",
        "1e3",
        ".inf",
        "2024-01-23",
        "v19.0",
        "'a'",
        "\"a\"",
        "`a`",
        "@a",
        "%a",
        "!a",
        "&a",
        "*a",
        "|",
        ">",
        "a\\b",
        "a\nb",
        "a\n\nb",
        "\na",
        "a\n",
        "a\tb",
        "ä € 𝄞",
        "\u{FEFF}a",
        "\u{7}",
        "---",
        "a  b",
        "trailing ",
        "\u{85}",
        "\u{2028}",
    ];
    let long = "word ".repeat(40);
    let more = [
        long.trim().to_owned(),
        format!("{}\n{}", long.trim(), long.trim()),
        format!("a  {long}b"),
        long.clone(),
    ];
    let texts: Vec<_> = texts
        .iter()
        .map(|text| (*text).to_owned())
        .chain(more)
        .collect();
    for (form, end) in FORMS.iter().zip(["\n", "\r\n", "\n"]) {
        for text in &texts {
            let mut draft = drafted(&form(LAYOUTS));
            for address in [field("text"), field("likes")] {
                draft.set(&address, "doc", text.as_str()).unwrap();
                draft
                    .add(
                        &address.parent(),
                        &format!("k{}{text}", address),
                        text.as_str(),
                    )
                    .unwrap();
            }
            let written = self::text(&draft);
            let yaml: serde_json::Value = serde_saphyr::from_str(&written).unwrap();
            let fields = &yaml["types"]["Post"]["fields"];
            for name in ["text", "likes"] {
                assert_eq!(fields[name]["doc"], **text, "{text:?}: {written}");
                assert_eq!(
                    fields[format!("k{}{text}", field(name))],
                    **text,
                    "{text:?}: {written}"
                );
            }
            if end == "\r\n" {
                assert_eq!(written.matches('\n').count(), written.matches(end).count());
            }
        }
    }
}

/// The same numbers on every run and machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

#[test]
fn edits_in_any_order_say_what_they_say_alone() {
    let sources = load(&PathBuf::from("../spec")).sources;
    let spec = spec(&Draft::new(sources.clone()).unwrap());
    let entries = versioned(&spec);
    let known = Timeline::new(&spec).versions().to_vec();
    for seed in 0..12 {
        let mut dice = Dice(seed);
        let mut draft = Draft::new(sources.clone()).unwrap();
        let mut stated = std::collections::BTreeMap::new();
        for _ in 0..30 {
            let entry = &entries[dice.below(entries.len())];
            let since = Some(known[dice.below(4)]);
            let removed_in = Some(known[4 + dice.below(4)]);
            let spans = match dice.below(4) {
                0 => vec![Span {
                    since,
                    removed_in: None,
                }],
                1 => vec![Span {
                    since: None,
                    removed_in,
                }],
                2 => vec![Span { since, removed_in }],
                _ => vec![
                    Span {
                        since: None,
                        removed_in: since,
                    },
                    Span {
                        since: removed_in,
                        removed_in: None,
                    },
                ],
            };
            let (file, lines) = lines_of(&draft, &entry.address);
            let before = texts(&draft);
            draft.available(&entry.address, &spans).unwrap();
            for (index, (one, other)) in before.iter().zip(&texts(&draft)).enumerate() {
                let lines = if index == file { lines.clone() } else { 0..0 };
                assert!(untouched(one, other, &lines), "{seed}: {}", entry.address);
            }
            stated.insert(entry.address.clone(), spans);
        }
        let now = self::spec(&draft);
        for (was, now) in entries.iter().zip(versioned(&now)) {
            assert_eq!(was.address, now.address);
            let expected = stated
                .remove(&was.address)
                .unwrap_or(was.availability.spans());
            assert_eq!(
                now.availability.spans(),
                expected,
                "{seed}: {}",
                was.address
            );
        }
    }
}

#[test]
fn what_is_added_stands_where_people_look_for_it() {
    let mut draft = Draft::new(load(&PathBuf::from("../spec")).sources).unwrap();
    let after = |draft: &Draft, line: &str| {
        let text = texts(draft).concat();
        let mut lines = text.lines().skip_while(|known| known.trim() != line);
        lines.nth(1).map(|next| next.trim().to_owned())
    };
    let folder = Address::new(["enums", "Folder", "values"]);
    draft.add(&folder, "muted", "Muted.").unwrap();
    assert_eq!(
        after(&draft, "muted: Muted.").unwrap(),
        "other: Conversations in the folder for other messages."
    );
    draft.add(&Address::new(["errors"]), "35", "A.").unwrap();
    assert_eq!(after(&draft, "35: A.").unwrap(), "100:");
    draft
        .add(&Address::new(["versions"]), "v9.0", "B.")
        .unwrap();
    assert!(after(&draft, "v9.0: B.").unwrap().starts_with("v19.0: "));
    draft
        .add(&Address::new(["versions"]), "v100.0", "C.")
        .unwrap();
    assert_eq!(after(&draft, "v100.0: C.").unwrap(), "");
    draft
        .add(
            &Address::new(["types", "UnifiedThread", "fields"]),
            "mood",
            "D.",
        )
        .unwrap();
    assert_eq!(after(&draft, "mood: D.").unwrap(), "name:");
    // These are in no order.
    draft
        .add(
            &Address::new(["types", "Participant", "fields"]),
            "age",
            "E.",
        )
        .unwrap();
    assert_eq!(after(&draft, "age: E.").unwrap(), "");
}
