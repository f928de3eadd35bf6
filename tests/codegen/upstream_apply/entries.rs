//! Entries that come, go and change, and what is left to a person.

use page_conversations_codegen::cli::edit::{Address, Editor, Value};

use crate::support::applying::{contract, made, text, up_to};
use crate::support::catalogues::Made;
use crate::upstream_apply::stated::changed;

const DOC: &str = "To be written: Meta's spec has it, and does not say what it is.";

#[test]
fn values_that_come_and_go_get_ranges() {
    let mut draft = up_to("v26.0");
    let before = text(&draft);
    let platforms = |values: &[&str]| Made::v26().values("edge_platform_enum_param", values);
    let with = platforms(&["INSTAGRAM", "MESSENGER", "WHATSAPP"]);
    for (version, files) in [
        ("v27.0", with.clone()),
        ("v28.0", Made::v26()),
        ("v29.0", with),
        ("v30.0", platforms(&["INSTAGRAM"])),
    ] {
        let done = made(&mut draft, &files, version);
        assert_eq!(done.left.drift().count(), 0, "{version}");
    }
    insta::assert_snapshot!("values", changed(&before, &text(&draft)));
}

#[test]
fn a_parameter_of_one_version_says_so() {
    let mut draft = up_to("v26.0");
    let before = text(&draft);
    let sort = Made::v26()
        .param("sort", "sort_enum_param")
        .param("only_unread", "bool")
        .param("about", "list<Targeting>")
        .values("sort_enum_param", &["NEWEST", "OLDEST"]);
    assert_eq!(made(&mut draft, &sort, "v27.0").left.drift().count(), 0);
    assert_eq!(
        made(&mut draft, &Made::v26(), "v28.0").left.drift().count(),
        0
    );
    insta::assert_snapshot!("parameters", changed(&before, &text(&draft)));
}

/// What Meta published at first was not the last word.
#[test]
fn what_was_of_one_version_alone_goes_with_it_unless_another_source_has_it() {
    let mut draft = up_to("v26.0");
    let topic = Made::v26().field("topic", "string").field("mood", "string");
    made(&mut draft, &topic, "v27.0");
    let mood = Address::new(["types", "UnifiedThread", "fields", "mood"]);
    let sources = Value::list(["meta-spec", "guide"]);
    draft.set(&mood, "source", sources).unwrap();

    let done = made(&mut draft, &Made::v26(), "v27.0");
    let left: Vec<_> = done
        .left
        .drift()
        .map(|one| one.change.item.to_string())
        .collect();
    assert_eq!(left, ["UnifiedThread.mood"]);
    assert!(done.left.drift().all(|one| one.question().is_some()));
    let fields = draft.names(&mood.parent());
    assert!(fields.contains(&"mood".to_owned()) && !fields.contains(&"topic".to_owned()));
}

/// A type that changed is two entries: each is bounded and restored by itself.
#[test]
fn of_several_entries_the_one_that_says_it_is_edited() {
    let mut draft = up_to("v26.0");
    let files = |ty: Option<&str>| match ty {
        Some(ty) => Made::v26().field("topic", ty),
        None => Made::v26(),
    };
    made(&mut draft, &files(Some("string")), "v27.0");
    let done = made(&mut draft, &files(Some("int")), "v28.0");
    assert_eq!(done.left.drift().count(), 1);
    // A person decides.
    let topic = Address::new(["types", "UnifiedThread", "fields", "topic"]);
    draft.set(&topic, "removed_in", "v28.0").unwrap();
    let entry = [
        ("type", "int"),
        ("since", "v28.0"),
        ("doc", "Its topic."),
        ("source", "meta-spec"),
    ];
    draft.push(&topic, Value::map(entry)).unwrap();
    assert!(
        made(&mut draft, &files(Some("int")), "v28.0")
            .edits
            .is_empty()
    );

    for (version, ty) in [
        ("v29.0", None),
        ("v30.0", Some("string")),
        ("v31.0", Some("int")),
    ] {
        let done = made(&mut draft, &files(ty), version);
        let judged = done.left.drift().count();
        // v31.0 opens with what v30.0 has, which is another type.
        assert_eq!(judged, usize::from(version == "v31.0"), "{version}");
    }
    let types = ["v26.0", "v27.0", "v28.0", "v29.0", "v30.0"].map(|version| {
        let contract = contract(&draft, version);
        let thread = contract.ty("UnifiedThread").unwrap();
        let topic = thread.fields.iter().find(|field| field.name == "topic");
        topic.map(|topic| topic.ty.to_string())
    });
    let [string, int] = ["string", "int"].map(|ty| Some(ty.to_owned()));
    assert_eq!(types, [None, string.clone(), int, None, string]);
}

#[test]
fn what_needs_judgement_is_listed_and_not_touched() {
    let files = Made::v26()
        .field("snippet", "int")
        .field("senders", "edge<Person>")
        .without_param("user_id")
        .field("a.b", "string")
        .field("can-reply", "bool")
        .field("topic", "string");
    let mut draft = up_to("v26.0");
    let before = text(&draft);
    let done = made(&mut draft, &files, "v26.0");
    let left: Vec<_> = done
        .left
        .drift()
        .map(|finding| {
            let question = finding.question().unwrap();
            format!("{}: {question}", finding.change.item)
        })
        .collect();
    insta::assert_snapshot!("judgement", left.join("\n"));
    insta::assert_snapshot!("judged_changes", changed(&before, &text(&draft)));
    let once = text(&draft);
    made(&mut draft, &files, "v26.0");
    assert_eq!(text(&draft), once);
}

/// An edit that the contract cannot take is left to a person, and no other with it.
#[test]
fn an_edit_that_makes_the_contract_invalid_is_left() {
    let files = Made::v26()
        .without_field("is_owner")
        .without_field("wallpaper")
        .without_field("unread_count");
    let mut sources = up_to("v26.0").sources();
    for source in &mut sources.0 {
        source.text = source
            .text
            .replace("      unread_count:\n", "      unread_count: &shared\n");
    }
    let mut draft = Editor::new(sources).unwrap();
    let before = text(&draft);
    let done = made(&mut draft, &files, "v24.0");
    let left = done.left.drift().map(|finding| {
        let question = finding.question().unwrap();
        format!("{}: {question}", finding.change.item)
    });
    insta::assert_snapshot!("impossible", left.collect::<Vec<_>>().join("\n"));
    let items: Vec<_> = done.edits.iter().map(|edit| edit.item.as_str()).collect();
    let expected = [
        "ListConversations.updated_after_ms",
        "ListConversations.updated_before_ms",
        "UnifiedThread.wallpaper",
    ];
    assert_eq!(items, expected);
    insta::assert_snapshot!("impossible_changes", changed(&before, &text(&draft)));
}

#[test]
fn what_has_another_source_stays() {
    let files = Made::v26().without_param("platform");
    let mut draft = up_to("v26.0");
    let done = made(&mut draft, &files, "v27.0");
    assert_eq!(done.left.drift().count(), 0);
    let contract = contract(&draft, "v27.0");
    let list = contract.operation("ListConversations").unwrap();
    assert!(list.params.iter().any(|param| param.name == "platform"));
}

#[test]
fn docs_say_that_a_person_has_to_write_them() {
    let mut draft = up_to("v26.0");
    made(&mut draft, &Made::v26().field("topic", "string"), "v27.0");
    let contract = contract(&draft, "v27.0");
    let thread = contract.ty("UnifiedThread").unwrap();
    let topic = thread
        .fields
        .iter()
        .find(|field| field.name == "topic")
        .unwrap();
    assert_eq!(topic.doc, DOC);
    assert_eq!(topic.source, ["meta-spec"]);
}
