//! Each version says what its files say, and no other version does.

use std::path::Path;

use page_conversations_codegen::cli::edit::{Editor, drop_version};

use crate::support::CONTRACT;
use crate::support::applying::{applied, contract, made, text, up_to};
use crate::support::catalogues::{self, Made, shared};
use crate::upstream_apply::stated::{changed, stated};

#[test]
fn from_v22_metas_files_lead_to_the_contract_of_v24() {
    let Some(folder) = shared("v24.0") else {
        return;
    };
    let mut draft = up_to("v22.0");
    let before = text(&draft);
    let applied_once = applied(&mut draft, &folder, "v24.0");
    assert_eq!(applied_once.left.drift().count(), 0);
    insta::assert_snapshot!("v22_to_v24", changed(&before, &text(&draft)));
    let whole = Editor::open(Path::new(CONTRACT)).unwrap();
    assert_eq!(
        stated(&contract(&draft, "v24.0")),
        stated(&contract(&whole, "v24.0"))
    );
    assert_eq!(
        stated(&contract(&draft, "v22.0")),
        stated(&contract(&whole, "v22.0"))
    );

    let once = text(&draft);
    let again = applied(&mut draft, &folder, "v24.0");
    assert!(again.edits.is_empty() && again.opened.is_none());
    assert_eq!(text(&draft), once);
}

#[test]
fn the_whole_history_comes_out_of_metas_files() {
    let mut draft = up_to("v19.0");
    for version in ["v22.0", "v24.0", "v25.0"] {
        let Some(folder) = shared(version) else {
            return;
        };
        let done = applied(&mut draft, &folder, version);
        assert_eq!(done.left.drift().count(), 0, "{version}");
    }
    let whole = Editor::open(Path::new(CONTRACT)).unwrap();
    for version in ["v19.0", "v22.0", "v24.0", "v25.0"] {
        let [mine, theirs] = [&draft, &whole].map(|draft| {
            let mut all = stated(&contract(draft, version));
            // A call of one's own is written by a person.
            all.retain(|line| !line.starts_with("ListMyConversations"));
            all
        });
        assert_eq!(mine, theirs, "{version}");
    }
}

#[test]
fn of_a_version_before_the_oldest_only_what_metas_files_have_is_said() {
    let Some(folder) = shared("v19.0") else {
        return;
    };
    let mut draft = Editor::open(Path::new(CONTRACT)).unwrap();
    for version in ["v19.0", "v20.0", "v21.0"] {
        drop_version(&mut draft, version.parse().unwrap()).unwrap();
    }
    let done = applied(&mut draft, &folder, "v19.0");
    assert_eq!(done.left.drift().count(), 0);
    let oldest = contract(&draft, "v19.0");
    let names: Vec<_> = oldest
        .operations
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    // No file of Meta's says that a message, or several threads, could be read.
    assert_eq!(
        names,
        ["GetConversation", "ListConversations", "ListMessages"]
    );
    let whole = Editor::open(Path::new(CONTRACT)).unwrap();
    let mut theirs = stated(&contract(&whole, "v19.0"));
    theirs.retain(|line| {
        !["GetMessage ", "GetConversations "]
            .iter()
            .any(|name| line.starts_with(name))
    });
    theirs.retain(|line| !line.starts_with("GetConversations."));
    assert_eq!(stated(&oldest), theirs);
}

#[test]
fn a_version_between_two_others_changes_neither() {
    let Some(folder) = shared("v24.0") else {
        return;
    };
    let mut draft = up_to("v26.0");
    let dropped = "v24.0".parse().unwrap();
    drop_version(&mut draft, dropped).unwrap();
    let neighbours = |draft: &Editor| ["v23.0", "v25.0"].map(|one| stated(&contract(draft, one)));
    let before = neighbours(&draft);
    let done = applied(&mut draft, &folder, "v24.0");
    assert_eq!(done.left.drift().count(), 0);
    assert_eq!(neighbours(&draft), before);
    let whole = Editor::open(Path::new(CONTRACT)).unwrap();
    assert_eq!(
        stated(&contract(&draft, "v24.0")),
        stated(&contract(&whole, "v24.0"))
    );
}

/// Nobody knows what the files of the versions after it have.
#[test]
fn what_a_version_has_is_not_said_of_those_after_it() {
    let mut draft = up_to("v26.0");
    let files = Made::v26()
        .without_param("updated_after_ms")
        .without_param("updated_before_ms");
    let more = files
        .field("topic", "string")
        .values("source_enum_param", &["ALL", "PARTICIPANTS", "OTHERS"]);
    made(&mut draft, &more, "v25.0");
    for (version, there) in [("v24.0", false), ("v25.0", true), ("v26.0", false)] {
        let all = stated(&contract(&draft, version));
        let topic = all
            .iter()
            .any(|line| line.starts_with("UnifiedThread.topic:"));
        let others = all.contains("MessageSource::OTHERS");
        assert_eq!((topic, others), (there, there), "{version}");
    }
}

/// Of a version before the oldest no source says what only pages of later
/// versions have.
#[test]
fn what_metas_files_lack_is_bounded_before_the_oldest_version() {
    let mut draft = up_to("v26.0");
    let files = Made::v19()
        .without_param("platform")
        .without_param("user_id");
    let done = made(&mut draft, &files, "v18.0");
    assert_eq!(done.left.drift().count(), 0);
    let params = |version: &str| {
        let contract = contract(&draft, version);
        let list = contract.operation("ListConversations").unwrap();
        let names = list.params.iter().map(|param| param.name.clone());
        names.collect::<Vec<_>>()
    };
    assert_eq!(params("v18.0"), ["folder", "tags"]);
    assert_eq!(params("v19.0"), ["folder", "platform", "tags", "user_id"]);
}

/// Files of the form of old years: fewer fields, another parameter of the
/// messages, an alias that takes less.
#[test]
fn an_old_year_is_opened() {
    let mut draft = up_to("v26.0");
    let old = Made::v19()
        .without_field("folder")
        .without_field("linked_group");
    let mut files = old.files();
    files.get_mut("Page").unwrap()["apis"][1]["params"]
        .as_array_mut()
        .unwrap()
        .remove(1);
    let user = serde_json::json!([{ "name": "user", "required": false, "type": "int" }]);
    files.get_mut("UnifiedThread").unwrap()["apis"][0]["params"] = user;
    let folder = tempfile::tempdir().unwrap();
    catalogues::write(&files, folder.path());
    let before = text(&draft);
    let done = applied(&mut draft, folder.path(), "v13.0");
    assert_eq!(done.left.drift().count(), 0);
    insta::assert_snapshot!("old_year", changed(&before, &text(&draft)));
    let (now, then) = (up_to("v26.0"), &draft);
    for version in ["v19.0", "v26.0"] {
        assert_eq!(
            stated(&contract(&now, version)),
            stated(&contract(then, version))
        );
    }
}

/// An edge whose parameters the contract takes from another's: what differs is
/// listed, and the rest is edited all the same.
#[test]
fn an_edge_that_differs_from_the_one_that_it_takes_after_is_listed() {
    let mut made = Made::v26().field("topic", "string");
    made.edges.push(("IGUserForIGOnlyAPI", "conversations"));
    let mut files = made.files();
    let params = &mut files.get_mut("IGUserForIGOnlyAPI").unwrap()["apis"][0]["params"];
    let params = params.as_array_mut().unwrap();
    params.retain(|param| param["name"] != "tags");
    for name in ["ig_only", "page_id"] {
        params.push(serde_json::json!({ "name": name, "required": false, "type": "string" }));
    }
    let folder = tempfile::tempdir().unwrap();
    catalogues::write(&files, folder.path());
    let mut draft = up_to("v26.0");
    let done = applied(&mut draft, folder.path(), "v26.0");
    let edits: Vec<_> = done.edits.iter().map(|edit| edit.item.as_str()).collect();
    assert_eq!(edits, ["UnifiedThread.topic"]);
    let left = done.left.drift().map(|finding| &finding.change);
    let left: Vec<_> = left
        .map(|change| (change.rule.id, change.item.to_string()))
        .collect();
    let disagree = "upstream-edges-disagree";
    let expected = ["ListConversations.ig_only", "ListConversations.page_id"];
    assert_eq!(left, expected.map(|item| (disagree, item.to_owned())));
}
