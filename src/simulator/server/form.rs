//! Parameters in queries and bodies.

use serde_json::{Map, Value};

/// Reads the parameters of a query, or of a form that is encoded like one.
pub(crate) fn read_query(query: &str) -> Vec<(String, String)> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    pairs.into_owned().collect()
}

/// Reads the parameters of a body, in any of the three forms that Graph accepts.
pub(crate) fn read(content_type: &str, body: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body);
    let (media_type, attributes) = content_type.split_once(';').unwrap_or((content_type, ""));
    match media_type.trim().to_ascii_lowercase().as_str() {
        // Some clients send no content type.
        "application/x-www-form-urlencoded" | "" => read_query(&text),
        "application/json" => read_json(&text),
        "multipart/form-data" => read_multipart(attributes, &text),
        _ => Vec::new(),
    }
}

/// Reads the members of an object. Those that are not strings remain JSON.
fn read_json(text: &str) -> Vec<(String, String)> {
    let object: Map<_, _> = serde_json::from_str(text).unwrap_or_default();
    let members = object.into_iter().map(|(name, value)| match value {
        Value::String(text) => (name, text),
        other => (name, other.to_string()),
    });
    members.collect()
}

/// Reads the fields of a multipart form. Files count as fields, too.
fn read_multipart(attributes: &str, text: &str) -> Vec<(String, String)> {
    let Some(boundary) = attribute(attributes, "boundary") else {
        return Vec::new();
    };
    let boundary = format!("--{boundary}");
    let parts = text.split(boundary.as_str()).filter_map(|part| {
        let (head, value) = part.strip_prefix("\r\n")?.split_once("\r\n\r\n")?;
        let mut headers = head.lines().filter_map(|line| line.split_once(':'));
        let (_, disposition) =
            headers.find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"))?;
        let name = attribute(disposition, "name")?;
        Some((name.to_owned(), value.strip_suffix("\r\n")?.to_owned()))
    });
    parts.collect()
}

/// Returns the value of an attribute of a header, `name=value` or `name="value"`.
fn attribute<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let mut attributes = header.split(';').map(str::trim);
    let value = attributes.find_map(|attribute| {
        let (other, value) = attribute.split_once('=')?;
        other.eq_ignore_ascii_case(name).then_some(value)
    });
    Some(value?.trim_matches('"'))
}
