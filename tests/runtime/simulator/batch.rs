//! Batches: several calls in one request.

use crate::simulator::plain::{Answer, call, get, ids, post};
use page_conversations::simulator::{Fault, Simulator};
use serde_json::{Value, json};

/// Sends a batch, without headers of the answers.
async fn batch(simulator: &Simulator, parts: &Value) -> Answer {
    let parts = parts.to_string();
    let form = [("batch", parts.as_str()), ("include_headers", "false")];
    post(simulator, "/v26.0/", &form).await
}

fn get_part(url: &str) -> Value {
    json!({ "method": "GET", "relative_url": url })
}

/// The body of the answer to a part.
fn body(answer: &Answer, place: usize) -> Value {
    let body = answer.body[place]["body"].as_str();
    serde_json::from_str(body.unwrap_or_else(|| panic!("{}", answer.text))).unwrap()
}

#[tokio::test]
async fn a_call_uses_the_answers_of_those_before_it() {
    let simulator = Simulator::start().await.unwrap();
    let list = format!("{}/conversations?limit=3", simulator.page_ids()[0]);
    let threads = ids(&call(&simulator, &format!("/v26.0/{list}")).await.body);
    let with_name = json!({
        "method": "GET", "name": "list", "relative_url": list, "omit_response_on_success": false,
    });
    let after = "me/conversations?limit=1&after={result=list:$.paging.cursors.after}";
    for (url, expected) in [
        ("?ids={result=list:$.data.*.id}&fields=id", json!(threads)),
        ("?ids={result=list:$.data[*].id}&fields=id", json!(threads)),
        (
            "?ids={result=list:$.data[0,2].id}",
            json!([threads[0], threads[2]]),
        ),
        (
            "?ids={result=list:$['data'][1:]['id']}",
            json!(threads[1..]),
        ),
        ("?ids={result=list:$.data..id}", json!(threads)),
        ("?ids=%7Bresult%3Dlist%3A%24.data.*.id%7D", json!(threads)),
        (
            "?ids={result=list:$.data[0].id},{result=list:$.data[2].id}",
            json!([threads[0], threads[2]]),
        ),
        ("{result=list:$.data[-1].id}", json!([threads[2]])),
        (
            "{result=list:$.data[1].id}/messages?limit=1",
            json!([threads[1]]),
        ),
        (after, json!([])),
    ] {
        let answer = batch(&simulator, &json!([with_name, get_part(url)])).await;
        assert_eq!(answer.body[1]["code"], 200, "{url}: {}", answer.text);
        assert_eq!(ids(&body(&answer, 0)), threads);
        let body = body(&answer, 1);
        let found: Value = match url {
            url if url == after => {
                assert!(!threads.contains(&ids(&body)[0]));
                json!([])
            }
            url if url.contains("/messages") => {
                // The batch itself is the last one.
                let path = simulator.calls().iter().rev().nth(1).unwrap().path.clone();
                json!([path.trim_matches('/').replace("/messages", "")])
            }
            url if url.starts_with('{') => json!([body["id"]]),
            _ => body.as_object().unwrap().keys().cloned().collect(),
        };
        assert_eq!(found, expected, "{url}");
    }
    // Also in a body, and from a call that used another.
    let chain = json!([
        with_name,
        { "method": "GET", "name": "one", "relative_url": "{result=list:$.data[1].id}?fields=id" },
        { "method": "POST", "relative_url": "", "body": "method=get&ids={result=one:$.id}" },
    ]);
    let answer = batch(&simulator, &chain).await;
    assert_eq!(answer.body[1], Value::Null);
    assert_eq!(body(&answer, 2)[&threads[1]]["id"], threads[1].as_str());
}

#[tokio::test]
async fn a_call_that_others_need_is_omitted_unless_it_fails_or_asks_for_it() {
    let simulator = Simulator::start().await.unwrap();
    let page = simulator.page_ids()[0].clone();
    let needed = |omit: Value, url: &str| {
        let mut part = json!({ "method": "GET", "name": "a", "relative_url": url });
        if !omit.is_null() {
            part["omit_response_on_success"] = omit;
        }
        part
    };
    let using = get_part("?ids={result=a:$.id}");
    let waiting = json!({ "method": "GET", "relative_url": "me", "depends_on": "a" });
    let alone = get_part("me");
    for (first, second, expected) in [
        (needed(Value::Null, &page), &using, (0, 200)),
        (needed(Value::Null, &page), &waiting, (0, 200)),
        (needed(Value::Null, &page), &alone, (200, 200)),
        (needed(json!(false), &page), &using, (200, 200)),
        (needed(json!(true), &page), &alone, (0, 200)),
        (needed(json!(true), "t_1"), &using, (400, 0)),
        (needed(json!(true), "t_1"), &waiting, (400, 0)),
        (needed(Value::Null, "t_1"), &alone, (400, 200)),
    ] {
        let answer = batch(&simulator, &json!([first, second])).await;
        let code = |place: usize| answer.body[place]["code"].as_i64().unwrap_or_default();
        assert_eq!(
            (code(0), code(1)),
            expected,
            "{first} {second}: {}",
            answer.text
        );
    }
}

#[tokio::test]
async fn a_part_that_is_wrong_fails_alone() {
    let simulator = Simulator::start().await.unwrap();
    let parts = json!([
        get_part("me"), 5, null, {}, [], { "relative_url": 7 }, { "method": "GET" },
        { "method": "GET", "relative_url": "me", "name": 4 },
        get_part("{result="), get_part("me?fields=nope"), get_part("v99.0/me"),
        { "method": "FROB IT", "relative_url": "me" }, get_part("me?access_token=wrong"),
        get_part("me"),
    ]);
    let answer = batch(&simulator, &parts).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let answers = answer.body.as_array().unwrap();
    assert_eq!(answers.len(), parts.as_array().unwrap().len());
    let expected = [
        200, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 200, 400, 200,
    ];
    for (place, code) in expected.into_iter().enumerate() {
        assert_eq!(answers[place]["code"], code, "{place}: {}", answers[place]);
        let body = body(&answer, place);
        assert_eq!(body["error"]["message"].is_string(), code == 400, "{place}");
        assert!(!body.to_string().contains("struct"), "{body}");
    }
    assert_eq!(body(&answer, 12)["error"]["code"], 190);
}

#[tokio::test]
async fn a_batch_that_is_wrong_fails_without_a_code() {
    let simulator = Simulator::start().await.unwrap();
    let needs = |url: &str| json!([get_part(url), { "relative_url": "me", "name": "f" }]);
    for (parts, message) in [
        (json!("x"), "JSON array"),
        (json!({}), "JSON array"),
        (json!(vec![get_part("me"); 51]), "Maximum batch size is 50"),
        (
            needs("?ids={result=f:$.id}"),
            "Request 0 cannot depend on an  unresolved request",
        ),
        (
            json!([{ "relative_url": "me", "depends_on": "g" }]),
            "name g",
        ),
        (
            json!([{ "relative_url": "{result=g:$.id}", "name": "g" }]),
            "name g",
        ),
    ] {
        let answer = batch(&simulator, &parts).await;
        let error = &answer.body["error"];
        assert_eq!(answer.status, 400, "{}", answer.text);
        assert_eq!(error["type"], "GraphBatchException");
        assert!(error.get("code").is_none(), "{error}");
        assert!(
            error["message"].as_str().unwrap().contains(message),
            "{error}"
        );
    }
    assert_eq!(
        batch(&simulator, &json!(vec![get_part("me"); 50]))
            .await
            .status,
        200
    );
    assert_eq!(batch(&simulator, &json!([])).await.body, json!([]));
    let form = format!("{}/?batch=[]&method=post", simulator.url());
    assert_eq!(get(&form).await.code(), (400, 104));
    // Filters are not allowed in references.
    let filter = "?ids={result=f:$.data[?@.id].id}";
    let parts = json!([{ "relative_url": "me", "name": "f" }, get_part(filter)]);
    let answer = batch(&simulator, &parts).await;
    assert_eq!(answer.body[1]["code"], 400);
    assert!(answer.text.contains("JSONPath"), "{}", answer.text);
}

#[tokio::test]
async fn parts_have_tokens_headers_and_links_of_their_own() {
    let simulator = Simulator::start().await.unwrap();
    let second = simulator.page_ids()[1].clone();
    let token = simulator.page_token(&second).unwrap();
    let list = "me/conversations?limit=1";
    let parts = json!([
        get_part(list),
        get_part(&format!("{list}&access_token={token}")),
        { "method": "GET", "relative_url": list, "access_token": token },
    ]);
    let form = [("batch", &*parts.to_string())];
    let answer = post(&simulator, "/v25.0/", &form).await;
    let ids: Vec<_> = (0..3).map(|place| ids(&body(&answer, place))).collect();
    assert!(ids[0] != ids[1] && ids[1] == ids[2]);
    let next = body(&answer, 2)["paging"]["next"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(next.starts_with(&format!("{}/v25.0/me/", simulator.url())) && next.contains(&token));
    assert_eq!(get(&next).await.status, 200);

    let headers = answer.body[0]["headers"].as_array().unwrap();
    let value = |name: &str| {
        let mut named = headers.iter().filter(|header| header["name"] == name);
        named
            .next()
            .unwrap_or_else(|| panic!("no {name}: {headers:?}"))["value"]
            .clone()
    };
    for name in [
        "Access-Control-Allow-Origin",
        "Cache-Control",
        "Content-Type",
        "ETag",
        "Expires",
        "Pragma",
        "facebook-api-version",
        "x-fb-rev",
        "x-fb-trace-id",
    ] {
        assert!(value(name).is_string());
    }
    // A part can say what the client has.
    let known = json!([{
        "method": "GET", "relative_url": list,
        "headers": [format!("if-none-match: {}", value("ETag").as_str().unwrap())],
    }]);
    let answer = post(&simulator, "/v25.0/", &[("batch", &*known.to_string())]).await;
    assert_eq!(answer.body[0]["code"], 304, "{}", answer.text);
    assert_eq!(answer.body[0]["body"], Value::Null);
    let wrong = json!([get_part("t_1")]);
    let answer = post(&simulator, "/", &[("batch", &*wrong.to_string())]).await;
    let names = answer.body[0]["headers"].as_array().unwrap().iter();
    assert!(
        names
            .map(|header| &header["name"])
            .any(|name| name == "WWW-Authenticate")
    );
}

#[tokio::test]
async fn each_part_is_a_call() {
    let simulator = Simulator::start().await.unwrap();
    let three = json!(vec![get_part("me"); 3]);
    batch(&simulator, &three).await;
    // The batch itself is logged after its parts.
    let paths: Vec<_> = simulator
        .calls()
        .into_iter()
        .map(|call| call.path)
        .collect();
    assert_eq!(paths, ["/me", "/me", "/me", "/"]);
    simulator.fail_next(Fault::UnansweredAfter(1));
    let answer = batch(&simulator, &three).await;
    assert_eq!(answer.body[0]["code"], 200);
    assert_eq!(
        answer.body.as_array().unwrap()[1..],
        [Value::Null, Value::Null]
    );
}
