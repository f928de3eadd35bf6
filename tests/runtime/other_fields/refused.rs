//! Names and texts that select no field, refused without a call.

use super::*;

/// Returns the error of a selection, which is not sent: nothing listens.
async fn refusal(graph: &Graph, fields: UnifiedThreadFields) -> String {
    let request = ListConversations::new(PAGE_ID).fields(fields);
    let error = graph.page(&request).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn a_name_that_is_none_is_refused_with_what_to_do() {
    let (host, _socket) = loopback::closed().unwrap();
    let graph = loopback::builder(ACCESS_TOKEN, host).build().unwrap();
    for (name, why) in [
        ("", "not a name"),
        (" id", "not a name"),
        ("é", "not a name"),
        ("a-b", "not a name"),
        ("id\n", "not a name"),
        ("id&method=post", "not a name"),
        ("likes{name}", "select it with `other_with`"),
        ("likes.limit(5)", "select it with `other_with`"),
        ("id}", "select it with `other_with`"),
        ("id,name", "call `other` once for each"),
        ("access_token", "is a secret"),
        ("Access-Token", "not a name"),
        ("ACCESS_TOKEN", "is a secret"),
        ("appsecret_proof", "is a secret"),
    ] {
        let fields = UnifiedThreadFields::new();
        let nested = fields
            .clone()
            .messages_with(UnifiedMessageFields::new().other(name));
        let expanded = fields.clone().other_with(name, Expansion::new("id"));
        let within = fields
            .clone()
            .other_with("likes", Expansion::new(FieldSet::new().other(name)));
        for fields in [fields.other(name), nested, expanded, within] {
            let text = refusal(&graph, fields).await;
            assert!(text.contains(why), "{name:?}: {text}");
        }
    }
    // The node would show what it keeps, at any depth.
    for text in [
        "id,access_token",
        "data{page{access_token}}",
        "x.limit(2){Client_Secret}",
    ] {
        let fields = UnifiedThreadFields::new().other_with("page", Expansion::new(text));
        let shown = refusal(&graph, fields).await;
        assert!(shown.contains("is a secret"), "{text}: {shown}");
    }
    let modifier = Expansion::new("id").other("limit)", 5);
    let text = refusal(
        &graph,
        UnifiedThreadFields::new().other_with("likes", modifier),
    )
    .await;
    assert!(text.contains("modifier `limit)` is not a name"), "{text}");
}

#[tokio::test]
async fn text_is_parsed_or_refused() {
    let (host, _socket) = loopback::closed().unwrap();
    let graph = loopback::builder(ACCESS_TOKEN, host).build().unwrap();
    for (text, sent) in [
        ("id", "id"),
        ("id,name,id", "id,name"),
        (" id ,\n name ", "id,name"),
        (
            "likes.limit(5).summary(true) { name , from{id} }, b",
            "likes.limit(5).summary(true){name,from{id}},b",
        ),
        ("a.range({\"x\":[1,2]}){b}", "a.range({\"x\":[1,2]}){b}"),
        ("a.limit(1).limit(2)", "a.limit(2)"),
    ] {
        let fields = UnifiedThreadFields::new().other_with("x", Expansion::new(text));
        assert_eq!(FieldSet::from(fields).to_string(), format!("x{{{sent}}}"));
        assert_eq!(FieldSet::from(sent), FieldSet::from(text.to_owned()));
    }
    let deep = "a{".repeat(100_000);
    for text in [
        "",
        ",",
        "id,",
        "id,,b",
        "a{",
        "a{}",
        "a}",
        "a{b",
        "a{b}}",
        "a.",
        "a.b",
        "a.b(",
        "a.b(c(d))",
        "a b",
        "a{b}c",
        "(a)",
        "é",
        "a.limit(1\n2)",
        &deep,
    ] {
        let fields = UnifiedThreadFields::new().other_with("x", Expansion::new(text));
        let error = refusal(&graph, fields).await;
        assert!(
            error.contains("fields have the form `id,messages"),
            "{text}: {error}"
        );
    }
}
