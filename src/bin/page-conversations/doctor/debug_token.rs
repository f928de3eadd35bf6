//! Asks Graph what a token is good for.

use std::time::Duration;

use hmac_sha256::HMAC;
use page_conversations::__rt::protected;
use serde_json::{Value, json};

use crate::access::Connection;
use crate::failure::with_causes;

const TIMEOUT: Duration = Duration::from_secs(30);

/// Returns the description of the token, or why there is none.
///
/// It is sent as a batch of one: Graph takes the token that it describes in the query alone, and
/// in a batch the query is in the body, where no proxy and no log keeps it.
pub async fn description(app_id: Option<&str>, connection: &Connection) -> Result<Value, String> {
    let token = connection.token.expose_secret();
    let app_secret = connection.app_secret.as_ref().map(|secret| secret.expose());
    let asking = match (app_id, app_secret) {
        (Some(id), Some(secret)) => format!("{id}|{secret}"),
        _ => token.to_owned(),
    };
    let query = percent_encoding::utf8_percent_encode(token, percent_encoding::NON_ALPHANUMERIC);
    let call =
        json!([{ "method": "GET", "relative_url": format!("debug_token?input_token={query}") }]);
    let mut form = vec![
        ("batch", call.to_string()),
        ("include_headers", "false".to_owned()),
    ];
    if let Some(secret) = app_secret {
        let proof = HMAC::mac(&asking, secret);
        let proof: String = proof.iter().map(|byte| format!("{byte:02x}")).collect();
        form.push(("appsecret_proof", proof));
    }
    let sent = client(&connection.host)?
        .post(format!(
            "{}/{}/",
            connection.host.trim_end_matches('/'),
            connection.version
        ))
        .bearer_auth(asking)
        .form(&form)
        .send()
        .await;
    let answer = sent.map_err(|error| with_causes(&error.without_url()))?;
    let body = answer
        .bytes()
        .await
        .map_err(|error| with_causes(&error.without_url()))?;
    let mut description = read(&body)?;
    let secrets = [Some(token), app_secret].into_iter().flatten();
    for secret in secrets.filter(|secret| !secret.is_empty()) {
        hide(secret, &mut description);
    }
    Ok(description)
}

/// Replaces a secret in all texts of a value.
fn hide(secret: &str, value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace(secret, "<secret>"),
        Value::Array(values) => values.iter_mut().for_each(|value| hide(secret, value)),
        Value::Object(members) => members.values_mut().for_each(|value| hide(secret, value)),
        _ => {}
    }
}

fn client(host: &str) -> Result<reqwest::Client, String> {
    let url = reqwest::Url::parse(host).map_err(|error| with_causes(&error))?;
    let client = reqwest::Client::builder().timeout(TIMEOUT);
    let client = protected(client, url.scheme() == "https").build();
    client.map_err(|error| with_causes(&error))
}

fn read(body: &[u8]) -> Result<Value, String> {
    let unexpected = || "the answer has another form than expected".to_owned();
    let body: Value = serde_json::from_slice(body).map_err(|_| unexpected())?;
    refusal(&body)?;
    let inner = body[0]["body"].as_str().ok_or_else(unexpected)?;
    let mut inner: Value = serde_json::from_str(inner).map_err(|_| unexpected())?;
    refusal(&inner)?;
    match inner["data"].take() {
        data if data.is_object() => Ok(data),
        _ => Err(unexpected()),
    }
}

fn refusal(body: &Value) -> Result<(), String> {
    match &body["error"] {
        Value::Null => Ok(()),
        error => Err(format!("it answers {}", codes(error))),
    }
}

/// Returns the code of an error, and the subcode if there is one. Not its message, in which Graph
/// may repeat the token.
pub fn codes(error: &Value) -> String {
    match (error["code"].as_i64(), error["error_subcode"].as_i64()) {
        (Some(code), Some(subcode)) => format!("an error with code {code}, subcode {subcode}"),
        (Some(code), None) => format!("an error with code {code}"),
        (None, _) => "an error without a code".to_owned(),
    }
}
