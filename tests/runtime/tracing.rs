//! Events for `tracing`, and that no secret is in any output.

use crate::loopback;
use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use crate::loopback::{PAGE_ID, answering, page, recorded_error};
use futures_util::{Stream, StreamExt};
use page_conversations::v26_0::{
    GetConversation, GetConversations, GetMessage, ListConversations, UnifiedThread,
};
use page_conversations::{Edge, Error, Graph, GraphBuilder, Pacing, Retry, VersionCheck};
use serde_json::{Value, json};
use tracing::Dispatch;
use tracing::subscriber::NoSubscriber;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::util::SubscriberInitExt;
use wiremock::{MockServer, ResponseTemplate};

/// The form of an app's token, which has another form in a URL.
const TOKEN: &str = "EAABcanary|7Q2x+";
const TOKEN_IN_URL: &str = "EAABcanary%7C7Q2x%2B";

const SECRET: &str = "5ecretcanary&9K3v=";
const SECRET_IN_URL: &str = "5ecretcanary%269K3v%3D";

/// `printf 'EAABcanary|7Q2x+' | openssl dgst -sha256 -hmac '5ecretcanary&9K3v='`
const PROOF: &str = "ba3c84791b428ef352cace19e1777f98602bbbb13bd060a667ccc376fb0c6c03";

/// What of the secrets is in no output: half of one is a leak, too.
const LEAKS: [&str; 5] = ["EAABcanary", "7Q2x", "5ecretcanary", "9K3v", PROOF];

/// What a test shows, and what is logged meanwhile.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output {
    /// Logs all that this thread tells `tracing` and `log`.
    fn start() -> (Self, tracing::subscriber::DefaultGuard) {
        let output = Self::default();
        let writer = output.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            // A closed span shows what was recorded meanwhile.
            .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
            .with_ansi(false)
            .without_time()
            .with_writer(move || writer.clone())
            .finish();
        // With a single subscriber, a span that another test reaches first in its own
        // thread, where nothing is logged, would be off for all threads.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(NoSubscriber::new()));
        (output, subscriber.set_default())
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// What this crate logged: its events, and with `new` its spans. When they close is not
    /// among them.
    fn events(&self) -> Vec<String> {
        let text = self.text();
        let lines = text.lines().map(str::trim);
        let ours = lines.filter(|line| line.contains("page_conversations: "));
        let ours = ours.filter(|line| !line.ends_with("page_conversations: close"));
        let ours = ours.map(|line| line.replace("page_conversations: ", ""));
        ours.collect()
    }

    fn show(&self, value: &impl Debug) {
        let text = format!("{value:?}\n{value:#?}\n");
        self.0.lock().unwrap().extend_from_slice(text.as_bytes());
    }

    fn show_error(&self, error: &Error) {
        self.show(error);
        self.show(&(error.advice(), error.trace_id(), error.usage()));
        let mut cause: Option<&dyn std::error::Error> = Some(error);
        while let Some(error) = cause {
            self.show(&format_args!("{error} {error:?} {error:#}"));
            cause = error.source();
        }
    }

    fn show_result<T: Debug>(&self, result: &Result<T, Error>) {
        match result {
            Ok(value) => self.show(value),
            Err(error) => self.show_error(error),
        }
    }

    async fn show_all<T: Debug>(&self, stream: impl Stream<Item = Result<T, Error>>) {
        let results: Vec<_> = stream.take(9).collect().await;
        results.iter().for_each(|result| self.show_result(result));
    }

    fn assert_clean(&self) {
        let text = self.text();
        for leak in LEAKS {
            let at = text.find(leak);
            let around = at.map(|at| text[at.saturating_sub(300)..].chars().take(600));
            assert!(at.is_none(), "{:?}", around.map(String::from_iter));
        }
    }
}

/// A client with both secrets.
fn builder(host: impl Into<String>) -> GraphBuilder {
    let builder = loopback::builder(TOKEN, host).app_secret(SECRET);
    let retry = Retry::default().max_elapsed(Duration::from_millis(500));
    let retry = retry
        .initial_backoff(Duration::from_millis(1))
        .max_attempts(2);
    builder.retry(retry).keep_raw_bodies(true)
}

/// A text with all that a server knows.
fn echo() -> String {
    format!(
        "{TOKEN} {SECRET} /?access_token={TOKEN_IN_URL}&s={SECRET_IN_URL}&appsecret_proof={PROOF}&x"
    )
}

/// An answer with all that a server knows in each header that is read.
fn echoing(answer: ResponseTemplate) -> ResponseTemplate {
    let usage = json!({echo(): [{
        "type": echo(),
        "call_count": echo(),
        "ads_api_access_tier": echo(),
    }]});
    let names = [
        "x-fb-trace-id",
        "facebook-api-version",
        "content-type",
        "location",
        "www-authenticate",
        "retry-after",
        "x-app-usage",
        "x-page-usage",
        "x-other",
    ];
    let echoed = names.iter().fold(answer, |answer, name| {
        answer.insert_header(*name, echo().as_str())
    });
    echoed.insert_header("x-business-use-case-usage", usage.to_string().as_str())
}

fn paging() -> Value {
    let url = format!("https://h/?{}&after=cursor", echo());
    json!({"next": url, "previous": url})
}

/// Every answer that a server may think of.
fn answers() -> Vec<ResponseTemplate> {
    let said = |code: i64| {
        json!({"error": {
            "code": code, "message": echo(), "type": echo(), "error_user_title": echo(),
            "error_user_msg": echo(), "fbtrace_id": echo(), "error_data": echo(),
        }})
    };
    let edge = json!({"data": [{"id": "1"}], "paging": paging()});
    let thread = json!({"id": "t_1", "participants": edge, "messages": edge});
    let mut answers = vec![
        page(json!({"data": [thread], "paging": paging()})),
        page(json!({"t_1": thread})),
        page(thread),
        page(json!({"data": [{"id": "1"}, {"id": [echo()]}], "paging": paging()})),
        page(json!({"data": [{"id": {echo(): echo()}}]})),
        page(json!({"data": echo(), "t_1": echo(), "id": [echo()]})),
        // The path to what is wrong.
        page(json!({echo(): {"id": [1]}})),
        page(json!(echo())),
        ResponseTemplate::new(200).set_body_string(echo()),
    ];
    for code in [1, 2, 4, 100, 190, 200, 368, 987_654] {
        answers.push(ResponseTemplate::new(400).set_body_json(said(code)));
    }
    for status in [200, 204, 302, 400, 401, 404, 429, 500, 503] {
        answers.push(ResponseTemplate::new(status).set_body_string(echo()));
        answers.push(ResponseTemplate::new(status).set_body_json(said(2)));
    }
    answers.into_iter().map(echoing).collect()
}

fn list() -> ListConversations {
    ListConversations::new(PAGE_ID)
}

/// Does all that a client can do, and prints the results.
async fn use_all(make: impl Fn() -> GraphBuilder, output: &Output) {
    let graph = make().build().unwrap();
    output.show(&make());
    output.show(&graph);
    let page = graph.page(&list()).await;
    output.show_result(&page);
    let response = graph.send_with_info(&list()).await;
    output.show_result(&response);
    output.show_result(&graph.send(&GetConversation::new("t_1")).await);
    output.show_result(&graph.send_with_info(&GetMessage::new("m_1")).await);
    output.show_all(graph.pages(list())).await;
    output.show_all(graph.items(list()).read_ahead()).await;
    let ids = GetConversations::new(["t_1", "t_2"]);
    output.show_result(&graph.send(&ids).await);
    output.show_all(graph.nodes_by_id(ids)).await;
    let edge: Edge<_> = serde_json::from_value(json!({"data": [], "paging": paging()})).unwrap();
    output
        .show_all(graph.continue_edge(&list(), "t_1", edge))
        .await;

    if let Ok(page) = page {
        output.show(&json!([page.items, page.paging]).to_string());
        output.show(&page.next_cursor());
    }
    if let Ok(response) = response {
        output.show(&serde_json::to_string(&response.body).unwrap());
    }
}

/// A server that sends one response to all calls.
async fn always(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    let any = wiremock::Mock::given(wiremock::matchers::any());
    any.respond_with(answer).mount(&server).await;
    server
}

#[tokio::test]
async fn no_output_has_a_secret_whatever_a_server_answers() {
    let (output, _guard) = Output::start();
    for answer in answers() {
        let server = always(answer).await;
        use_all(|| builder(server.uri()), &output).await;
        let refuse = builder(server.uri()).version_check(VersionCheck::Refuse);
        output.show_result(&refuse.build().unwrap().page(&list()).await);
        for request in server.received_requests().await.unwrap() {
            let url = request.url.as_str();
            assert!(LEAKS[..4].iter().all(|leak| !url.contains(leak)), "{url}");
            assert!(url.contains(PROOF), "{url}");
        }
    }
    output.assert_clean();
    let text = output.text();
    // They would have been there.
    for redacted in [
        "<access token>",
        "<app secret>",
        "appsecret_proof=<proof>&x",
    ] {
        assert!(text.matches(redacted).count() > 100, "{redacted}");
    }
}

#[tokio::test]
async fn no_output_has_a_secret_where_no_answer_comes() {
    let (output, _guard) = Output::start();
    let (closed, _socket) = loopback::closed().unwrap();
    use_all(|| builder(closed.clone()).timed_proof(true), &output).await;
    let slow = always(page(json!({})).set_delay(Duration::from_secs(60))).await;
    let short = Duration::from_millis(50);
    use_all(|| builder(slow.uri()).timeout(short), &output).await;
    use_all(|| builder(slow.uri()).operation_timeout(short), &output).await;
    let small = always(page(json!({"data": []}))).await;
    use_all(|| builder(small.uri()).body_limit(3), &output).await;
    // Nothing is sent.
    let graph = builder(closed).build().unwrap();
    for id in ["", "..", &format!("{TOKEN}\n"), &format!("{SECRET}\\")] {
        output.show_result(&graph.page(&ListConversations::new(id)).await);
    }
    for host in [format!("https://{TOKEN}@h"), format!("http://h/?{SECRET}")] {
        output.show(&builder(host.clone()));
        output.show_result(&builder(host).build());
    }
    output.show_result(
        &builder("https://h")
            .user_agent(format!("{TOKEN}\n"))
            .build(),
    );
    output.show_result(&Graph::builder(format!("{TOKEN}\n")).build());
    output.show(&(Retry::default(), Pacing::default()));
    output.assert_clean();
    assert!(output.text().contains("OperationTimeout"));
    assert!(output.text().contains("TimedOut") || output.text().contains("timed out"));
}

/// Returns the events of reading a page with these responses.
async fn logged(answers: Vec<ResponseTemplate>) -> Vec<String> {
    let (output, _guard) = Output::start();
    let server = answering(answers).await;
    let graph = builder(server.uri()).build().unwrap();
    let pages = graph.pages(list().limit(8));
    let _: Vec<Result<page_conversations::Page<UnifiedThread>, _>> = pages.collect().await;
    let text = output.text();
    // Of the URL there is only the template of its path.
    assert!(
        text.contains(&format!("url.template=\"{TEMPLATE}\"")),
        "{text}"
    );
    let text = text.replace(TEMPLATE, "");
    // No text of Graph's, no URL, no id.
    for quiet in [
        "unexpected error",
        "reached",
        "reduce",
        "AFakeTrace",
        "/v26.0",
        PAGE_ID,
    ] {
        assert!(!text.contains(quiet), "{quiet}: {text}");
    }
    output.events()
}

fn success() -> ResponseTemplate {
    page(json!({"data": [{"id": "t_1"}]}))
}

const TEMPLATE: &str = "/v26.0/{page_id}/conversations";

const CALL: &str = r#"graph_call{operation="ListConversations" version="v26.0"}"#;

/// Writes `|` for the span of a call, and `+` for that of an attempt in it, whose fields other
/// tests compare.
fn without_spans(line: &str) -> String {
    let line = line.replace(CALL, "|");
    match line.split_once(":graph_attempt{") {
        Some((before, rest)) => format!("{before} + {}", rest.split_once("}: ").unwrap().1),
        None => line.replace("|: ", "| "),
    }
}

/// Compares what is logged, but for the length of a random wait.
async fn assert_logged(answers: Vec<ResponseTemplate>, expected: &[&str]) {
    let events = logged(answers).await;
    let events = events.iter().map(String::as_str).map(without_spans);
    let events = events.map(|line| match line.split_once(" wait=") {
        Some((before, rest)) => match rest.split_once(' ') {
            Some((_, after)) => format!("{before} wait=_ {after}"),
            None => format!("{before} wait=_"),
        },
        None => line,
    });
    assert_eq!(events.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn events_tell_of_attempts_throttling_versions_and_pages() {
    const NEW: &str = "INFO | new";
    const ATTEMPT: &str = "INFO | + new";
    const PAGE: &str = "DEBUG page read items=1 status=200";
    let again = "WARN | call failed; retrying attempts=1 wait=_ status=500 code=2";
    let answers = vec![recorded_error("err_2_transient"), success()];
    assert_logged(answers, &[NEW, ATTEMPT, again, ATTEMPT, PAGE]).await;

    let again = "WARN | call failed; retrying attempts=1 wait=_ status=502";
    let answers = vec![ResponseTemplate::new(502), success()];
    assert_logged(answers, &[NEW, ATTEMPT, again, ATTEMPT, PAGE]).await;

    let answers = vec![recorded_error("err_4_app_limit")];
    let throttled = "WARN | token is rate limited retry_after=60s";
    let failed =
        r#"WARN | call failed attempts=1 advice="wait" error.type="403" status=403 code=4"#;
    assert_logged(answers, &[NEW, ATTEMPT, throttled, failed]).await;

    let answers = vec![recorded_error("err_1_reduce_data"), success()];
    let shrunk =
        "INFO Graph asked for less data; requesting smaller pages limit=4 nested_halvings=0";
    let failed =
        r#"WARN | call failed attempts=1 advice="shrink_page" error.type="500" status=500 code=1"#;
    let expected = [NEW, ATTEMPT, failed, shrunk, NEW, ATTEMPT, PAGE];
    assert_logged(answers, &expected).await;

    let answer = success().insert_header("facebook-api-version", "v21.0");
    let answer = answer.insert_header("x-app-usage", r#"{"call_count": 17}"#);
    let forwarded = r#"WARN | + another version answered requested="v26.0" answered_by="v21.0""#;
    let page = "DEBUG page read items=1 status=200 usage=17.0";
    assert_logged(vec![answer], &[NEW, ATTEMPT, forwarded, page]).await;
}
