//! Parameters in a query and in a body.

use serde_json::{Map, Value};

/// The parameters of a query, or of a form that is written like one.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    pairs.into_owned().collect()
}

/// The parameters of a body, in any of the three forms that Graph takes.
pub(crate) fn read(content_type: &str, body: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body);
    let (kind, rest) = content_type.split_once(';').unwrap_or((content_type, ""));
    match kind.trim().to_ascii_lowercase().as_str() {
        // Some clients do not say what they send.
        "application/x-www-form-urlencoded" | "" => pairs(&text),
        "application/json" => object(&text),
        "multipart/form-data" => multipart(rest, &text),
        _ => Vec::new(),
    }
}

/// The members of an object; those that are no text, as JSON.
fn object(text: &str) -> Vec<(String, String)> {
    let object: Map<_, _> = serde_json::from_str(text).unwrap_or_default();
    let members = object.into_iter().map(|(name, value)| match value {
        Value::String(text) => (name, text),
        other => (name, other.to_string()),
    });
    members.collect()
}

/// The fields of a form in parts. A file is one too, though nothing reads it.
fn multipart(content_type: &str, text: &str) -> Vec<(String, String)> {
    let Some(boundary) = setting(content_type, "boundary") else {
        return Vec::new();
    };
    let boundary = format!("--{boundary}");
    let parts = text.split(boundary.as_str()).filter_map(|part| {
        let (head, value) = part.strip_prefix("\r\n")?.split_once("\r\n\r\n")?;
        let mut lines = head.lines();
        let named = lines.find_map(|line| {
            let (header, rest) = line.split_once(':')?;
            let named = header.eq_ignore_ascii_case("content-disposition");
            named.then(|| setting(rest, "name")).flatten()
        });
        Some((named?.to_owned(), value.strip_suffix("\r\n")?.to_owned()))
    });
    parts.collect()
}

/// The value of `name=value` or `name="value"` among others like it.
fn setting<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let mut settings = header.split(';').map(str::trim);
    let value = settings.find_map(|setting| {
        let (other, value) = setting.split_once('=')?;
        other.eq_ignore_ascii_case(name).then_some(value)
    });
    Some(value?.trim_matches('"'))
}
