//! From Graph.

use futures_util::TryStreamExt;
use page_conversations::v26_0::{GetConversations, ListMessages, UnifiedMessage, UnifiedThread};
use page_conversations::{Advice, DecodeError, Error, GraphError, Page};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::bad_input::{Wire, list};
use crate::loopback::{self, ACCESS_TOKEN, answering, graph, page};

async fn read(status: u16, body: impl AsRef<[u8]>) -> Result<Page<UnifiedThread>, Error> {
    let (wire, graph) = Wire::start().await;
    wire.answer(status, body.as_ref());
    graph.page(&list()).await
}

async fn decode_error(body: impl AsRef<[u8]>) -> DecodeError {
    let (wire, graph) = Wire::strict().await;
    wire.answer(200, body.as_ref());
    match graph.page(&list()).await {
        Err(Error::Decode(error)) => *error,
        other => panic!("{other:?}"),
    }
}

/// Returns the result of a body with an `error`, for any status.
async fn graph_error(error: &Value) -> GraphError {
    let body = json!({ "error": error }).to_string();
    let [ok, bad] = [read(200, &body).await, read(400, &body).await].map(Result::unwrap_err);
    let mut ok = ok.graph().unwrap_or_else(|| panic!("{ok:?}")).clone();
    ok.info.status = 400;
    assert_eq!(Some(&ok), bad.graph());
    ok
}

#[tokio::test]
async fn an_error_of_which_only_the_code_is_right_is_that_error() {
    for wrong in [
        json!(null),
        json!(5),
        json!(["a"]),
        json!({"a": {}}),
        json!(1.5),
        json!("a"),
    ] {
        let said = json!({
            "code": 190, "message": wrong, "type": wrong, "error_subcode": wrong,
            "error_user_title": wrong, "error_user_msg": wrong, "is_transient": wrong,
            "error_data": wrong, "fbtrace_id": wrong,
        });
        let error = graph_error(&said).await;
        assert_eq!(
            (error.code, error.is_transient),
            (Some(190), None),
            "{wrong}"
        );
        assert_eq!(error.subcode, wrong.as_i64());
        assert_eq!(error.advice(), Advice::LogIn);
        // The message is not lost, whatever its form.
        let text = match &wrong {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        assert_eq!((&error.error_type, &error.user_title), (&text, &text));
        assert_eq!((&error.user_message, &error.info.trace_id), (&text, &text));
        assert_eq!(error.message, text.unwrap_or_default());
    }
}

#[tokio::test]
async fn whether_an_error_passes_may_be_text() {
    for (said, expected) in [("true", Some(true)), ("false", Some(false)), ("yes", None)] {
        let error = graph_error(&json!({"code": 2, "is_transient": said})).await;
        assert_eq!(error.is_transient, expected);
    }
}

#[tokio::test]
async fn an_error_without_a_code_keeps_its_words() {
    for said in [
        json!({"error": {"message": "no"}}),
        json!({"error": {"code": null, "message": "no"}}),
        json!({"error": {"code": "none", "message": "no"}}),
        json!({"error": {"code": [190], "message": "no"}}),
        json!({"error": {"code": 1e300, "message": "no"}}),
        json!({"error": "no"}),
        json!({"error_message": "no"}),
        json!({"error": [190], "error_msg": "no"}),
    ] {
        let body = said.to_string();
        let Err(Error::Graph(error)) = read(400, &body).await else {
            panic!("{said}");
        };
        assert_eq!((error.code, error.message.as_str()), (None, "no"), "{said}");
        assert_eq!(error.advice(), Advice::GiveUp);
        if said["error"].is_object() || said["error"].is_string() {
            graph_error(&said["error"]).await;
            continue;
        }
        // A node may have members of these names.
        let error = decode_error(&body).await;
        assert_eq!(error.info.status, 200, "{said}");
    }
}

#[tokio::test]
async fn what_is_no_object_of_an_error_is_none() {
    for said in [
        json!({"error": ["no"]}),
        json!({"error": [190, 460, "OAuthException", "no"]}),
        json!({"error": null}),
        json!({"error": 190}),
        json!({"error": 1.5}),
        json!({"error": true}),
        json!({"error": ""}),
        json!({"error": {}}),
        json!({"error": {"fbtrace_id": "A"}}),
        json!({"message": "no"}),
        json!({"code": 190}),
        json!({"error_code": null}),
        json!(["error"]),
        json!([{"code": 1}]),
        json!([{"error": {"code": 1}}]),
        json!([[190, 460, "OAuthException", "no"]]),
    ] {
        let body = said.to_string();
        let Err(Error::Http(error)) = read(400, &body).await else {
            panic!("{said}");
        };
        assert_eq!((error.info.status, &error.body), (400, &body));
        let error = decode_error(&body).await;
        assert_eq!(error.info.status, 200, "{said}");
    }
}

#[tokio::test]
async fn the_word_error_elsewhere_is_no_error() {
    for body in [
        json!({"data": [{"id": "t_1", "snippet": "error", "name": "\"error\""}]}),
        json!({"data": [{"id": "t_1", "error": {"code": 190}}]}),
        json!({"data": [{"id": "error"}], "error": null}),
    ] {
        assert_eq!(read(200, body.to_string()).await.unwrap().items.len(), 1);
    }
}

#[tokio::test]
async fn deep_nesting_beside_the_code_does_not_hide_it() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let body = format!(r#"{{"error": {{"error_data": {deep}, "code": 190}}}}"#);
    let error = read(400, &body).await.unwrap_err();
    assert_eq!(error.graph().unwrap().code, Some(190));
    // A member that is nested too deeply is left out.
    let body = format!(r#"{{"error": {{"message": {deep}, "code": 190}}}}"#);
    let error = read(400, &body).await.unwrap_err();
    let error = error.graph().unwrap();
    assert_eq!((error.code, error.message.as_str()), (Some(190), ""));
}

#[tokio::test]
async fn what_is_in_a_usage_header_is_no_reason_to_fail() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let time = |minutes| {
        format!(r#"{{"1": [{{"estimated_time_to_regain_access": {minutes}}}, 1, null]}}"#)
    };
    let texts = [
        &deep,
        "{",
        "[]",
        "null",
        "{\"1\": 5}",
        "{\"1\": [{}], \"1\": {}}",
        "\u{e9}",
    ];
    let texts = texts.into_iter().map(str::to_owned);
    for text in texts.chain(["-5", "1e300", "1e18", "\"x\""].map(time)) {
        let mut answer = page(json!({"data": []}));
        for header in ["x-app-usage", "x-page-usage", "x-business-use-case-usage"] {
            answer = answer.insert_header(header, text.as_str());
        }
        let server = answering([answer]).await;
        let page = graph(&server).page(&list()).await.unwrap();
        assert_eq!(page.info.usage.highest(), None, "{text}");
    }
}

#[tokio::test]
async fn json_is_read_whatever_it_is_said_to_be() {
    for kind in [
        "text/javascript; charset=UTF-8",
        "text/html",
        "application/xml",
        "",
        "\u{1}x",
    ] {
        let body = br#"{"data": [{"id": "t_1"}]}"#.to_vec();
        let kind = kind.replace('\u{1}', "/");
        let answer = ResponseTemplate::new(200).set_body_raw(body, &kind);
        let server = answering([answer]).await;
        assert_eq!(
            graph(&server).page(&list()).await.unwrap().items.len(),
            1,
            "{kind}"
        );
    }
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_told_with_its_place() {
    for (member, value, path) in [
        ("message_count", json!("94"), ""),
        ("message_count", json!(1.5), ""),
        ("message_count", json!(u64::MAX), ""),
        ("can_reply", json!("true"), ""),
        ("can_reply", json!(1), ""),
        ("snippet", json!(5), ""),
        ("updated_time", json!("23.07.2021"), ""),
        ("updated_time", json!({"date": 1}), ""),
        ("participants", json!("Object"), ""),
        ("participants", json!({"data": [null]}), ".data[0]"),
        ("participants", json!({"data": {"id": "1"}}), ".data"),
        ("senders", json!({"data": [{"id": 1.5}]}), ".data[0].id"),
        ("messages", json!({"data": [{"id": "m"}, {}]}), ".data[1]"),
        (
            "messages",
            json!({"data": [{"id": "m", "from": "Alex"}]}),
            ".data[0].from",
        ),
    ] {
        let body = json!({"data": [{"id": "t_1"}, {"id": "t_2", member: value}]});
        let error = decode_error(body.to_string()).await;
        let expected = format!("data[1].{member}{path}");
        assert_eq!(error.path, Some(expected), "{}", error.message);
    }
}

#[tokio::test]
async fn a_key_that_stands_twice_is_refused_where_it_counts() {
    for (body, what) in [
        (
            r#"{"data": [], "data": [{"id": "a"}]}"#,
            "duplicate field `data`",
        ),
        (
            r#"{"data": [{"id": "a", "id": "b"}]}"#,
            "duplicate field `id`",
        ),
        (
            r#"{"data": [], "paging": {}, "paging": {"next": "x"}}"#,
            "duplicate field `paging`",
        ),
    ] {
        let error = decode_error(body).await;
        assert!(error.message.starts_with(what), "{}", error.message);
    }
    let body = r#"{"data": [{"id": "a", "x": 1, "x": 2}], "y": 1, "y": 2}"#;
    assert_eq!(read(200, body).await.unwrap().items.len(), 1);
    // Of nodes by id the last counts, as in any JSON object.
    let (wire, graph) = Wire::start().await;
    wire.answer(200, br#"{"1": {"id": "1"}, "1": {"id": "1", "name": "A"}}"#);
    let nodes = graph.send(&GetConversations::new(["1"])).await;
    assert_eq!(nodes.unwrap()["1"].name.as_deref(), Some("A"));
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused_where_they_count() {
    let marked = "\u{feff}{\"data\": [{\"id\": \"t_1\"}]}";
    assert_eq!(read(200, marked).await.unwrap().items.len(), 1);
    decode_error(format!("\u{feff}{marked}")).await;
    decode_error(b"\xff\xfe{\0}\0").await;
    let error = decode_error(b"{\"data\": [{\"id\": \"t_1\", \"snippet\": \"\xc3\"}]}").await;
    assert!(error.message.contains("unicode"), "{}", error.message);
    let body = b"{\"data\": [{\"id\": \"t_1\", \"unknown\": \"\xc3\"}]}";
    assert_eq!(read(200, body).await.unwrap().items.len(), 1);
}

async fn message(value: Value) -> UnifiedMessage {
    let server = answering([page(json!({ "data": [value] }))]).await;
    let items = graph(&server).items(ListMessages::new("t_1"));
    let mut messages: Vec<_> = items.try_collect().await.unwrap();
    messages.remove(0)
}

#[tokio::test]
async fn parts_of_a_message_may_be_null_or_without_an_id() {
    let value = json!({
        "id": "m_1",
        "attachments": {"data": [{"id": null, "size": null, "name": "a"}, {}]},
        "shares": {"data": [{"id": null, "link": "https://l/"}]},
        "reactions": {"data": [{"reaction": "😏", "users": null}]},
        "to": {"data": null}, "tags": null, "reply_to": {"mid": null},
        "story": {"mention": null, "reply_to": {"id": null}},
    });
    let message = message(value).await;
    let attachments = message.attachments.unwrap().data;
    assert_eq!((&attachments[0].id, attachments[0].size), (&None, None));
    assert_eq!(attachments[0].name.as_deref(), Some("a"));
    let shares = message.shares.unwrap().data;
    assert_eq!(
        (&shares[0].id, shares[0].link.as_deref()),
        (&None, Some("https://l/"))
    );
    assert!(message.to.unwrap().data.is_empty());
    assert_eq!((message.tags, message.reply_to.unwrap().mid), (None, None));
}

#[tokio::test]
async fn a_body_may_not_be_larger_than_was_set() {
    let body = r#"{"data": [{"id": "t_1"}]}"#;
    let read = async |limit, status| {
        let server = answering([ResponseTemplate::new(status).set_body_string(body)]).await;
        let graph = loopback::builder(ACCESS_TOKEN, server.uri()).body_limit(limit);
        graph.build().unwrap().page(&list()).await
    };
    assert_eq!(read(body.len(), 200).await.unwrap().items.len(), 1);
    for status in [200, 400, 502] {
        for limit in [0, 1, body.len() - 1] {
            let Err(Error::Decode(error)) = read(limit, status).await else {
                panic!("{limit} bytes were not the limit");
            };
            assert_eq!(error.info.status, status);
            assert_eq!(
                error.message,
                format!("the body has more than {limit} bytes")
            );
        }
    }
}
