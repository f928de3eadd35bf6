//! The admin API, over HTTP.

mod access;
mod bounds;
mod calls;
mod changes;
mod faults;
mod openapi;
mod requests;

use crate::plain::{Answer, CLIENT, send};
use page_conversations::simulator::{Admin, Simulator};
use reqwest::Method;
use serde_json::Value;

/// Starts a simulator with the admin API and without a secret.
async fn start() -> Simulator {
    let builder = Simulator::builder().admin(Admin::new());
    builder.start().await.unwrap()
}

fn request(simulator: &Simulator, method: &str, path: &str) -> reqwest::RequestBuilder {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    CLIENT.request(method, format!("{}/__admin/{path}", simulator.url()))
}

/// Sends a request without a body.
async fn admin(simulator: &Simulator, method: &str, path: &str) -> Answer {
    send(request(simulator, method, path)).await
}

/// Sends JSON.
async fn admin_json(simulator: &Simulator, method: &str, path: &str, body: &Value) -> Answer {
    let request = request(simulator, method, path).header("content-type", "application/json");
    send(request.body(body.to_string())).await
}

/// Sends a request that has to succeed, and returns the body of the response.
async fn ok(simulator: &Simulator, method: &str, path: &str, body: &Value) -> Value {
    let answer = match body {
        Value::Null => admin(simulator, method, path).await,
        body => admin_json(simulator, method, path, body).await,
    };
    assert_eq!(answer.status, 200, "{method} {path}: {}", answer.text);
    answer.body
}

/// Serves the admin API for a tool, such as one that makes requests of its document.
/// Run it with `--ignored --nocapture`, and stop it by a signal.
#[tokio::test]
#[ignore = "runs until it is stopped"]
async fn serve() {
    let simulator = start().await;
    println!("serving at {}", simulator.url());
    simulator.run().await;
}
