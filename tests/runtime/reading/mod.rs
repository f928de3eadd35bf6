//! Reading pages over HTTP.

mod cursors;

use crate::loopback;
use crate::loopback::{ACCESS_TOKEN, PAGE_ID, answering, fixture, graph, page, recorded_error};
use futures_util::future::join_all;
use futures_util::{Stream, StreamExt, TryStreamExt};
use page_conversations::v26_0::{
    Folder, ListConversations, Platform, UnifiedThread, UnifiedThreadFields,
};
use page_conversations::{Edge, Error, Graph, Items, Pages, UserId};
use serde_json::{Value, json};
use wiremock::{MockServer, ResponseTemplate};

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// A page with one thread of a given id, and with a cursor where one follows.
fn thread_page(id: &str, next: Option<&str>) -> ResponseTemplate {
    let paging = next.map(|after| json!({"cursors": {"after": after}, "next": "https://h/"}));
    page(json!({"data": [{"id": id}], "paging": paging}))
}

/// Returns the items before the end or an error, and the error. Polls again after it,
/// because a stream must not continue after its end.
async fn drain(
    mut items: impl Stream<Item = Result<UnifiedThread, Error>> + Unpin,
) -> (Vec<String>, Option<Error>) {
    let mut ids = Vec::new();
    let mut failure = None;
    while let Some(item) = items.next().await {
        assert!(failure.is_none(), "the stream went on after {failure:?}");
        match item {
            Ok(thread) => ids.push(thread.id.to_string()),
            Err(error) => failure = Some(error),
        }
    }
    (ids, failure)
}

fn recorded_ids(names: &[&str]) -> Vec<String> {
    let id = |thread: &Value| thread["id"].as_str().unwrap().to_owned();
    let ids = |name: &&str| {
        let body = fixture(name);
        let threads = body["data"].as_array().unwrap();
        threads.iter().map(id).collect::<Vec<_>>()
    };
    names.iter().flat_map(ids).collect()
}

/// The query of each request that the server got, decoded.
async fn queries(server: &MockServer) -> Vec<Vec<(String, String)>> {
    let requests = server.received_requests().await.unwrap();
    let query = |request: &wiremock::Request| request.url.query_pairs().into_owned().collect();
    requests.iter().map(query).collect()
}

async fn count(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| (name.to_string(), value.to_string());
    pairs.iter().map(owned).collect()
}

#[tokio::test]
async fn messenger_items_are_those_of_all_recorded_pages_in_order() {
    let server = loopback::start().await;
    let (ids, error) = drain(graph(&server).items(list())).await;
    let expected = recorded_ids(&[
        "01_messenger_list_default_fields",
        "03_empty_page_with_next",
        "02_messenger_list_all_fields",
        "04_last_page_cursors_without_next",
    ]);
    assert_eq!(ids, expected);
    assert_eq!(ids.len(), 5);
    assert!(error.is_none());
    assert_eq!(count(&server).await, 4);
}

#[tokio::test]
async fn instagram_items_are_those_of_all_recorded_pages_in_order() {
    let server = loopback::start().await;
    let request = list().platform(Platform::Instagram);
    let (ids, error) = drain(graph(&server).items(request)).await;
    assert_eq!(ids, recorded_ids(&["06_instagram_list_default_fields"]));
    assert_eq!(ids.len(), 2);
    assert!(error.is_none());
    assert_eq!(count(&server).await, 2);
}

#[tokio::test]
async fn every_page_is_asked_for_with_all_parameters_and_the_cursor_before_it() {
    let answers = [
        thread_page("a", Some("c 1&+")),
        thread_page("b", Some("c2")),
        thread_page("c", None),
    ];
    let server = answering(answers).await;
    let fields = UnifiedThreadFields::new().id().updated_time();
    let request = list()
        .folder(Folder::PageDone)
        .platform(Platform::Messenger)
        .user_id("2710000000000001")
        .limit(7)
        .fields(fields)
        .tags(["read", "a \"b\""]);
    let (ids, error) = drain(graph(&server).items(request)).await;
    assert_eq!(ids, ["a", "b", "c"]);
    assert!(error.is_none());

    let kept = pairs(&[
        ("fields", "id,updated_time"),
        ("folder", "page_done"),
        ("limit", "7"),
        ("platform", "MESSENGER"),
        ("tags", r#"["read","a \"b\""]"#),
        ("user_id", "2710000000000001"),
    ]);
    let after = |cursor| [pairs(&[("after", cursor)]), kept.clone()].concat();
    let expected = [kept.clone(), after("c 1&+"), after("c2")];
    assert_eq!(queries(&server).await, expected);
}

#[tokio::test]
async fn the_token_travels_in_the_header_of_a_get_and_nowhere_else() {
    let server = loopback::start().await;
    let (_, error) = drain(graph(&server).items(list())).await;
    assert!(error.is_none());
    for request in server.received_requests().await.unwrap() {
        assert_eq!(request.method.as_str(), "GET");
        assert_eq!(request.url.path(), "/v26.0/210000000000001/conversations");
        let authorization: Vec<_> = request.headers.get_all("authorization").iter().collect();
        assert_eq!(authorization, [&format!("Bearer {ACCESS_TOKEN}")]);
        assert!(!request.url.as_str().contains(ACCESS_TOKEN));
        assert!(!request.url.as_str().contains("access_token"));
        // Progenitor's own clients send it; Graph has its version in the path.
        assert!(!request.headers.contains_key("api-version"));
        assert!(request.body.is_empty());
    }
}

#[tokio::test]
async fn a_selection_of_no_field_is_not_sent() {
    let server = answering([thread_page("a", None)]).await;
    let request = list().fields(UnifiedThreadFields::new());
    graph(&server).page(&request).await.unwrap();
    assert_eq!(queries(&server).await, [pairs(&[])]);
}

#[tokio::test]
async fn an_error_comes_after_the_items_of_earlier_pages_and_ends_the_stream() {
    let answers = [
        thread_page("a", Some("1")),
        thread_page("b", Some("2")),
        recorded_error("err_190_463_expired_token"),
        thread_page("c", None),
    ];
    let server = answering(answers).await;
    let (ids, error) = drain(graph(&server).items(list())).await;
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(error.unwrap().graph().unwrap().code, Some(190));
    assert_eq!(count(&server).await, 3);
}

#[tokio::test]
async fn a_page_is_read_only_when_asked_for() {
    let server = loopback::start().await;
    let graph = graph(&server);
    let mut pages = graph.pages(list());
    assert_eq!(count(&server).await, 0);
    pages.try_next().await.unwrap().unwrap();
    assert_eq!(count(&server).await, 1);

    let mut items = graph.items(list());
    for _ in 0..2 {
        items.try_next().await.unwrap().unwrap();
        assert_eq!(count(&server).await, 2);
    }
    // The third item is on the third page; the second is empty.
    items.try_next().await.unwrap().unwrap();
    assert_eq!(count(&server).await, 4);
}

#[tokio::test]
async fn the_recorded_thread_with_all_fields_has_its_values() {
    let mut recorded = fixture("02_messenger_list_all_fields");
    let server = answering([page(recorded.clone())]).await;
    let page = graph(&server).page(&list()).await.unwrap();
    let [first, second] = &page.items[..] else {
        panic!("{page:?}");
    };
    assert_eq!(
        (first.can_reply, second.can_reply),
        (Some(true), Some(false))
    );
    assert_eq!(first.updated_time.unwrap().unix_seconds(), 1_708_680_530);
    assert_eq!(first.former_participants.as_ref().unwrap().data, []);
    assert_eq!(second.former_participants, None);
    assert_eq!(
        (second.unread_count, second.snippet.as_deref()),
        (Some(1), Some(""))
    );
    let person = &first.participants.as_ref().unwrap().data[0];
    assert_eq!(person.name.as_deref(), Some("Alex Doe"));
    assert_eq!(
        person.email.as_deref(),
        Some("2710000000000001@facebook.com")
    );
    assert_eq!(person.id, Some(UserId::from("2710000000000001")));
    assert_eq!((&person.username, &person.user_id), (&None, &None));

    let messages = first.messages.as_ref().unwrap();
    assert_eq!(messages.data[1].message.as_deref(), Some("Chào Shop 😏"));
    assert_eq!(
        messages.next_cursor(),
        messages.paging.as_ref().unwrap().after.as_deref()
    );

    // Nothing else was added or lost, except the URLs and the form of times.
    let times = |value: &mut Value, time: &str| *value = json!(time);
    times(
        &mut recorded["data"][0]["updated_time"],
        "2024-02-23T09:28:50Z",
    );
    times(
        &mut recorded["data"][1]["updated_time"],
        "2024-02-22T21:30:39Z",
    );
    let messages = &mut recorded["data"][0]["messages"];
    times(
        &mut messages["data"][0]["created_time"],
        "2024-02-23T09:28:50Z",
    );
    times(
        &mut messages["data"][1]["created_time"],
        "2024-02-23T09:20:11Z",
    );
    messages["paging"]["next"] = json!("");
    assert_eq!(serde_json::to_value(&page.items).unwrap(), recorded["data"]);
}

#[tokio::test]
async fn clients_side_by_side_send_their_own_token() {
    let server = answering((0..40).map(|_| thread_page("t", None))).await;
    let call = |number: usize| {
        let graph = Graph::builder(format!("token-{number}")).host(server.uri());
        let graph = graph.build().unwrap();
        // A clone has the token of what it was cloned from.
        let clone = graph.clone();
        let request = ListConversations::new(number.to_string());
        async move {
            graph.page(&request).await.unwrap();
            clone.page(&request).await.unwrap();
        }
    };
    join_all((0..20).map(call)).await;
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 40);
    for request in requests {
        let number = request.url.path().split('/').nth(2).unwrap();
        assert_eq!(
            request.headers["authorization"],
            format!("Bearer token-{number}")
        );
    }
}

#[test]
fn clients_and_streams_go_between_threads() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    fn sent<T: Send + 'static>(_: Option<T>) {}
    shared::<Graph>();
    sent::<Items<UnifiedThread>>(None);
    sent::<Pages<UnifiedThread>>(None);
    sent::<Edge<UnifiedThread>>(None);
    let graph = Graph::builder("token").build().unwrap();
    sent(Some(async move { graph.page(&list()).await }));
}

#[tokio::test]
async fn a_page_needs_its_data() {
    // Else any object would pass for the last page.
    for (body, read) in [
        (json!({}), false),
        (json!({"success": true}), false),
        (json!({"data": null}), true),
    ] {
        let server = answering([page(body)]).await;
        let result = graph(&server).page(&list()).await;
        assert_eq!(result.is_ok_and(|page| page.items.is_empty()), read);
    }
}
