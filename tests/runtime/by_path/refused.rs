//! Paths and parameters that are refused without a call.

use super::*;

/// Returns the error of a request, which is not sent: nothing listens.
async fn refusal(graph: &Graph, request: PathRequest<Value>) -> String {
    let error = graph.send(&request).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn a_path_that_is_more_than_a_path_is_refused_and_not_shown() {
    let (host, _socket) = loopback::closed().unwrap();
    let graph = loopback::builder(ACCESS_TOKEN, host).build().unwrap();
    for (path, why) in [
        ("", "is empty"),
        ("//evil.example/me", "begins with `//`"),
        ("https://evil.example/me", "is a URL"),
        ("HTTPS://evil.example", "is a URL"),
        ("/me?fields=id", "pass parameters to `query`"),
        ("/me?access_token=EAAB", "pass parameters to `query`"),
        ("/me#x", "contains `#`"),
        ("/%2e%2e/me", "contains `%`"),
        ("/me/..", "relative path segment"),
        ("../me", "relative path segment"),
        ("/./me", "relative path segment"),
        ("/me//accounts", "empty segment"),
        ("/me/", "ends with `/`"),
        ("/v26.0/me", "pass it to `version`"),
        ("V2/me", "pass it to `version`"),
        ("v26.0", "pass it to `version`"),
        ("/{id}/comments", "placeholder"),
        ("/me accounts", "white space"),
        ("/me\n", "white space"),
        ("/me\\..\\x", "backslash"),
        ("/me\0", "control character"),
    ] {
        let text = refusal(&graph, PathRequest::new(path)).await;
        assert!(text.starts_with("invalid request: "), "{text}");
        assert!(text.contains(why), "{path:?}: {text}");
        assert!(!text.contains("evil") && !text.contains("EAAB"), "{text}");
        assert!(!format!("{:?}", GraphPath::from(path)).contains("EAAB"));
    }
    for (segments, why) in [
        (vec![], "has no segments"),
        (vec!["1", ""], "empty segment"),
        (vec!["1", ".."], "relative path segment"),
        (vec!["v26.0", "1"], "pass it to `version`"),
    ] {
        let text = refusal(&graph, PathRequest::new(segments)).await;
        assert!(text.contains(why), "{text}");
    }
}

#[tokio::test]
async fn a_parameter_that_writes_or_is_secret_is_refused_and_not_shown() {
    let (host, _socket) = loopback::closed().unwrap();
    let graph = loopback::builder(ACCESS_TOKEN, host).build().unwrap();
    for (name, why) in [
        ("access_token", "is a secret"),
        ("Access-Token", "is a secret"),
        ("access_token[0]", "is a secret"),
        ("appsecret_proof", "is a secret"),
        ("appsecret_time", "is a secret"),
        ("method", "can write"),
        ("METHOD", "can write"),
        ("batch", "can write"),
        ("callback", "changes the form"),
        ("include_headers", "changes the form"),
        ("suppress_response_codes", "changes the form"),
        ("fields", "method of its own"),
        ("limit", "method of its own"),
        ("after", "method of its own"),
        ("", "without a name"),
        ("a&method", "invalid characters"),
        ("a=b", "invalid characters"),
        ("é", "invalid characters"),
    ] {
        let request = PathRequest::new("/me").query(name, "EAABvalue");
        assert!(!format!("{request:?}").contains("EAAB"), "{request:?}");
        // A later one does not hide it.
        let text = refusal(&graph, request.query("locale", "de_DE")).await;
        assert!(text.contains(why), "{name:?}: {text}");
    }
    assert!(
        refusal(&graph, PathRequest::new("/me").limit(0))
            .await
            .contains("`limit`")
    );
    assert!(
        refusal(&graph, PathRequest::new("/me").fields("id,"))
            .await
            .contains("`fields`")
    );
}

/// The rows of a table of forbidden parameters.
fn rows(file: &str) -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let (_, table) = text.split_once("const FORBIDDEN").unwrap();
    let (table, _) = table.split_once("];").unwrap();
    let rows = table.lines().map(str::trim);
    rows.filter(|row| row.starts_with("(\""))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_runtime_and_the_generator_forbid_the_same_parameters() {
    let ours = rows("src/request/forbidden.rs");
    assert!(ours.len() > 10, "{ours:?}");
    assert_eq!(ours, rows("codegen/src/contract/forbidden.rs"));
}
