//! Removing secrets from texts.

use std::sync::Arc;

use secrecy::SecretString;

use super::secrets::{assert_absent, filled, is_secret, written};
use crate::client::redact::Redactor;

/// The shortest secret that names are searched for.
const IN_NAMES: usize = 8;

/// Redacts a text with a token and an app secret, the first two lines, in it. Neither is
/// left, in none of the forms in which servers repeat them.
pub fn redaction(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.splitn(3, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (token, secret, rest) = (line(), line(), line());
    if token.is_empty() || !is_secret(token) || !is_secret(secret) {
        return;
    }
    let share = |secret: &str| Arc::new(SecretString::from(secret.to_owned()));
    let redactor = Redactor {
        tokens: [share(token)].into(),
        app_secret: Some(secret).filter(|secret| !secret.is_empty()).map(share),
    };
    let (rest, written) = filled(rest, token, secret);
    // A short one may be a part of what replaces it, and of escapes.
    let is_long = token.len() >= IN_NAMES && (secret.is_empty() || secret.len() >= IN_NAMES);
    if is_long {
        assert_redacted(&redactor, &rest, &written);
    }
    let plain = plain(&rest);
    assert_eq!(redactor.text(&plain), plain);
    assert_eq!(redactor.json(plain.as_bytes()), plain.as_bytes());
    if is_long && secret.is_empty() {
        assert_cut(&redactor, &plain, token);
    }
}

/// Fails unless each way to redact removes what was written.
fn assert_redacted(redactor: &Redactor, text: &str, written: &[String]) {
    for redact in [Redactor::text, Redactor::name, Redactor::cut_text] {
        let redacted = redact(redactor, text);
        assert_absent(written, &redacted);
    }
    // A text that is cut again may end in the beginning of a secret again.
    for redact in [Redactor::text, Redactor::name] {
        let redacted = redact(redactor, text);
        assert_eq!(redact(redactor, &redacted), redacted, "again");
    }
    let json = serde_json::to_vec(&[text]).expect("JSON");
    let redacted = redactor.json(&json);
    let [redacted]: [String; 1] = serde_json::from_slice(&redacted).expect("JSON");
    assert_absent(written, &redacted);
    let body = redactor.json(text.as_bytes());
    let was_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(&body).is_ok();
    assert!(is_json || !was_json, "{text:?}");
}

/// Returns a text without what secrets are made of, and without escapes.
fn plain(text: &str) -> String {
    let is_plain = |c: &char| !is_secret(&c.to_string()) && !"%\\+&".contains(*c);
    text.chars().filter(is_plain).collect()
}

/// Fails unless the beginning of a token at the end of a text is removed, and no more.
fn assert_cut(redactor: &Redactor, text: &str, token: &str) {
    for form in 0..10 {
        let written = written(token, form);
        let cut = written.len() * (form + 1) / 11;
        let redacted = redactor.cut_text(&format!("{text}{}", &written[..cut]));
        assert_eq!(redacted, text, "{}", &written[..cut]);
    }
}
