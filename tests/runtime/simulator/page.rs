//! The Page itself, which the contract does not define.

use crate::simulator::plain::{Answer, call, walk};
use page_conversations::simulator::Simulator;
use serde_json::json;

#[tokio::test]
async fn a_page_has_a_name_and_its_conversations() {
    let simulator = Simulator::start().await.unwrap();
    let page_id = simulator.page_ids()[0].clone();
    let page = json!({ "name": "Sample Page 1", "id": page_id });
    for path in ["me", "me?fields=id,name", &page_id] {
        let answer = call(&simulator, &format!("/v26.0/{path}")).await;
        assert_eq!((answer.status, answer.body), (200, page.clone()), "{path}");
    }
    let both = simulator.page_ids().join(",");
    let answer = call(&simulator, &format!("/v26.0/?ids={both}")).await;
    assert_eq!(
        answer.body[&simulator.page_ids()[1]]["name"],
        "Sample Page 2"
    );

    for modifiers in ["", ".platform(instagram)", ".folder(spam)"] {
        let fields = format!("name,conversations{modifiers}.limit(3){{id,participants}}");
        let answer = call(&simulator, &format!("/v26.0/{page_id}?fields={fields}")).await;
        assert_eq!(answer.body["name"], "Sample Page 1");
        let query = modifiers
            .replace('.', "&")
            .replace('(', "=")
            .replace(')', "");
        let path = format!("/v26.0/{page_id}/conversations?fields=id,participants&limit=3{query}");
        let list = call(&simulator, &path).await;
        let nested = Answer {
            body: answer.body["conversations"].clone(),
            ..answer
        };
        assert_eq!(nested.body["data"], list.body["data"], "{modifiers}");
        // The pages that follow go on with the same choice.
        let (nested, _) = walk(nested).await;
        let (list, _) = walk(list).await;
        assert_eq!(nested, list, "{modifiers}");
    }
    let other = &simulator.page_ids()[1];
    for (path, subcode) in [
        (format!("{page_id}?fields=about"), None),
        (format!("{page_id}?fields=conversations{{about}}"), None),
        (
            format!("{page_id}?fields=conversations.platform(sms)"),
            None,
        ),
        (format!("{page_id}?fields=conversations.folder(nope)"), None),
        (format!("{page_id}?fields=conversations.limit(0)"), None),
        (format!("{page_id}?fields=conversations.since(1)"), None),
        (
            format!("{other}?fields=conversations.platform(instagram)"),
            Some(2_534_013),
        ),
    ] {
        let answer = call(&simulator, &format!("/v26.0/{path}")).await;
        assert_eq!(answer.code(), (400, 100), "{path}");
        assert_eq!(
            answer.body["error"]["error_subcode"].as_i64(),
            subcode,
            "{path}"
        );
    }
}
