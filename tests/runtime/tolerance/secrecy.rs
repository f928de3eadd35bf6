//! What reports and events tell: kinds of values, never values, and no token.

use std::io;
use std::sync::{Arc, Mutex};

use futures_util::TryStreamExt;
use page_conversations::Graph;
use page_conversations::v26_0::{GetConversation, GetConversations};
use serde_json::json;
use tracing_subscriber::util::SubscriberInitExt;
use wiremock::MockServer;

use crate::tolerance::{always, list, loopback};

/// The form of an app's token.
const TOKEN: &str = "EAABcanary|7Q2x+";

/// What a value holds that nobody may see.
const CONTENT: &str = "c0ntent-canary";

/// What is logged while a test runs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Logs all that this thread tells `tracing`.
    fn start() -> (Self, tracing::subscriber::DefaultGuard) {
        // Tests that log nothing run beside this one. Where nobody listens at
        // first, `tracing` may remember an event as one that nobody wants.
        let everyone = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(io::sink);
        let _ = everyone.try_init();
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .without_time()
            .with_writer(move || writer.clone())
            .finish();
        (log, subscriber.set_default())
    }

    /// The events of this crate.
    fn events(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let ours = text
            .lines()
            .filter_map(|line| line.split_once("page_conversations: "));
        ours.map(|(_, event)| event.to_owned()).collect()
    }
}

fn clients(server: &MockServer) -> [Graph; 2] {
    let builder = || loopback::builder(TOKEN, server.uri());
    let keeping = builder().keep_unknown_members(true);
    [builder(), keeping].map(|builder| builder.build().unwrap())
}

/// Returns all messages about a body, whatever it is decoded as.
async fn told(body: impl Into<Vec<u8>>) -> String {
    let (log, _guard) = Log::start();
    let server = always(body).await;
    let mut told = String::new();
    for graph in clients(&server) {
        let page = graph.page(&list()).await.map(|page| page.report);
        let response = graph
            .send_with_info(&list())
            .await
            .map(|response| response.report);
        let node = graph
            .send_with_info(&GetConversation::new("1"))
            .await
            .map(|one| one.report);
        let ids = GetConversations::new(["1"]);
        let nodes = graph.send_with_info(&ids).await.map(|nodes| nodes.report);
        let mut items = graph.items(list()).max_pages(1);
        while let Ok(Some(_)) = items.try_next().await {}
        let reports = [page, response, node, nodes].into_iter().flatten();
        for report in reports.chain([items.report().clone()]) {
            let groups: Vec<_> = report.groups().collect();
            told += &format!("{report:?} {report:#?} {groups:?}\n");
            report
                .mismatches()
                .iter()
                .for_each(|one| told += &format!("{one}\n"));
            groups
                .iter()
                .for_each(|(group, _)| told += &format!("{group}\n"));
        }
    }
    told + &log.events().join("\n")
}

#[tokio::test]
async fn values_that_do_not_fit_are_traced_by_kind() {
    let (log, _guard) = Log::start();
    let body = json!({"data": [
        {"id": "1", "name": 5}, {"id": "2", "name": 6}, null, {"id": "3", "participants": []},
    ]});
    let server = always(body.to_string()).await;
    let page = clients(&server)[0].page(&list()).await.unwrap();
    assert_eq!(page.items.len(), 3);
    let mut events = log.events();
    events.retain(|event| event.starts_with("value does not match the contract"));
    events.sort();
    let event = |rest| format!("value does not match the contract count={rest}");
    let expected = [
        event(r#"1 path="data[]" expected="an object" found=null outcome=element left out"#),
        event(
            r#"1 path="data[].participants" expected="an edge: an object with `data`" found=a list outcome=converted to the expected form"#,
        ),
        event(r#"2 path="data[].name" expected="text" found=a number outcome=field left empty"#),
    ];
    assert_eq!(events, expected);
}

#[tokio::test]
async fn a_page_that_fits_is_not_traced_as_one_that_does_not() {
    let (log, _guard) = Log::start();
    let server = always(r#"{"data":[{"id":"1","x":[]}]}"#).await;
    for graph in clients(&server) {
        graph.page(&list()).await.unwrap();
    }
    let events = log.events();
    assert!(
        events.iter().all(|event| !event.contains("contract")),
        "{events:?}"
    );
    assert!(!events.is_empty());
}

#[tokio::test]
async fn no_report_and_no_event_has_the_content_of_a_value() {
    let values = [
        json!(CONTENT),
        json!([CONTENT]),
        json!({"data": CONTENT}),
        json!({"data": [CONTENT]}),
        json!({"id": [CONTENT]}),
        json!({"id": {"a": CONTENT}}),
        json!([[{"a": CONTENT}]]),
    ];
    let fields = [
        "can_reply",
        "message_count",
        "updated_time",
        "linked_group",
        "participants",
    ];
    for (field, value) in fields
        .iter()
        .flat_map(|field| values.iter().map(move |one| (field, one)))
    {
        let told = told(json!({"data": [{"id": "1", *field: value}]}).to_string()).await;
        assert!(!told.contains(CONTENT), "{field}: {value}: {told}");
        assert!(told.contains("data[0]"), "{field}: {value}: {told}");
    }
    let node = told(json!({"data": [CONTENT, {"id": [CONTENT]}]}).to_string()).await;
    assert!(
        !node.contains(CONTENT) && node.contains("data[1].id"),
        "{node}"
    );
}

#[tokio::test]
async fn no_report_and_no_event_has_the_token_where_a_name_holds_it() {
    let node = format!(r#"{{"id":"1","{TOKEN}":1e400,"{TOKEN}":1e400,"name":5}}"#);
    let bad_text = |node: &str| node.replace("1e400", "\"\u{1}\"").into_bytes();
    let bad_text = |node: &str| {
        let text = bad_text(node).into_iter();
        text.map(|byte| if byte == 1 { 0xff } else { byte })
            .collect::<Vec<u8>>()
    };
    for body in [
        format!(r#"{{"data":[{node}]}}"#),
        format!(r#"{{"data":[{{"id":"1","participants":{{"data":[{node}]}}}}]}}"#),
        format!(r#"{{"{TOKEN}":{node},"id":"1","name":5}}"#),
        format!(r#"{{"{TOKEN}":{{"id":[]}},"{TOKEN}":null,"id":5}}"#),
        node,
    ] {
        for body in [bad_text(&body), body.into_bytes()] {
            let told = told(body.clone()).await;
            let body = String::from_utf8_lossy(&body);
            assert!(
                !told.contains("canary") && !told.contains("7Q2x"),
                "{body}: {told}"
            );
            assert!(!told.is_empty(), "{body}");
        }
    }
}
