//! Facts as they are written into the contract.

use std::fs;

use page_conversations_codegen::cli::edit::{Editor, drop_version};
use page_conversations_codegen::cli::upstream::pinned::{Origin, pin};

use crate::pinned::files::{SPEC, Workplace, files, meta_spec, older, pin_at, retype};

#[test]
fn facts_are_pinned_in_a_compact_form() {
    let workplace = Workplace::new(SPEC);
    workplace.pin("v3.0", &files());
    let text = fs::read_to_string(workplace.pins()).unwrap();
    insta::assert_snapshot!(text);
    let formatted = workplace.run(&["format"]);
    assert!(formatted.status.success());
    assert_eq!(fs::read_to_string(workplace.pins()).unwrap(), text);
}

/// Neither the order of pinning nor that of Meta's lists is seen.
#[test]
fn the_same_facts_are_the_same_bytes() {
    let mut shuffled = files();
    for file in shuffled.values_mut() {
        for key in ["fields", "apis", "values"] {
            if let Some(list) = file.get_mut(key).and_then(|list| list.as_array_mut()) {
                list.reverse();
            }
        }
    }
    let pins = |order: &[(&str, &_)]| {
        let workplace = Workplace::new(SPEC);
        for (version, files) in order {
            workplace.pin(version, files);
        }
        fs::read_to_string(workplace.pins()).unwrap()
    };
    let (old, new) = (older(), files());
    let expected = pins(&[("v1.0", &old), ("v2.0", &new), ("v3.0", &new)]);
    for order in [
        [("v3.0", &new), ("v1.0", &old), ("v2.0", &shuffled)],
        [("v2.0", &shuffled), ("v3.0", &shuffled), ("v1.0", &old)],
    ] {
        assert_eq!(pins(&order), expected);
    }
    // A version that is pinned again is replaced.
    let mut other = new.clone();
    retype(&mut other, "likes", "string");
    let again = [
        ("v2.0", &other),
        ("v1.0", &new),
        ("v1.0", &old),
        ("v3.0", &new),
        ("v2.0", &new),
    ];
    assert_eq!(pins(&again), expected);
}

#[test]
fn facts_that_are_the_same_keep_their_day_and_need_no_origin() {
    let workplace = Workplace::new(SPEC);
    workplace.pin("v3.0", &files());
    let before = fs::read_to_string(workplace.pins()).unwrap();
    let mut editor = Editor::open(&workplace.spec()).unwrap();
    let version = "v3.0".parse().unwrap();
    let later = |named: Option<&str>| Origin {
        named: named.map(str::to_owned),
        read: "2027-01-01".parse().unwrap(),
    };
    let same = meta_spec(&files());
    assert!(!pin(&mut editor, &same, version, &later(None)).unwrap());
    assert!(!pin(&mut editor, &same, version, &later(Some("release of v3.0"))).unwrap());
    assert_eq!(editor.changed().count(), 0);
    // Other facts are from another release.
    let error = pin(&mut editor, &meta_spec(&older()), version, &later(None)).unwrap_err();
    assert!(error.to_string().contains("`--origin`"), "{error}");
    assert_eq!(editor.changed().count(), 0);
    assert!(pin(&mut editor, &same, version, &later(Some("another"))).unwrap());
    editor.stage().unwrap().commit().unwrap();
    let after = fs::read_to_string(workplace.pins()).unwrap();
    let expected = before.replace("release of v3.0", "another");
    assert_eq!(after, expected.replace("2026-11-26", "2027-01-01"));
}

#[test]
fn a_spec_of_one_file_gets_a_section() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("contract.yaml");
    fs::write(&spec, SPEC).unwrap();
    pin_at(&spec, "v3.0", &files());
    pin_at(&spec, "v1.0", &older());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let text = fs::read_to_string(&spec).unwrap();
    assert!(text.starts_with(SPEC), "the rest is not touched");
    assert_eq!(text.matches("origin: release of").count(), 2);
}

#[test]
fn a_version_that_is_dropped_leaves_no_facts() {
    let workplace = Workplace::new(SPEC);
    workplace.pin("v1.0", &older());
    let before = fs::read_to_string(workplace.pins()).unwrap();
    workplace.pin("v3.0", &files());
    let mut editor = Editor::open(&workplace.spec()).unwrap();
    drop_version(&mut editor, "v3.0".parse().unwrap()).unwrap();
    editor.stage().unwrap().commit().unwrap();
    assert_eq!(fs::read_to_string(workplace.pins()).unwrap(), before);
    drop_version(&mut editor, "v1.0".parse().unwrap()).unwrap();
    let text = editor.sources().0.pop().unwrap().text;
    assert!(!text.contains("meta_spec:"), "{text}");
}
