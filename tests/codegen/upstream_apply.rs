//! The contract made to say what Meta's files say.

#![allow(clippy::unwrap_used)]

mod applying;
mod catalogues;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use applying::{applied, contract, made, text, up_to};
use catalogues::{Made, shared};
use page_conversations_codegen::contract::{Contract, Param};
use page_conversations_codegen::edit::{Address, Draft, Value};

const DOC: &str = "To be written: Meta's spec has it, and does not say what it is.";

/// The lines of the spec that changed, old ones with a minus.
fn changed(before: &str, after: &str) -> String {
    let diff = similar::TextDiff::from_lines(before, after);
    let lines = diff.iter_all_changes();
    lines
        .filter(|line| line.tag() != similar::ChangeTag::Equal)
        .map(|line| format!("{}{line}", line.tag()))
        .collect()
}

/// Everything that Meta's files state of a version, without the words.
fn stated(contract: &Contract) -> BTreeSet<String> {
    let shape = |owner: &str, param: &Param| {
        format!(
            "{owner}.{}: {} required {} corrects {:?}",
            param.name, param.ty, param.required, param.corrects
        )
    };
    let operations = contract.operations.iter().flat_map(|operation| {
        let params = operation.params.iter();
        let params = params.map(|param| shape(&operation.name, param));
        let own = format!(
            "{} {} {}",
            operation.name, operation.path, operation.returns
        );
        params.chain([own]).collect::<Vec<_>>()
    });
    let types = contract.types.iter().flat_map(|ty| {
        let fields = ty.fields.iter();
        fields
            .map(|field| shape(&ty.name, field))
            .collect::<Vec<_>>()
    });
    let values = contract.enums.iter().flat_map(|entry| {
        let values = entry.values.iter();
        values
            .map(|value| format!("{}::{}", entry.name, value.value))
            .collect::<Vec<_>>()
    });
    operations.chain(types).chain(values).collect()
}

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
    let whole = Draft::open(Path::new("../spec")).unwrap();
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
    let whole = Draft::open(Path::new("../spec")).unwrap();
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
    let mut draft = Draft::open(Path::new("../spec")).unwrap();
    for version in ["v19.0", "v20.0", "v21.0"] {
        page_conversations_codegen::edit::drop_version(&mut draft, version.parse().unwrap())
            .unwrap();
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
    let whole = Draft::open(Path::new("../spec")).unwrap();
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

#[test]
fn a_version_between_two_others_changes_neither() {
    let Some(folder) = shared("v24.0") else {
        return;
    };
    let mut draft = up_to("v26.0");
    let dropped = "v24.0".parse().unwrap();
    page_conversations_codegen::edit::drop_version(&mut draft, dropped).unwrap();
    let neighbours = |draft: &Draft| ["v23.0", "v25.0"].map(|one| stated(&contract(draft, one)));
    let before = neighbours(&draft);
    let done = applied(&mut draft, &folder, "v24.0");
    assert_eq!(done.left.drift().count(), 0);
    assert_eq!(neighbours(&draft), before);
    let whole = Draft::open(Path::new("../spec")).unwrap();
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
        .map(|one| one.change.item.as_str())
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

struct Workplace(tempfile::TempDir);

impl Workplace {
    /// Our contract up to v22.0, in a folder of its own.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("spec");
        fs::create_dir(&spec).unwrap();
        for source in up_to("v22.0").sources().0 {
            let name = source.name.rsplit('/').next().unwrap();
            fs::write(spec.join(name), source.text).unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, files: &Path, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_page-conversations-codegen"))
            .arg("upstream")
            .arg(files)
            .arg("--spec")
            .arg(self.path("spec"))
            .arg("--out")
            .arg(self.path("generated"))
            .args(more)
            .output()
            .unwrap()
    }

    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.0.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push((path.clone(), fs::read(&path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }
}

fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_version_that_is_not_there_is_opened_once_its_day_is_said() {
    let workplace = Workplace::new();
    let files = workplace.path("files");
    Made::v26().write(&files);
    let before = workplace.files();
    let refused = workplace.run(&files, &["--graph-version", "v27.0", "--apply"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = complained(&refused);
    assert!(
        said.contains("v22.0") && said.contains("--released"),
        "{said}"
    );
    assert_eq!(workplace.files(), before);

    let arguments = [
        "--graph-version",
        "v27.0",
        "--apply",
        "--released",
        "2027-01-20",
    ];
    let done = workplace.run(&files, &arguments);
    assert_eq!(done.status.code(), Some(0), "{}", complained(&done));
    insta::assert_snapshot!("applied", {
        let said = String::from_utf8(done.stdout).unwrap();
        let lines = said.lines().filter(|line| !line.contains("v27_0"));
        lines.collect::<Vec<_>>().join("\n")
    });
    let once = workplace.files();
    let again = workplace.run(&files, &arguments);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(workplace.files(), once);

    let other = [
        "--graph-version",
        "v27.0",
        "--apply",
        "--released",
        "2027-01-21",
    ];
    let refused = workplace.run(&files, &other);
    assert_eq!(refused.status.code(), Some(2));
    assert!(complained(&refused).contains("2027-01-20"));
    assert_eq!(workplace.files(), once);
}

#[test]
fn what_is_left_to_decide_ends_with_1() {
    let workplace = Workplace::new();
    let files = workplace.path("files");
    Made::v26().field("snippet", "int").write(&files);
    let arguments = [
        "--graph-version",
        "v23.0",
        "--apply",
        "--released",
        "2025-05-29",
    ];
    let done = workplace.run(&files, &arguments);
    assert_eq!(done.status.code(), Some(1), "{}", complained(&done));
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(
        said.contains("Decide") && said.contains("UnifiedThread.snippet"),
        "{said}"
    );
}

#[test]
fn a_spec_that_is_wrong_is_not_edited() {
    let workplace = Workplace::new();
    let files = workplace.path("files");
    Made::v26().write(&files);
    let thread = workplace.path("spec").join("unified_thread.yaml");
    let text = fs::read_to_string(&thread)
        .unwrap()
        .replace("type: bool", "type: boolean");
    fs::write(&thread, text).unwrap();
    let before = workplace.files();
    let arguments = [
        "--graph-version",
        "v23.0",
        "--apply",
        "--released",
        "2025-05-29",
    ];
    let refused = workplace.run(&files, &arguments);
    assert_eq!(refused.status.code(), Some(2));
    assert!(complained(&refused).contains("boolean"));
    assert_eq!(workplace.files(), before);
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
