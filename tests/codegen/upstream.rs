//! Meta's files beside the contract: what is found, and where.

mod command;

use crate::support::catalogues;
use std::fs;
use std::path::Path;

use crate::support::CONTRACT;
use crate::support::catalogues::{Made, shared};
use page_conversations_codegen::cli::upstream::compare::{Comparison, compare};
use page_conversations_codegen::cli::upstream::finding::Finding;
use page_conversations_codegen::cli::upstream::meta_spec::MetaSpec;
use page_conversations_codegen::cli::upstream::report;
use page_conversations_codegen::contract::diagnostic::Sources;
use page_conversations_codegen::contract::diff::Location;
use page_conversations_codegen::contract::spec::Spec;
use page_conversations_codegen::contract::{check, load};

/// The contract that the made-up files are of.
fn ours() -> (Spec, Sources) {
    check::check(load::load(Path::new(CONTRACT))).unwrap()
}

/// The contract of today.
fn today() -> (Spec, Sources) {
    check::check(load::load(Path::new("../spec"))).unwrap()
}

/// Meta's files of a version, if they are there and the contract has it still.
fn metas(version: &str, spec: &Spec) -> Option<MetaSpec> {
    if spec.versions.get(version).is_none() {
        println!("skipped: {version} is no longer in the contract");
        return None;
    }
    let meta_spec = MetaSpec::load(&shared(version)?).unwrap();
    assert!(meta_spec.broken.is_empty());
    Some(meta_spec)
}

fn compared(made: &Made, version: &str) -> Comparison {
    let folder = tempfile::tempdir().unwrap();
    made.write(folder.path());
    let (spec, sources) = ours();
    let meta_spec = MetaSpec::load(folder.path()).unwrap();
    let mut found = compare(&spec, &sources, &meta_spec, version.parse().unwrap()).unwrap();
    for finding in &mut found.findings {
        // The folder has another name each time, and lines move: shown is what
        // stands there.
        for at in [&mut finding.change.location, &mut finding.upstream] {
            let at = at.as_mut().unwrap();
            let ours = sources.0.iter().find(|source| source.name == at.file);
            let text = match ours {
                Some(source) => source.text.clone(),
                None => fs::read_to_string(&at.file).unwrap(),
            };
            let lines = text.lines().skip(at.line - 1).take(2).map(str::trim);
            let lines = lines
                .take(if ours.is_some() { 1 } else { 2 })
                .collect::<Vec<_>>()
                .join(" ");
            at.file = format!("{}, {lines}", at.file.rsplit('/').next().unwrap());
            at.line = 0;
        }
    }
    found
}

fn line(finding: &Finding) -> String {
    let at = |at: &Option<Location>| at.as_ref().unwrap().file.clone();
    let change = &finding.change;
    let places = [at(&change.location), at(&finding.upstream)];
    format!(
        "{} {}\n    {}\n    {}",
        change.rule.id, change.item, places[0], places[1]
    )
}

/// Rule and item of what nothing explains.
fn drift(found: &Comparison) -> Vec<String> {
    let drift = found
        .drift()
        .map(|finding| format!("{} {}", finding.change.rule.id, finding.change.item));
    drift.collect()
}

#[test]
fn the_contract_says_what_metas_files_say() {
    let (spec, sources) = today();
    for version in ["v19.0", "v22.0", "v24.0", "v25.0"] {
        let Some(meta_spec) = metas(version, &spec) else {
            continue;
        };
        let found = compare(&spec, &sources, &meta_spec, version.parse().unwrap()).unwrap();
        assert_eq!(drift(&found), Vec::<String>::new(), "{version}");
        let explained = found.findings.iter();
        let explained: Vec<_> = explained.map(|one| one.change.item.to_string()).collect();
        assert_eq!(
            explained,
            [
                "ListConversations.folder",
                "ListConversations.user_id",
                "UnifiedThread.former_participants",
                "UnifiedThread.id",
                "UnifiedThread.participants",
                "UnifiedThread.senders",
                "Group",
                "Group.id",
            ],
            "{version}"
        );
    }
}

/// Files of one version are not those of another: the comparison sees exactly
/// what domain knowledge says of the history.
#[test]
fn files_of_another_version_differ_by_what_changed_between_the_two() {
    let (spec, sources) = ours();
    let cases: [(&str, &str, &[&str]); 4] = [
        (
            "v22.0",
            "v23.0",
            &[
                "upstream-parameter-stale ListConversations.is_owner",
                "upstream-field-stale UnifiedThread.is_owner",
                "upstream-field-missing UnifiedThread.subject",
            ],
        ),
        (
            "v24.0",
            "v22.0",
            &[
                "upstream-field-missing UnifiedThread.is_owner",
                "upstream-field-stale UnifiedThread.subject",
            ],
        ),
        (
            "v25.0",
            "v26.0",
            &[
                "upstream-parameter-stale ListConversations.updated_after_ms",
                "upstream-parameter-stale ListConversations.updated_before_ms",
            ],
        ),
        (
            "v24.0",
            "v20.0",
            &[
                "upstream-operation-missing ListMyConversations",
                "upstream-field-missing UnifiedThread.is_owner",
                "upstream-field-stale UnifiedThread.subject",
            ],
        ),
    ];
    for (files, contract, expected) in cases {
        let Some(folder) = shared(files) else {
            continue;
        };
        let meta_spec = MetaSpec::load(&folder).unwrap();
        let found = compare(&spec, &sources, &meta_spec, contract.parse().unwrap()).unwrap();
        assert_eq!(drift(&found), expected, "{files} against {contract}");
    }
}

#[test]
fn files_that_say_the_same_differ_in_nothing() {
    let found = compared(&Made::v26(), "v26.0");
    assert_eq!(drift(&found), Vec::<String>::new());
}

#[test]
fn every_difference_is_told_with_both_places() {
    let mut made = Made::v26()
        .field("archived", "bool")
        .field("snippet", "int")
        .field("participants", "list<Object>")
        .field("senders", "UnifiedPerson")
        .without_field("wallpaper")
        .param("sort", "sort_enum_param")
        .param("tags", "list<int>")
        .param("folder", "int")
        .without_param("updated_after_ms")
        .without_param("user_id")
        .values("sort_enum_param", &["NEWEST", "OLDEST"])
        .values("edge_platform_enum_param", &["MESSENGER", "WHATSAPP"])
        .values("source_enum_param", &["ALL"]);
    made.params.get_mut("updated_before_ms").unwrap().1 = true;
    let found = compared(&made, "v26.0");
    let lines: Vec<_> = found.findings.iter().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"));
    insta::assert_snapshot!("messages", {
        let messages = found.findings.iter().map(|one| one.change.message());
        messages.collect::<Vec<_>>().join("\n")
    });
}

#[test]
fn what_has_another_source_is_explained() {
    let made = Made::v26().without_param("platform");
    let found = compared(&made, "v26.0");
    assert_eq!(drift(&found), Vec::<String>::new());
    let extra = found.findings.iter().map(line);
    assert!(extra.into_iter().any(|line| line.starts_with(
        "upstream-parameter-extra ListConversations.platform\n    conversations.yaml, platform:"
    )));
}

/// What is found once another edge was changed.
fn beside(node: &'static str, edit: impl Fn(&mut Vec<serde_json::Value>)) -> Vec<String> {
    let endpoint = if node == "Page" {
        "threads"
    } else {
        "conversations"
    };
    let mut made = Made::v26();
    made.edges = vec![("Page", "conversations"), (node, endpoint)];
    let mut files = made.values("other_enum", &["MESSENGER"]).files();
    let edges = files.get_mut(node).unwrap()["apis"].as_array_mut().unwrap();
    edit(edges.last_mut().unwrap()["params"].as_array_mut().unwrap());
    let folder = tempfile::tempdir().unwrap();
    catalogues::write(&files, folder.path());
    let (spec, sources) = ours();
    let meta_spec = MetaSpec::load(folder.path()).unwrap();
    let found = compare(&spec, &sources, &meta_spec, "v26.0".parse().unwrap()).unwrap();
    let edges = found
        .findings
        .iter()
        .filter(|one| one.change.rule.id.contains("-edge"));
    edges
        .map(|one| format!("{} {}", one.change.rule.id, one.change.item))
        .collect()
}

#[test]
fn edges_that_are_one_call_are_compared() {
    let disagree = "upstream-edges-disagree ListConversations";
    let less = "upstream-edge-takes-less ListConversations";
    let param = |name: &str| serde_json::json!({ "name": name, "required": false, "type": "int" });
    for node in ["Page", "User", "ShadowIGUser"] {
        assert_eq!(beside(node, |_| {}), Vec::<String>::new(), "{node}");
        let gone = beside(node, |params| drop(params.remove(0)));
        assert_eq!(gone, [format!("{less}.folder")]);
        let more = beside(node, |params| params.push(param("sort")));
        assert_eq!(more, [format!("{disagree}.sort")]);
        let other = beside(node, |params| params[0] = param("folder"));
        assert_eq!(other, [format!("{disagree}.folder")]);
        let required = beside(node, |params| params[0]["required"] = true.into());
        assert_eq!(required, [format!("{disagree}.folder")]);
        // Each edge has an enum of its own: the values count, not the names.
        let values = beside(node, |params| params[1]["type"] = "other_enum".into());
        assert_eq!(values, [format!("{less}.platform")]);
        let source = beside(node, |params| {
            params[1]["type"] = "source_enum_param".into()
        });
        assert_eq!(source, [format!("{disagree}.platform")]);
    }
}

/// An edge of the same name that reads other objects is another call.
#[test]
fn edges_that_read_something_else_are_none_of_ours() {
    let mut made = Made::v26();
    made.edges.push(("Business", "conversations"));
    let mut files = made.files();
    let edge = &mut files.get_mut("Business").unwrap()["apis"][0];
    edge["return"] = "Talk".into();
    edge["params"] = serde_json::json!([]);
    let folder = tempfile::tempdir().unwrap();
    catalogues::write(&files, folder.path());
    let (spec, sources) = ours();
    let meta_spec = MetaSpec::load(folder.path()).unwrap();
    let found = compare(&spec, &sources, &meta_spec, "v26.0".parse().unwrap()).unwrap();
    assert_eq!(drift(&found), Vec::<String>::new());
}

#[test]
fn an_edge_that_is_gone_is_told() {
    let mut made = Made::v26();
    made.edges = vec![("Page", "feed")];
    let found = compared(&made, "v26.0");
    assert_eq!(
        drift(&found),
        ["upstream-operation-stale ListConversations"]
    );

    // Neither that of another node nor another one of its node stands in for it.
    for other in [("User", "conversations"), ("Page", "threads")] {
        let mut made = Made::v26();
        made.edges = vec![("Page", "feed"), other];
        let found = compared(&made, "v26.0");
        assert_eq!(
            drift(&found),
            ["upstream-operation-stale ListConversations"],
            "{other:?}"
        );
    }
}

/// Graph takes values in any case, so neither is wrong.
#[test]
fn a_value_in_another_case_is_for_a_person_to_decide() {
    let made = Made::v26().values("edge_platform_enum_param", &["instagram", "MESSENGER"]);
    let found = compared(&made, "v26.0");
    assert_eq!(drift(&found), ["upstream-value-missing Platform.instagram"]);
    assert!(found.drift().all(|finding| finding.question().is_some()));
}

#[test]
fn edges_are_found_with_a_slash_before_them() {
    let mut files = Made::v26().files();
    files.get_mut("Page").unwrap()["apis"][0]["endpoint"] = "/conversations".into();
    let folder = tempfile::tempdir().unwrap();
    catalogues::write(&files, folder.path());
    let (spec, sources) = ours();
    let meta_spec = MetaSpec::load(folder.path()).unwrap();
    let found = compare(&spec, &sources, &meta_spec, "v26.0".parse().unwrap()).unwrap();
    assert_eq!(drift(&found), Vec::<String>::new());
}

#[test]
fn types_are_compared_whatever_their_spacing() {
    let made = Made::v26().param("tags", "list< string >");
    assert_eq!(drift(&compared(&made, "v26.0")), Vec::<String>::new());
}

#[test]
fn the_files_are_found_where_releases_have_them() {
    let folder = tempfile::tempdir().unwrap();
    Made::v26().write(&folder.path().join("api_specs"));
    for place in ["", "api_specs", "api_specs/specs"] {
        let meta_spec = MetaSpec::load(&folder.path().join(place)).unwrap();
        assert_eq!(meta_spec.nodes.len(), 2, "{place}");
    }
}

#[test]
fn reports_say_what_to_do_next() {
    let mut made = Made::v26()
        .field("archived", "bool")
        .field("snippet", "int");
    made.edges.truncate(1);
    let found = compared(&made, "v26.0");
    let report = report::report(&found, "v26.0");
    insta::assert_snapshot!(
        "human",
        page_conversations_codegen::cli::report::human::render(&report, false)
    );
    insta::assert_snapshot!(
        "markdown",
        page_conversations_codegen::cli::report::markdown::render(&report)
    );
}
