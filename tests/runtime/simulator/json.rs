//! The form of the simulator's JSON, which is Graph's.

use crate::simulator::plain::{CLIENT, call, get, ids, send};
use page_conversations::Timestamp;
use page_conversations::simulator::{Fault, Message, Person, Simulator, Thread, World};
use serde_json::{Value, json};

/// Only ASCII, and no slash without a backslash before it.
fn is_escaped(text: &str) -> bool {
    text.is_ascii() && !text.replace("\\/", "").contains('/')
}

/// A world whose texts have what is escaped: the text, and its JSON.
async fn start() -> (Simulator, &'static str, &'static str) {
    let text = "é/ẩ\u{ffff}\u{10000}😏\u{7f}\u{1}\t\"\\/";
    let json = r#""\u00e9\/\u1ea9\uffff\ud800\udc00\ud83d\ude0f"#;
    let time = Timestamp::from_unix_seconds(1_627_032_530);
    let person = Person::on_messenger("7", text);
    let message = Message::new("m_1", time, person.clone())
        .text(text)
        .extra("story", json!({ "mention": { "link": text } }));
    let thread = Thread::on_messenger("t_1", time).participant(person);
    let thread = thread.snippet(text).extra("name", json!(text));
    let world = World::empty().page("1", "Café/Shop", None);
    let world =
        world
            .thread("1", thread, [message])
            .thread("1", Thread::on_messenger("t_2", time), []);
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    (simulator, text, json)
}

#[tokio::test]
async fn texts_of_nodes_are_escaped_as_php_does() {
    let (simulator, text, json) = start().await;
    let fields = "fields=snippet,name,link,participants{name},messages{message,story,tags}";
    for path in [
        format!("/v26.0/1/conversations?limit=1&{fields}"),
        format!("/v26.0/t_1?{fields}"),
        format!("/v26.0/?ids=t_1&{fields}"),
        "/v26.0/t_1/messages?fields=message,story".to_owned(),
        "/v26.0/m_1?fields=message,from".to_owned(),
        "/v26.0/1".to_owned(),
    ] {
        let answer = call(&simulator, &path).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(is_escaped(&answer.text), "{path}: {}", answer.text);
        let whole = format!("{json}\u{7f}\\u0001\\t\\\"\\\\\\/\"");
        match path.as_str() {
            "/v26.0/1" => assert!(answer.text.contains(r#""Caf\u00e9\/Shop""#)),
            _ => assert!(answer.text.matches(&whole).count() > 1, "{}", answer.text),
        }
    }
    let thread = call(&simulator, &format!("/v26.0/t_1?{fields}")).await.body;
    let message = &thread["messages"]["data"][0];
    for read in [
        &thread["snippet"],
        &thread["name"],
        &thread["participants"]["data"][0]["name"],
        &message["message"],
        &message["story"]["mention"]["link"],
    ] {
        assert_eq!(read, text);
    }
}

#[tokio::test]
async fn urls_of_other_pages_are_escaped_and_lead_on() {
    let (simulator, ..) = start().await;
    let page = call(&simulator, "/v26.0/1/conversations?limit=1").await;
    let host = simulator.url().replace('/', "\\/");
    let next = format!("\"next\":\"{host}\\/v26.0\\/1\\/conversations?access_token=");
    assert!(page.text.contains(&next), "{}", page.text);
    let page = get(page.body["paging"]["next"].as_str().unwrap()).await;
    assert_eq!(ids(&page.body), ["t_2"]);
    assert!(page.text.contains(&next.replace("next", "previous")));
    let page = get(page.body["paging"]["previous"].as_str().unwrap()).await;
    assert_eq!(ids(&page.body), ["t_1"]);
}

#[tokio::test]
async fn errors_and_faulty_answers_are_escaped_too() {
    let (simulator, text, _) = start().await;
    for (path, message) in [
        (
            "/v26.0/1/conversations?fields=%C3%A9",
            r#"found \"\u00e9\"."#,
        ),
        ("/v26.0/1/a%2Fb%F0%9F%98%8F", r"field (a\/b\ud83d\ude0f)"),
        ("/v26.0/t_0", r"https:\/\/developers.facebook.com\/docs"),
    ] {
        let answer = call(&simulator, path).await;
        assert_eq!(answer.status, 400);
        assert!(is_escaped(&answer.text), "{path}: {}", answer.text);
        assert!(answer.text.contains(message), "{path}: {}", answer.text);
    }
    for fault in [
        Fault::UnknownFields,
        Fault::WrongValue {
            id: "t_1".to_owned(),
            path: "updated_time".to_owned(),
            value: json!([text]),
        },
    ] {
        simulator.fail_next(fault);
        let path = "/v26.0/t_1?fields=updated_time,snippet";
        let answer = call(&simulator, path).await;
        assert!(is_escaped(&answer.text), "{}", answer.text);
        assert_eq!(answer.body["snippet"], text);
    }
}

#[tokio::test]
async fn the_parts_of_a_batch_are_escaped_within_an_escaped_answer() {
    let (simulator, text, _) = start().await;
    let batch = json!([{ "method": "GET", "relative_url": "v26.0/t_1?fields=link,snippet" }]);
    let request = CLIENT.post(simulator.url());
    let request = request.bearer_auth(simulator.access_token());
    let form = format!("batch={batch}").replace('&', "%26");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = send(request.body(form)).await;
    assert!(is_escaped(&answer.text), "{}", answer.text);
    assert!(answer.text.contains(r#"\"link\":\"\\\/1\\\/inbox"#));
    assert!(answer.text.contains(r#"\"snippet\":\"\\u00e9\\\/"#));
    let body = answer.body[0]["body"].as_str().unwrap();
    assert!(is_escaped(body), "{body}");
    let node: Value = serde_json::from_str(body).unwrap();
    assert_eq!(node["snippet"], text);
}

#[tokio::test]
async fn the_seeded_world_has_names_and_messages_that_are_escaped() {
    let simulator = Simulator::start().await.unwrap();
    let page = &simulator.page_ids()[0];
    let fields = "fields=participants{name},messages{message}&limit=60";
    let answer = call(&simulator, &format!("/v26.0/{page}/conversations?{fields}")).await;
    assert!(is_escaped(&answer.text));
    for escaped in [
        r#""name":"Jo March\u00e9""#,
        r#""name":"Chris Day \ud83c\udf3b""#,
        r#""message":"Ch\u00e0o Shop \ud83d\ude0f""#,
    ] {
        assert!(answer.text.contains(escaped), "{escaped}");
    }
    let fields = fields.replace("name", "username");
    let path = format!("/v26.0/{page}/conversations?platform=instagram&{fields}");
    let answer = call(&simulator, &path).await;
    for thread in answer.body["data"].as_array().unwrap() {
        let name = thread["participants"]["data"][0]["username"]
            .as_str()
            .unwrap();
        assert!(
            name.is_ascii() && name.contains('.') && !name.ends_with('.'),
            "{name}"
        );
    }
}
