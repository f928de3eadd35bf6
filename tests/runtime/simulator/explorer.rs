//! The page on which a person tries queries by hand, without a browser.

use std::collections::BTreeSet;

use page_conversations::simulator::Simulator;
use page_conversations::versions::VERSIONS;
use reqwest::header::{self, HeaderMap};
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;

/// Maximum size of the page with everything that it loads, in bytes.
const MAX_SIZE: usize = 150_000;

/// Maximum number of requests until the page is usable, with one to the admin API.
const MAX_REQUESTS: usize = 24;

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

pub async fn start() -> Simulator {
    let builder = Simulator::builder().explorer(true);
    builder.start().await.unwrap()
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

async fn request(simulator: &Simulator, method: Method, path: &str, accept: &str) -> Answer {
    let request = Client::new()
        .request(method, simulator.url() + path)
        .header(header::ACCEPT, accept);
    let response = request.send().await.unwrap();
    Answer {
        status: response.status(),
        headers: response.headers().clone(),
        text: response.text().await.unwrap(),
    }
}

/// Returns a file of the page.
pub async fn file(simulator: &Simulator, name: &str) -> String {
    let path = format!("/__explorer/{name}");
    let answer = request(simulator, Method::GET, &path, "*/*").await;
    assert_eq!(answer.status, 200, "{name}");
    answer.text
}

/// Returns the names of the files that a text refers to.
fn names<'t>(text: &'t str, before: &str, after: char) -> BTreeSet<&'t str> {
    let parts = text.split(before).skip(1);
    parts.filter_map(|part| part.split(after).next()).collect()
}

#[tokio::test]
async fn browsers_get_the_page_and_programs_get_graph() {
    let simulator = start().await;
    let page = request(&simulator, Method::GET, "/", BROWSER).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert!(page.text.starts_with("<!doctype html>"));
    let head = request(&simulator, Method::HEAD, "/", BROWSER).await;
    assert_eq!(head.headers["content-type"], "text/html; charset=utf-8");
    // Only calls of Graph are logged.
    assert!(simulator.calls().is_empty());

    let id = &simulator.page_ids()[0];
    for (method, path, accept) in [
        (Method::GET, "/", "*/*"),
        (Method::GET, "/", "application/json"),
        (Method::POST, "/", BROWSER),
        (Method::GET, &*format!("/?ids={id}"), BROWSER),
        (Method::GET, &*format!("/v26.0/{id}"), BROWSER),
        (Method::GET, "/v26.0", BROWSER),
    ] {
        let graph = request(&simulator, method.clone(), path, accept).await;
        let json: Value = serde_json::from_str(&graph.text).unwrap();
        assert!(json["error"]["code"].is_i64(), "{method} {path}: {json}");
    }
    assert_eq!(simulator.calls().len(), 6);
}

#[tokio::test]
async fn it_is_off_by_default() {
    let simulator = Simulator::start().await.unwrap();
    for path in ["/", "/__explorer/main.mjs", "/__explorer/contract.json"] {
        let answer = request(&simulator, Method::GET, path, BROWSER).await;
        assert!(answer.status.is_client_error(), "{path}");
        assert!(serde_json::from_str::<Value>(&answer.text).is_ok());
    }
}

#[tokio::test]
async fn the_page_may_run_and_load_only_what_the_server_has() {
    let simulator = start().await;
    for path in [
        "/",
        "/__explorer/main.mjs",
        "/__explorer/contract.json",
        "/__explorer/none",
    ] {
        let Answer { headers, .. } = request(&simulator, Method::GET, path, BROWSER).await;
        let policy = headers["content-security-policy"].to_str().unwrap();
        let policy: BTreeSet<_> = policy.split("; ").collect();
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
            "form-action 'none'",
            "base-uri 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(rule), "{path}: {policy:?}");
        }
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["cross-origin-resource-policy"], "same-origin");
        // Unlike calls of Graph, which other pages may read.
        assert!(
            !headers.contains_key("access-control-allow-origin"),
            "{path}"
        );
    }
    let answer = request(&simulator, Method::GET, "/__explorer/none", "*/*").await;
    assert_eq!(answer.status, 404);
    let answer = request(&simulator, Method::POST, "/__explorer/main.mjs", "*/*").await;
    assert_eq!(answer.status, 405);
    for escape in [
        "../server/mod.rs",
        "contract/v1.0.json",
        "contract/..%2f..%2f.json",
    ] {
        let path = format!("/__explorer/{escape}");
        let answer = request(&simulator, Method::GET, &path, "*/*").await;
        assert!(answer.status.is_client_error(), "{path}");
    }
}

/// All scripts are fetched at once, so no script waits for another one.
#[tokio::test]
async fn the_page_is_small_and_names_all_its_scripts() {
    let simulator = start().await;
    let page = request(&simulator, Method::GET, "/", BROWSER).await.text;
    let mut listed = names(&page, "=\"/__explorer/", '"');
    // It is that of the version shown, which is counted below.
    assert!(listed.remove("contract.json"));
    let mut size = page.len();
    let mut imported = BTreeSet::from(["main.mjs".to_owned()]);
    for name in &listed {
        let text = file(&simulator, name).await;
        size += text.len();
        imported.extend(
            names(&text, "from \"./", '"')
                .into_iter()
                .map(str::to_owned),
        );
        for wrong in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ] {
            assert!(!text.contains(wrong), "{name} has {wrong}");
        }
    }
    let scripts = listed.iter().filter(|name| name.ends_with(".mjs"));
    let scripts: BTreeSet<_> = scripts.map(|name| (*name).to_owned()).collect();
    assert_eq!(scripts, imported);
    assert!(!page.contains("style=") && !page.contains("<style") && !page.contains("onclick"));

    let mut largest = 0;
    for version in VERSIONS {
        let text = file(&simulator, &format!("contract/{}.json", version.name)).await;
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["version"], version.name);
        largest = largest.max(text.len());
    }
    let newest = file(&simulator, "contract.json").await;
    let newest: Value = serde_json::from_str(&newest).unwrap();
    assert_eq!(newest["version"], VERSIONS[VERSIONS.len() - 1].name);
    assert!(size + largest <= MAX_SIZE, "{} bytes", size + largest);
    // The page, its contract and the state of the admin API.
    assert!(listed.len() + 3 <= MAX_REQUESTS, "{}", listed.len() + 3);
}

#[test]
fn the_readme_shows_it() {
    let readme = include_str!("../../../README.md");
    assert!(readme.contains("](docs/explorer.png)"));
    let picture = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/explorer.png"));
    let picture = picture.unwrap();
    assert!(picture.starts_with(b"\x89PNG\r\n"));
    assert!(
        (10_000..250_000).contains(&picture.len()),
        "{}",
        picture.len()
    );
}

/// What a person reads is the contract's.
#[tokio::test]
async fn the_document_of_a_version_has_the_whole_contract() {
    let simulator = start().await;
    let contract = include_str!("../../../generated/contract.json");
    let contract: Value = serde_json::from_str(contract).unwrap();
    for version in contract["versions"].as_array().unwrap() {
        let name = version["version"].as_str().unwrap();
        let document = file(&simulator, &format!("contract/{name}.json")).await;
        let document: Value = serde_json::from_str(&document).unwrap();
        let count = |value: &Value| value.as_array().unwrap().len();
        assert_eq!(
            count(&document["operations"]),
            count(&version["operations"])
        );
        assert_eq!(count(&document["errors"]), count(&version["errors"]));
        for (one, other) in document["operations"]
            .as_array()
            .unwrap()
            .iter()
            .zip(version["operations"].as_array().unwrap())
        {
            assert_eq!(one["doc"], other["doc"]);
            // `fields` is a tree to tick.
            let params = count(&other["params"]) + count(&other["common_params"]) - 1;
            assert_eq!(count(&one["params"]), params, "{}", one["name"]);
        }
        for ty in version["types"].as_array().unwrap() {
            if ty["runtime"] == true {
                continue;
            }
            let fields = &document["types"][ty["name"].as_str().unwrap()]["fields"];
            let docs = |fields: &Value| {
                let fields = fields.as_array().unwrap().iter();
                fields
                    .map(|field| (field["name"].clone(), field["doc"].clone()))
                    .collect::<Vec<_>>()
            };
            assert_eq!(docs(fields), docs(&ty["fields"]));
        }
        for error in document["errors"].as_array().unwrap() {
            let advice = &document["advice"][error["advice"].as_str().unwrap()];
            assert!(!advice["doc"].as_str().unwrap().is_empty(), "{error}");
        }
        for secret in ["access_token", "appsecret_proof", "client_secret", "code"] {
            let secrets = document["secrets"].as_array().unwrap();
            assert!(secrets.contains(&secret.into()), "{secret}");
        }
    }
}
