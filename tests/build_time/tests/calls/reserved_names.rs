//! Names that Rust or progenitor have other uses for.

use super::*;

#[tokio::test]
async fn names_that_rust_has_other_plans_for_stay_what_they_are_on_the_wire() {
    let body = json!({ "data": [{
        "type": "t", "self": "s", "gen": "g", "1st_party": "1", "camelCase": "c", "with-dash": "d",
        "limit": 1, "after": "a", "true": "yes",
    }] });
    let (server, graph) = answering(200, body.clone()).await;
    let request = names::v1_0::ListUsers::new("kind")
        .new_("n")
        .self_(names::v1_0::Word::Unknown_)
        .client(false)
        .session(vec!["x".to_owned()])
        ._2nd(2)
        .request(3)
        .url("u")
        .result("r")
        .version("v")
        .fields(names::v1_0::IGUserFields::new().type_().self_().limit());
    let page = graph.page(&request).await.unwrap();
    assert_eq!(page.items[0].type_, "t");
    assert_eq!(page.items[0].limit, Some(1));
    assert_eq!(serde_json::to_value(&page.items).unwrap(), body["data"]);
    let (path, query) = calls(&server).await.remove(0);
    assert_eq!(path, "/v1.0/kind/users");
    let expected = [
        ("2nd", "2"),
        ("client", "false"),
        ("fields", "type,self,limit"),
        ("new", "n"),
        ("request", "3"),
        ("result", "r"),
        ("self", "unknown"),
        ("session", r#"["x"]"#),
        ("url", "u"),
        ("version", "v"),
    ];
    assert_eq!(
        query,
        expected
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    );
}

#[tokio::test]
async fn operations_may_be_named_as_progenitor_would_not() {
    let (server, graph) = answering(200, json!({ "type": "t" })).await;
    let user = names::v1_0::GetIGUser::new("7").limit(1);
    graph.send(&user).await.unwrap();
    graph.send(&names::v1_0::Move::new()).await.unwrap();
    graph.send(&names::v1_0::GetUserName::new()).await.unwrap();
    graph.send(&names::v1_0::GetUsername::new()).await.unwrap();
    graph.send(&names::v1_0::Exec::new()).await.unwrap();
    let calls = calls(&server).await;
    assert_eq!(
        (calls[0].0.as_str(), calls[0].1["limit"].as_str()),
        ("/v1.0/ig/7", "1")
    );
    let paths: Vec<_> = calls[1..].iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["/v1.0/move", "/v1.0/a", "/v1.0/b", "/v1.0/exec"]);
}

#[test]
fn values_named_unknown_and_other_are_values_like_others() {
    use names::v1_0::Word;
    for (text, word) in [
        ("other", Word::Other),
        ("unknown", Word::Unknown_),
        ("self", Word::Self_),
        ("2g", Word::Value2g),
        ("source:web", Word::SourceWeb),
        ("UPPER_CASE", Word::UpperCase),
        ("unknown_value", Word::UnknownValue),
        ("else", Word::Unknown("else".to_owned())),
    ] {
        assert_eq!(Word::from(text), word);
        assert_eq!(word.as_str(), text);
    }
}

#[test]
fn setters_and_getters_do_not_hide_other_functions() {
    let inner = names::v1_0::Methods::default().new_("inner");
    let node = names::v1_0::Methods::new()
        .clone_("a")
        .default_(1)
        .eq(["x", "y"])
        .fmt([("one", 1)])
        .get_new("b")
        .into_(inner.clone())
        .serialize(true);
    assert_eq!(node.clone().into.as_deref(), Some(&inner));
    let value = serde_json::to_value(&node).unwrap();
    let expected = json!({
        "clone": "a", "default": 1, "eq": ["x", "y"], "fmt": {"one": 1}, "get_new": "b",
        "into": {"new": "inner"}, "serialize": true,
    });
    assert_eq!(value, expected);

    let inner = inner.other_(names::v1_0::Methods::default().new_("other"));
    assert_eq!(inner.other::<String>("x").unwrap(), None);
    let fields = names::v1_0::MethodsFields::default().other_();
    let nested = names::v1_0::MethodsFields::default().other("x");
    let fields = fields
        .other_with_(nested)
        .other_with("y", Expansion::new("z"));
    assert_eq!(FieldSet::from(fields).to_string(), "other{x},y{z}");
    let fields = names::v1_0::MethodsFields::default().clone_().into_();
    let request = names::v1_0::ListMethods::new("other")
        .place("a")
        .get_place_("b")
        .new_("c")
        .get_new_(2)
        .clone_([1, 2])
        .get(true)
        .fields(fields.clone());
    assert_eq!(request.get_place(), Some("a"));
    assert_eq!(request.get_get_place(), Some("b"));
    assert_eq!(request.get_new(), Some("c"));
    assert_eq!(request.get_get_new(), Some(2));
    assert_eq!(request.get_clone(), Some([1, 2].as_slice()));
    assert_eq!(request.get_get(), Some(&json!(true)));
    assert_eq!(request.get_type(), &names::v1_0::Word::Other);
    assert_eq!(request.clone().get_fields(), Some(&fields.into()));
}
