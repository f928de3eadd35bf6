//! `get`, completions and manual pages: flags are facts of the contract, in each version.

use std::collections::BTreeSet;

use page_conversations::versions::VERSIONS;
use serde_json::Value;

use crate::program::Place;
use crate::simulator;

fn contract() -> Value {
    serde_json::from_str(include_str!("../../generated/contract.json")).unwrap()
}

fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(if c == '_' {
            '-'
        } else {
            c.to_ascii_lowercase()
        });
    }
    kebab
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value[name].as_array().unwrap().iter()
}

/// Returns each query of any version, with its flags and the values of its enums.
fn facts() -> Vec<(String, BTreeSet<String>)> {
    let contract = contract();
    let mut facts: Vec<(String, BTreeSet<String>)> = Vec::new();
    for version in list(&contract, "versions") {
        for operation in list(version, "operations") {
            let name = kebab(operation["name"].as_str().unwrap());
            let known = facts.iter().position(|(other, _)| *other == name);
            let at = known.unwrap_or_else(|| {
                facts.push((name, BTreeSet::new()));
                facts.len() - 1
            });
            let params = ["path_params", "params", "common_params"];
            for param in params.iter().flat_map(|kind| list(operation, kind)) {
                facts[at]
                    .1
                    .insert(format!("--{}", kebab(param["name"].as_str().unwrap())));
                let mut enums = list(version, "enums").filter(|one| one["name"] == param["type"]);
                let values = enums.next().into_iter().flat_map(|one| list(one, "values"));
                facts[at]
                    .1
                    .extend(values.map(|one| one["value"].as_str().unwrap().to_owned()));
            }
        }
    }
    facts
}

#[test]
fn help_completions_and_manual_have_each_query_flag_and_value() {
    let place = Place::new();
    let completions = place.run("completions bash").success();
    let queries = place.run("get --help").success();
    place.run("man manual").success();
    for (query, facts) in facts() {
        assert!(queries.contains(&query), "{query}: {queries}");
        let help = place.run(&format!("get {query} --help")).success();
        let page = place
            .path()
            .join(format!("manual/page-conversations-get-{query}.1"));
        let page = std::fs::read_to_string(page).unwrap().replace("\\-", "-");
        for fact in facts {
            assert!(help.contains(&fact), "{query} {fact}: {help}");
            assert!(page.contains(&fact), "{query} {fact}: {page}");
            assert!(completions.contains(&fact), "{query} {fact}");
        }
    }
    for shell in ["zsh", "fish", "powershell", "elvish"] {
        let text = place.run(&format!("completions {shell}")).success();
        assert!(text.contains("list-conversations"), "{shell}");
    }
    assert!(
        place
            .run("man")
            .success()
            .contains(".TH page-conversations")
    );
}

/// Returns the parameters of a version's list of conversations.
fn params(version: &Value) -> impl Iterator<Item = &Value> {
    let mut operations = list(version, "operations");
    let conversations = operations.find(|one| one["name"] == "ListConversations");
    let conversations = conversations.into_iter();
    conversations.flat_map(|one| list(one, "params"))
}

/// Returns the newest version that lists conversations by the id of a Page alone.
pub fn version_without_more() -> String {
    let contract = contract();
    let mut versions: Vec<_> = list(&contract, "versions").collect();
    versions.reverse();
    let found = versions
        .into_iter()
        .find(|version| params(version).all(|param| param["required"] == false));
    found.unwrap()["version"].as_str().unwrap().to_owned()
}

#[test]
fn what_the_newest_version_requires_is_no_need_of_others() {
    let contract = contract();
    let place = Place::new();
    for version in list(&contract, "versions") {
        let version_name = version["version"].as_str().unwrap();
        let ended = place.run(&format!(
            "get list-conversations --page-id me --limit x --graph-version {version_name}"
        ));
        assert!(ended.stderr.contains("wrong value of `limit`"), "{ended:?}");
        let required: Vec<_> = params(version)
            .filter(|param| param["required"] == true)
            .map(|param| param["name"].as_str().unwrap())
            .collect();
        let ended = place.run(&format!(
            "get list-conversations --simulator --page-id me --graph-version {version_name}"
        ));
        match required.first() {
            None => assert_eq!(ended.code, Some(0), "{ended:?}"),
            Some(name) => {
                let message = format!("{version_name} requires the parameter `{name}`");
                assert!(ended.stderr.contains(&message), "{ended:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_version_is_called_and_refuses_what_it_lacks() {
    let simulator = simulator(3).await;
    let place = Place::with(&simulator);
    let get = "get list-conversations --page-id me --platform Instagram --limit 1 --fields id";
    let without_more = version_without_more();
    let oldest = VERSIONS[0].name;
    let page = place.run(&format!("{get} --json --graph-version {oldest}"));
    assert!(page.stderr.contains("add --after "), "{page:?}");
    assert_eq!(page.success().lines().count(), 1);
    let calls = simulator.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].version.as_deref(), Some(oldest));
    assert_eq!(
        place
            .run(&format!("{get} --all --graph-version {without_more}"))
            .success()
            .lines()
            .count(),
        3
    );

    // One parameter that only some versions have is enough to see that it is refused.
    let contract = contract();
    let lists = |version: &Value, name: &str| params(version).any(|param| param["name"] == name);
    let name = "updated_after_ms";
    let lacking = list(&contract, "versions")
        .find(|version| !lists(version, name))
        .unwrap();
    let lacking = lacking["version"].as_str().unwrap();
    let refused = place.run(&format!(
        "{get} --updated-after-ms 1 --graph-version {lacking}"
    ));
    assert_eq!(refused.code, Some(2));
    let message = format!("{lacking} does not have the parameter `{name}`");
    assert!(refused.stderr.contains(&message), "{refused:?}");

    let nodes = place.run("get get-conversations --ids t_100000000000000,t_100000000000001");
    assert!(nodes.success().contains("\"t_100000000000001\": {"));
}
