//! Random histories of Meta's files, applied in any order.

use crate::support::scratch;
use std::collections::BTreeSet;

use crate::support::applying::{applied, contract, made, text, up_to};
use crate::support::catalogues::{Made, shared};
use page_conversations_codegen::cli::upstream::apply::{Applied, Did};
use page_conversations_codegen::contract::{Contract, Param, check, resolve};

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
                .filter(|edit| edit.did == Did::Removed)
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

/// Versions older than all others, from their files.
#[test]
fn older_versions_in_any_order_are_the_same_contract() {
    let older = [
        (
            "v14.0",
            Made::v19().field("topic", "string").without_param("tags"),
        ),
        (
            "v16.0",
            Made::v19()
                .without_field("wallpaper")
                .values("edge_platform_enum_param", &["MESSENGER"]),
        ),
        (
            "v18.0",
            Made::v19()
                .without_field("snippet")
                .param("sort", "string")
                .without_param("platform"),
        ),
    ];
    let all = |order: &[usize]| {
        let mut draft = up_to("v19.0");
        for index in order {
            let (version, files) = &older[*index];
            let done = made(&mut draft, files, version);
            assert_eq!(drift(&done), Vec::<String>::new(), "{order:?} {version}");
        }
        // Only the layout of a map may differ, which was longer for a while.
        let (spec, _) = check::check(draft.load()).unwrap();
        let versions = resolve(&spec).versions.into_iter();
        let versions = versions.map(|one| serde_json::to_string(&one).unwrap());
        versions.collect::<Vec<_>>()
    };
    let expected = all(&[0, 1, 2]);
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert!(all(&order) == expected, "{order:?}");
    }
}
