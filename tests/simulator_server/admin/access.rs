//! Who may use the admin API.

use super::{admin, request, start};
use crate::plain::{CLIENT, get, send};
use page_conversations::simulator::{Admin, Simulator};

#[tokio::test]
async fn it_is_off_unless_asked_for() {
    let simulator = Simulator::start().await.unwrap();
    for (method, path) in [
        ("GET", "status"),
        ("DELETE", "faults"),
        ("OPTIONS", "calls"),
    ] {
        let answer = admin(&simulator, method, path).await;
        assert_eq!(answer.status, 404, "{method} {path}");
        let message = answer.body["error"]["message"].as_str().unwrap();
        assert!(message.contains("--admin"), "{message}");
    }
    // A path that begins alike is one of Graph.
    let answer = get(&format!("{}/__adminx/status", simulator.url())).await;
    assert_eq!(answer.code(), (400, 104));
    assert_eq!(simulator.calls().len(), 1);
}

#[tokio::test]
async fn a_secret_is_needed_where_one_is_set() {
    let builder = Simulator::builder().admin(Admin::new().secret("s3cret"));
    let simulator = builder.start().await.unwrap();
    let status = async |authorization: Option<&str>| {
        let mut request = request(&simulator, "GET", "status");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        send(request).await
    };
    for wrong in [
        None,
        Some("Bearer s3cre"),
        Some("Bearer s3crets"),
        Some("Bearer "),
        Some("Basic s3cret"),
        Some("s3cret"),
        Some(simulator.access_token()),
    ] {
        let answer = status(wrong).await;
        assert_eq!(answer.status, 401, "{wrong:?}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        assert!(!answer.text.contains("s3cret"), "{}", answer.text);
    }
    for right in ["Bearer s3cret", "bearer s3cret"] {
        assert_eq!(status(Some(right)).await.status, 200, "{right}");
    }
    // Not in a URL, which logs keep.
    assert_eq!(
        admin(&simulator, "GET", "status?secret=s3cret")
            .await
            .status,
        401
    );
    let shown = format!("{:?} {simulator:?}", Admin::new().secret("s3cret"));
    assert!(!shown.contains("s3cret"), "{shown}");
}

#[tokio::test]
async fn an_empty_secret_is_refused_at_the_start() {
    let builder = Simulator::builder().admin(Admin::new().secret(""));
    let error = builder.start().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    assert!(error.to_string().contains("Admin::secret"), "{error}");
}

#[tokio::test]
async fn pages_of_others_and_names_of_others_are_refused() {
    let simulator = start().await;
    let own = simulator.url();
    let port = own.rsplit(':').next().unwrap();
    let origin_of = |host: &str| format!("http://{host}:{port}");
    for (name, value, status) in [
        ("origin", own.clone(), 200),
        ("origin", "http://evil.example".to_owned(), 403),
        ("origin", "null".to_owned(), 403),
        // Other servers of this machine are other origins, too.
        ("origin", "http://127.0.0.1:1".to_owned(), 403),
        ("origin", origin_of("localhost"), 403),
        ("sec-fetch-site", "same-origin".to_owned(), 200),
        ("sec-fetch-site", "none".to_owned(), 200),
        ("sec-fetch-site", "same-site".to_owned(), 403),
        ("sec-fetch-site", "cross-site".to_owned(), 403),
        ("host", "evil.example".to_owned(), 403),
        ("host", format!("127.0.0.1.evil.example:{port}"), 403),
        ("host", "192.168.0.1".to_owned(), 403),
        ("host", format!("localhost:{port}"), 200),
        ("host", "simulator.localhost".to_owned(), 200),
        ("host", "[::1]:80".to_owned(), 200),
        ("host", "a b".to_owned(), 403),
    ] {
        for (method, path) in [("GET", "status"), ("DELETE", "faults")] {
            let sent = request(&simulator, method, path).header(name, &value);
            let answer = send(sent).await;
            assert_eq!(answer.status, status, "{name}: {value}");
            let allowed = answer.headers.get("access-control-allow-origin");
            assert_eq!(allowed, None);
        }
    }
    // A browser asks before it sends JSON to another origin.
    let url = format!("{own}/__admin/faults/always");
    let preflight = CLIENT.request(reqwest::Method::OPTIONS, url);
    let answer = send(preflight.header("origin", "http://evil.example")).await;
    assert_eq!(answer.status, 403);
    assert!(answer.headers.get("access-control-allow-methods").is_none());
}
