//! The contract made to say what Meta's files say.

#![allow(clippy::unwrap_used)]

mod catalogues;
mod scratch;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use catalogues::{Made, shared};
use page_conversations_codegen::check;
use page_conversations_codegen::contract::{Contract, Param, resolve};
use page_conversations_codegen::edit::{Draft, cut_back};
use page_conversations_codegen::spec::words::{Date, VersionName};
use page_conversations_codegen::upstream::apply::{Applied, apply};
use page_conversations_codegen::upstream::catalogue::Catalogue;

const DOC: &str = "To be written: Meta's spec has it, and does not say what it is.";

/// Our contract up to a version.
fn up_to(version: &str) -> Draft {
    let mut draft = Draft::open(Path::new("../spec")).unwrap();
    cut_back(&mut draft, version.parse().unwrap()).unwrap();
    draft
}

/// A day of release that fits between those of the contract.
fn released(version: VersionName) -> Date {
    let number: u64 = version.to_string()[1..]
        .split('.')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let first = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
    match number {
        19..=26 => {
            let draft = Draft::open(Path::new("../spec")).unwrap();
            let spec = draft.spec().unwrap();
            spec.versions
                .get(&version.to_string())
                .unwrap()
                .released
                .value
        }
        _ => Date(first + chrono::Days::new(number * 365)),
    }
}

fn applied(draft: &mut Draft, folder: &Path, version: &str) -> Applied {
    let catalogue = Catalogue::load(folder).unwrap();
    let version: VersionName = version.parse().unwrap();
    apply(draft, &catalogue, version, Some(released(version))).unwrap()
}

fn made(draft: &mut Draft, made: &Made, version: &str) -> Applied {
    let folder = tempfile::tempdir().unwrap();
    made.write(folder.path());
    applied(draft, folder.path(), version)
}

fn contract(draft: &Draft, version: &str) -> Contract {
    let (spec, _) = check::check(draft.load()).unwrap();
    let mut versions = resolve(&spec).versions.into_iter();
    versions
        .find(|contract| contract.version.to_string() == version)
        .unwrap()
}

fn text(draft: &Draft) -> String {
    let sources = draft.sources().0.into_iter();
    sources.map(|source| source.text).collect()
}

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
#[ignore = "takes minutes"]
fn what_was_applied_compiles() {
    let mut ours = up_to("v22.0");
    if let Some(folder) = shared("v24.0") {
        applied(&mut ours, &folder, "v24.0");
    }
    let mut random = fastrand::Rng::with_seed(3);
    let mut others = up_to("v19.0");
    for version in ["v27.0", "v18.0", "v28.0", "v17.0"] {
        made(&mut others, &history(&mut random), version);
    }
    let specs = [("ours", ours), ("others", others)];
    scratch::compiles(&specs.map(|(name, draft)| (name.to_owned(), draft.sources())));
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

#[test]
fn any_history_in_any_order_gives_each_version_what_its_files_have() {
    let (ranges, removed) = histories(6, 7);
    assert!(ranges > 50 && removed > 0, "{ranges} {removed}");
}

#[test]
#[ignore = "takes minutes"]
fn many_histories_in_any_order() {
    histories(60, 11);
}

/// Random histories: which fields, parameters and values each version has.
/// Gives how many facts came and went, and how many were removed again.
fn histories(rounds: usize, seed: u64) -> (usize, usize) {
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut ranges, mut removed) = (0, 0);
    for round in 0..rounds {
        let versions = [
            "v16.0", "v17.0", "v18.0", "v19.0", "v27.0", "v28.0", "v29.0",
        ];
        let mut history = versions.map(|version| match version {
            "v19.0" => (version, Made::v19()),
            version => (version, history(&mut random)),
        });
        let mut order = history.clone();
        if round % 3 > 0 {
            random.shuffle(&mut order);
        }
        let mut draft = up_to("v19.0");
        let mut apply = |version: &str, files: &Made| {
            let done = made(&mut draft, files, version);
            assert_eq!(drift(&done), Vec::<String>::new(), "{round} {version}");
            removed += done
                .edits
                .iter()
                .filter(|edit| edit.verb == "Removed")
                .count();
            (done.edits.len(), text(&draft))
        };
        for (version, files) in &order {
            apply(version, files);
        }
        // What Meta published of a version at first was not the last word.
        let again = random.usize(4..7);
        history[again].1 = self::history(&mut random);
        let (_, once) = apply(history[again].0, &history[again].1);
        for (version, files) in &history {
            assert_eq!(
                apply(version, files),
                (0, once.clone()),
                "{round} {version}"
            );
        }
        for (version, files) in &history {
            let found = found(&contract(&draft, version));
            assert_eq!(found, wanted(files), "{round} {version}");
        }
        ranges += once.matches("ranges:").count();
    }
    (ranges, removed)
}

fn drift(done: &Applied) -> Vec<String> {
    let left = done.left.drift();
    left.map(|finding| format!("{} {:?}", finding.change.item, finding.remedy))
        .collect()
}

fn history(random: &mut fastrand::Rng) -> Made {
    let mut files = Made::v26();
    let fields = [
        "snippet",
        "subject",
        "wallpaper",
        "is_owner",
        "unread_count",
        "name",
    ];
    for name in fields
        .into_iter()
        .chain(["topic", "type", "1st_party", "mood"])
    {
        let ty = match name {
            "unread_count" => "int",
            "is_owner" => "bool",
            "mood" => "mood_enum",
            _ => "string",
        };
        files.fields.remove(name);
        if random.bool() {
            files = files.field(name, ty);
        }
    }
    for (name, ty) in [
        ("tags", "list<string>"),
        ("is_owner", "bool"),
        ("updated_after_ms", "unsigned int"),
        ("updated_before_ms", "unsigned int"),
        ("sort", "sort_enum"),
        ("match", "map<string, string>"),
        ("ranges", "string"),
    ] {
        files.params.remove(name);
        if random.bool() {
            files = files.param(name, ty);
        }
    }
    for (name, values) in [
        (
            "edge_platform_enum_param",
            &["INSTAGRAM", "MESSENGER", "WHATSAPP", "1d_view"][..],
        ),
        (
            "source_enum_param",
            &["ALL", "PARTICIPANTS", "OTHERS", "null"],
        ),
        ("sort_enum", &["NEWEST", "OLDEST", "no", "0"]),
        ("mood_enum", &["GOOD", "BAD", "yes", "a: b"]),
    ] {
        let mut some: Vec<_> = values.iter().copied().filter(|_| random.bool()).collect();
        if some.is_empty() {
            some.push(values[random.usize(..values.len())]);
        }
        files = files.values(name, &some);
    }
    files
}

/// What the files say of the thread, the call and their enums.
fn wanted(files: &Made) -> BTreeSet<String> {
    let fields = files.fields.keys().map(|name| format!("field {name}"));
    let params = files.params.keys().map(|name| format!("param {name}"));
    let values = |used: bool, name: &str| {
        let values = files
            .enums
            .get(name)
            .into_iter()
            .flatten()
            .filter(move |_| used);
        values
            .map(|value| format!("{name} {value}"))
            .collect::<Vec<_>>()
    };
    let platforms = values(true, "edge_platform_enum_param");
    let sources = values(true, "source_enum_param");
    let sorts = values(files.params.contains_key("sort"), "sort_enum");
    let moods = values(files.fields.contains_key("mood"), "mood_enum");
    let values = platforms
        .into_iter()
        .chain(sources)
        .chain(sorts)
        .chain(moods);
    fields.chain(params).chain(values).collect()
}

fn found(contract: &Contract) -> BTreeSet<String> {
    let thread = contract.ty("UnifiedThread").unwrap();
    let list = contract.operation("ListConversations").unwrap();
    let fields = thread
        .fields
        .iter()
        .filter(|field| field.name != "messages");
    let fields = fields.map(|field| format!("field {}", field.name));
    let params = list
        .params
        .iter()
        .map(|param| format!("param {}", param.name));
    let has = |params: &[Param], name: &str| params.iter().any(|param| param.name == name);
    let values = [
        (true, "Platform", "edge_platform_enum_param"),
        (true, "MessageSource", "source_enum_param"),
        (has(&list.params, "sort"), "Sort", "sort_enum"),
        (has(&thread.fields, "mood"), "Mood", "mood_enum"),
    ];
    let values = values
        .into_iter()
        .filter(|(used, ..)| *used)
        .flat_map(|(_, name, metas)| {
            let entry = contract
                .enums
                .iter()
                .find(|entry| entry.name == name || entry.name.ends_with(name));
            let values = entry.unwrap().values.iter();
            values
                .map(|value| format!("{metas} {}", value.value))
                .collect::<Vec<_>>()
        });
    fields.chain(params).chain(values).collect()
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
