//! The history of the edge, as the contract tells it: what changed from each
//! Graph version to the next, and nothing else.
//!
//! The expected lists are facts, read apart from the contract. They end with
//! v26.0: of a later version the contract itself is the only record, and a
//! version that was dropped is compared with nothing.

use std::collections::BTreeSet;
use std::path::Path;

use page_conversations_codegen::contract::spec::VersionName;
use page_conversations_codegen::contract::{Contract, Contracts, Item, Shapes, resolve};
use page_conversations_codegen::contract::{check, load};

use crate::support::CONTRACT;
use crate::support::made::files_of;

fn contracts(path: &str) -> Contracts {
    let (spec, _) = check::check(load::load(Path::new(path))).unwrap();
    resolve(&spec)
}

/// The contract of today up to v26.0.
fn up_to_v26() -> Contracts {
    let mut contracts = contracts("../spec");
    let last = "v26.0".parse().unwrap();
    contracts.versions.retain(|one| one.version <= last);
    contracts
}

/// The expected entries of the versions that the contract still has. All must
/// be expected, and none may be missing between two others.
fn expected_of<T>(
    contracts: &Contracts,
    expected: impl IntoIterator<Item = T>,
    name: impl Fn(&T) -> &str,
) -> Vec<T> {
    let mut expected: Vec<T> = expected.into_iter().collect();
    let Some(oldest) = contracts.versions.first() else {
        return Vec::new();
    };
    expected.retain(|entry| name(entry).parse::<VersionName>().unwrap() >= oldest.version);
    let names: Vec<_> = contracts
        .versions
        .iter()
        .map(|one| one.version.to_string())
        .collect();
    assert_eq!(expected.iter().map(name).collect::<Vec<_>>(), names);
    expected
}

/// Every parameter, field and value of a version, by its path.
fn items(contract: &Contract) -> BTreeSet<String> {
    let operations = contract.operations.iter().flat_map(|operation| {
        let params = operation.path_params.iter().chain(operation.query());
        params.map(|param| format!("{}({}: {})", operation.name, param.name, param.ty))
    });
    let fields = contract.types.iter().flat_map(|ty| {
        let fields = ty.fields.iter();
        fields.map(|field| format!("{}.{}: {}", ty.name, field.name, field.ty))
    });
    let values = contract.enums.iter().flat_map(|entry| {
        let values = entry.values.iter();
        values.map(|value| format!("{}::{}", entry.name, value.value))
    });
    operations.chain(fields).chain(values).collect()
}

#[test]
fn each_version_changes_what_meta_changed_and_nothing_else() {
    let contracts = up_to_v26();
    let both = |text: &str| {
        ["ListConversations", "ListMyConversations"]
            .map(|name| text.replace("List", name))
            .to_vec()
    };
    // `/me/conversations` came with Instagram Login, in v21.0.
    let mine = |param: &str| format!("ListMyConversations({param})");
    let came: Vec<_> = [
        "after: string",
        "before: string",
        "fields: string",
        "folder: Folder",
        "limit: unsigned int",
        "platform: Platform",
        "tags: list<string>",
        "user_id: UserId",
    ]
    .map(mine)
    .to_vec();
    let subject = vec!["UnifiedThread.subject: string".to_owned()];
    let owner = vec!["UnifiedThread.is_owner: bool".to_owned()];
    let filters = ["after", "before"].map(|side| format!("List(updated_{side}_ms: timestamp_ms)"));
    let expected = [
        ("v19.0", vec![], vec![]),
        ("v20.0", vec![], vec![]),
        ("v21.0", came, vec![]),
        ("v22.0", vec![], vec![]),
        (
            "v23.0",
            [both("List(is_owner: bool)"), owner].concat(),
            subject,
        ),
        ("v24.0", vec![], both("List(is_owner: bool)")),
        ("v25.0", vec![], vec![]),
        (
            "v26.0",
            filters.iter().flat_map(|filter| both(filter)).collect(),
            vec![],
        ),
    ];
    let expected = expected_of(&contracts, expected, |(name, ..)| name);
    let changes = expected.iter().skip(1);
    for (pair, (name, added, removed)) in contracts.versions.windows(2).zip(changes) {
        let (before, after) = (items(&pair[0]), items(&pair[1]));
        let set = |items: &Vec<String>| items.iter().cloned().collect::<BTreeSet<_>>();
        assert_eq!(&after - &before, set(added), "added in {name}");
        assert_eq!(&before - &after, set(removed), "removed in {name}");
    }
}

#[test]
fn the_dates_are_those_of_metas_table() {
    let contracts = up_to_v26();
    let dates = contracts.versions.iter().map(|contract| {
        let expires = contract
            .expires
            .map_or("-".to_owned(), |date| date.to_string());
        format!("{} {} {expires}", contract.version, contract.released)
    });
    let expected = [
        "v19.0 2024-01-23 2026-05-21",
        "v20.0 2024-05-21 2026-09-24",
        "v21.0 2024-10-02 2027-01-21",
        "v22.0 2025-01-21 2027-05-20",
        "v23.0 2025-05-29 2027-10-08",
        "v24.0 2025-10-08 2028-02-18",
        "v25.0 2026-02-18 2028-07-29",
        "v26.0 2026-07-29 -",
    ];
    let expected = expected_of(&contracts, expected, |line| line.split(' ').next().unwrap());
    assert_eq!(dates.collect::<Vec<_>>(), expected);
}

#[test]
fn the_reference_shows_the_changes_and_nothing_else() {
    let files = files_of(CONTRACT);
    let reference = files.iter().find(|file| file.path == "REFERENCE.md");
    let section = reference.unwrap().text.split("\n## ");
    let section = section.into_iter().find(|text| text.starts_with("Changes"));
    let rows = section
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("| "));
    let rows: Vec<_> = rows.skip(2).collect();
    let both =
        |param| format!("| parameter | `{param}` of `ListConversations`, `ListMyConversations`");
    let thread = |field| format!("| field | `{field}` of `UnifiedThread` |");
    let expected = [
        "| operation | `ListMyConversations` |  |  | **added** | ✔ | ✔ | ✔ | ✔ | ✔ |".to_owned(),
        both("is_owner")
            + "; instead `UnifiedThread.is_owner` \
            |  |  |  |  | **added** | **removed** |  |  |",
        both("updated_after_ms") + " |  |  |  |  |  |  |  | **added** |",
        both("updated_before_ms") + " |  |  |  |  |  |  |  | **added** |",
        thread("is_owner") + "  |  |  |  | **added** | ✔ | ✔ | ✔ |",
        thread("subject") + " ✔ | ✔ | ✔ | ✔ | **removed** |  |  |  |",
    ];
    assert_eq!(rows, expected);
}

#[test]
fn versions_without_a_change_own_nothing() {
    let contracts = contracts(CONTRACT);
    let shapes = Shapes::new(&contracts);
    for (index, contract) in contracts.versions.iter().enumerate() {
        let types = contract.types.iter().map(|ty| Item::Type(&ty.name));
        let operations = contract
            .operations
            .iter()
            .map(|one| Item::Operation(&one.name));
        let owned = types
            .chain(operations)
            .filter(|item| shapes.owns(*item, index))
            .count();
        let name = contract.version.to_string();
        assert_eq!(
            owned == 0,
            ["v20.0", "v22.0", "v25.0"].contains(&name.as_str()),
            "{name}"
        );
    }
}
