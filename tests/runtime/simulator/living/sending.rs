//! Messages that a Page or an account sends.

use super::{SECOND, START, fixed, messages, thread};
use crate::simulator::plain::{Answer, CLIENT, call, call_with, ids, post, send};
use page_conversations::simulator::{Change, Platform, Simulator};
use reqwest::Method;
use serde_json::{Value, json};

struct Desk {
    simulator: Simulator,
    page: String,
    token: String,
}

impl Desk {
    async fn open() -> Self {
        let simulator = fixed().start().await.unwrap();
        let page = simulator.page_ids()[0].clone();
        let token = simulator.page_token(&page).unwrap();
        Self {
            simulator,
            page,
            token,
        }
    }

    /// A conversation, and its person.
    fn thread(&self, platform: Platform, place: usize) -> (String, String) {
        let world = self.simulator.world();
        let thread = world.threads(&self.page, platform).nth(place).unwrap();
        (thread.id.clone(), thread.participants[0].id.to_string())
    }

    async fn send(&self, token: &str, path: &str, body: &Value) -> Answer {
        let url = format!("{}/v26.0/{path}", self.simulator.url());
        let request = CLIENT.post(url).bearer_auth(token);
        let request = request.header("content-type", "application/json");
        send(request.body(body.to_string())).await
    }
}

fn to(person: &str, text: &str) -> Value {
    json!({
        "recipient": { "id": person }, "messaging_type": "RESPONSE", "message": { "text": text },
    })
}

#[tokio::test]
async fn a_page_writes_in_every_form_of_body() {
    let desk = Desk::open().await;
    let (id, person) = desk.thread(Platform::Messenger, 9);
    let path = format!("/v26.0/{}/messages", desk.page);
    let recipient = json!({ "id": person }).to_string();
    let message = json!({ "text": "two" }).to_string();
    let as_json = desk
        .send(&desk.token, "me/messages", &to(&person, "one"))
        .await;
    let as_form = [("recipient", &*recipient), ("message", &*message)];
    let as_form = post(&desk.simulator, &path, &as_form).await;
    let members = [("recipient[id]", &*person), ("message[text]", "three")];
    let members = post(&desk.simulator, "/v26.0/me/messages", &members).await;
    let method = format!("{path}?method=post&recipient={{\"id\":{person}}}&message[text]=four");
    let method = call(&desk.simulator, &method).await;
    let mut sent = Vec::new();
    for answer in [as_json, as_form, members, method] {
        assert_eq!(answer.status, 200, "{}", answer.text);
        let keys: Vec<_> = answer.body.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["recipient_id", "message_id"]);
        assert_eq!(answer.body["recipient_id"], *person);
        sent.insert(0, answer.body["message_id"].as_str().unwrap().to_owned());
    }
    let world = desk.simulator.world();
    let all = messages(&world, &id);
    let shown = all[..4]
        .iter()
        .map(|one| (one.id.as_str(), one.message.as_str()));
    let expected = sent
        .iter()
        .map(String::as_str)
        .zip(["four", "three", "two", "one"]);
    assert!(shown.eq(expected));
    assert!(all[..4].iter().all(|one| one.from.id == desk.page));
    // It is what readers see first.
    let list = format!("/v26.0/{}/conversations?limit=1", desk.page);
    assert_eq!(ids(&call(&desk.simulator, &list).await.body), [id.as_str()]);
    let read = call(
        &desk.simulator,
        &format!("/v26.0/{}?fields=message,from", sent[0]),
    )
    .await;
    assert_eq!(read.body["message"], "four");
    assert_eq!(read.body["from"]["id"], *desk.page);
}

#[tokio::test]
async fn an_account_writes_with_either_token() {
    let desk = Desk::open().await;
    let (id, person) = desk.thread(Platform::Instagram, 4);
    let account = format!("1784{}", desk.page);
    let own = desk.simulator.instagram_token(&desk.page).unwrap();
    for (token, path) in [
        (&own, "me/messages".to_owned()),
        (&own, format!("{account}/messages")),
        (&desk.token, "me/messages".to_owned()),
        (&desk.token, format!("{account}/messages")),
    ] {
        let answer = desk.send(token, &path, &to(&person, &path)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let newest = messages(&desk.simulator.world(), &id)[0].clone();
        assert_eq!(answer.body["message_id"], *newest.id);
        assert_eq!((&*newest.message, &*newest.from.id), (&*path, &*account));
    }
    // Those of Messenger are not the account's.
    let (_, person) = desk.thread(Platform::Messenger, 0);
    let answer = desk.send(&own, "me/messages", &to(&person, "?")).await;
    assert_eq!(answer.code(), (400, 100));
    assert_eq!(answer.body["error"]["error_subcode"], 2_534_014);
    assert_eq!(answer.body["error"]["type"], "IGApiException");
    // The Facebook host has accounts from a version on.
    let url = format!("{}/v25.0/{account}/messages", desk.simulator.url());
    let (_, person) = desk.thread(Platform::Instagram, 4);
    let request = CLIENT.post(url).bearer_auth(&desk.token);
    let request = request.header("content-type", "application/json");
    let answer = send(request.body(to(&person, "?").to_string())).await;
    assert_eq!(answer.code(), (400, 100));
}

#[tokio::test]
async fn the_window_closes_a_day_after_the_person_wrote() {
    let desk = Desk::open().await;
    let own = desk.simulator.instagram_token(&desk.page).unwrap();
    let late = [
        (
            Platform::Messenger,
            &desk.token,
            400,
            2_018_278,
            "OAuthException",
        ),
        (Platform::Instagram, &own, 403, 2_534_022, "IGApiException"),
    ];
    for (platform, ..) in late {
        let (id, _) = desk.thread(platform, 2);
        desk.simulator
            .change(Change::message(&id, "Hello?"))
            .unwrap();
    }
    let desk_send = async |platform, token: &str, more: &Value| {
        let (_, person) = desk.thread(platform, 0);
        let mut body = to(&person, "Hello");
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        desk.send(token, "me/messages", &body).await
    };
    let plain = json!({});
    let tagged = json!({ "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT" });
    desk.simulator.advance(24 * 3_600 * SECOND);
    for (platform, token, ..) in late {
        assert_eq!(desk_send(platform, token, &plain).await.status, 200);
    }
    // A message of the Page opens no window.
    desk.simulator.advance(SECOND);
    for (platform, token, status, subcode, kind) in late {
        let answer = desk_send(platform, token, &plain).await;
        assert_eq!(answer.code(), (status, 10), "{}", answer.text);
        assert_eq!(answer.body["error"]["error_subcode"], subcode);
        assert_eq!(answer.body["error"]["type"], kind);
        assert_eq!(desk_send(platform, token, &tagged).await.status, 200);
    }
    desk.simulator.advance(6 * 24 * 3_600 * SECOND);
    for (platform, token, status, ..) in late {
        assert_eq!(
            desk_send(platform, token, &tagged).await.code(),
            (status, 10)
        );
        let (id, _) = desk.thread(platform, 0);
        desk.simulator
            .change(Change::message(id, "Still there?"))
            .unwrap();
        assert_eq!(desk_send(platform, token, &plain).await.status, 200);
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_and_changes_nothing() {
    let desk = Desk::open().await;
    let (_, person) = desk.thread(Platform::Messenger, 0);
    let (_, on_instagram) = desk.thread(Platform::Instagram, 0);
    let before = super::everything(&desk.simulator.world());
    let with = |name: &str, value: Value| {
        let mut body = to(&person, "Hello");
        match value {
            Value::Null => _ = body.as_object_mut().unwrap().remove(name),
            value => body[name] = value,
        }
        body
    };
    let tag = |tag: &str| {
        let mut body = with("messaging_type", json!("MESSAGE_TAG"));
        body["tag"] = json!(tag);
        body
    };
    for (body, text, subcode) in [
        (
            with("recipient", Value::Null),
            "recipient is required",
            None,
        ),
        (with("recipient", json!("")), "recipient is required", None),
        (with("recipient", json!("7")), "recipient", None),
        (
            with("recipient", json!({ "user_ref": "7" })),
            "recipient",
            None,
        ),
        (to("7", "Hello"), "No matching user", Some(2_018_001)),
        (to(&desk.page, "Hello"), "No matching user", Some(2_018_001)),
        (with("message", Value::Null), "message is required", None),
        (
            with("message", json!({ "attachment": {} })),
            "attachment is not simulated",
            None,
        ),
        (
            with("sender_action", json!("mark_seen")),
            "sender_action is not simulated",
            None,
        ),
        (to(&person, ""), "empty", Some(2_018_034)),
        (to(&person, &"ä".repeat(2_001)), "equal to 2000", None),
        (to(&on_instagram, &"ä".repeat(501)), "equal to 1000", None),
        (
            with("messaging_type", json!("NEWS")),
            "messaging_type",
            None,
        ),
        (
            with("messaging_type", json!("MESSAGE_TAG")),
            "tag is required",
            None,
        ),
        (tag("NEWS"), "HUMAN_AGENT", None),
    ] {
        let answer = desk.send(&desk.token, "me/messages", &body).await;
        assert_eq!(answer.code(), (400, 100), "{body}");
        let error = &answer.body["error"];
        assert!(error["message"].as_str().unwrap().contains(text), "{error}");
        assert_eq!(error["error_subcode"].as_i64(), subcode, "{error}");
    }
    let user = desk.simulator.user_token();
    let other = desk
        .simulator
        .page_token(&desk.simulator.page_ids()[1])
        .unwrap();
    let (id, _) = desk.thread(Platform::Messenger, 0);
    for (token, path, code) in [
        (user, "me/messages".to_owned(), (400, 190)),
        (user, format!("{}/messages", desk.page), (400, 190)),
        (&other, format!("{}/messages", desk.page), (400, 210)),
        ("nope", "me/messages".to_owned(), (400, 190)),
        // Other writes are refused, and so are messages to what is no Page.
        (&desk.token, format!("{id}/messages"), (400, 100)),
        (&desk.token, "5/messages".to_owned(), (400, 100)),
        (
            &desk.token,
            format!("{}/conversations", desk.page),
            (400, 100),
        ),
        (&desk.token, desk.page.clone(), (400, 100)),
    ] {
        let answer = desk.send(token, &path, &to(&person, "Hello")).await;
        assert_eq!(answer.code(), code, "{path}");
    }
    let url = format!("{}/v26.0/me/messages", desk.simulator.url());
    let request = CLIENT.request(Method::DELETE, url).bearer_auth(&desk.token);
    assert_eq!(send(request).await.code(), (400, 100));
    assert_eq!(super::everything(&desk.simulator.world()), before);
    // The longest text that is allowed.
    let body = to(&person, &"ä".repeat(2_000));
    assert_eq!(
        desk.send(&desk.token, "me/messages", &body).await.status,
        200
    );
}

#[tokio::test]
async fn a_batch_sends_and_reads_what_it_sent() {
    let desk = Desk::open().await;
    let (id, person) = desk.thread(Platform::Messenger, 12);
    let form = format!("recipient={{\"id\":\"{person}\"}}&message={{\"text\":\"in a batch\"}}");
    let batch = json!([
        { "method": "POST", "relative_url": "me/messages", "body": form, "name": "sent",
          "omit_response_on_success": false },
        { "relative_url": "{result=sent:$.message_id}?fields=message" },
        { "relative_url": "me/conversations?limit=1", "depends_on": "sent" },
        { "method": "POST", "relative_url": "me/messages", "body": "recipient[id]=7&message[text]=x" },
    ]);
    let answer = post(&desk.simulator, "/v26.0/", &[("batch", &batch.to_string())]).await;
    let parts = answer.body.as_array().unwrap().iter();
    let parts: Vec<_> = parts
        .map(|part| {
            let body: Value = serde_json::from_str(part["body"].as_str().unwrap()).unwrap();
            (part["code"].as_u64().unwrap(), body)
        })
        .collect();
    assert_eq!(parts[0].1["recipient_id"], *person);
    assert_eq!(parts[1].1["message"], "in a batch");
    assert_eq!(parts[1].1["id"], parts[0].1["message_id"]);
    assert_eq!(ids(&parts[2].1), [id.as_str()]);
    assert_eq!(
        (parts[3].0, &parts[3].1["error"]["code"]),
        (400, &json!(100))
    );
    assert_eq!(
        thread(&desk.simulator.world(), &id).unwrap().updated_time,
        START
    );
    let answer = call_with(&desk.simulator, &desk.token, &format!("/v26.0/{id}")).await;
    assert_eq!(answer.status, 200);
}
