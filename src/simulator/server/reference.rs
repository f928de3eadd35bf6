//! References in a batch to the response of a call before, such as
//! `{result=threads:$.data.*.id}`.

use std::iter::successors;
use std::ops::Range;

use percent_encoding::percent_decode_str;
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::simulator::error_response::ErrorResponse;

const START: &str = "{result=";
const END: char = '}';

/// A reference in a text.
struct Reference<'a> {
    name: &'a str,
    /// JSONPath of the values.
    path: &'a str,
    /// The reference itself, in the text.
    range: Range<usize>,
}

impl<'a> Reference<'a> {
    /// Returns the first reference in a text from a position on.
    fn first(text: &'a str, from: usize) -> Option<Self> {
        let start = from + text[from..].find(START)?;
        let within = start + START.len();
        let end = within + text[within..].find(END)?;
        let (name, path) = text[within..end].split_once(':')?;
        Some(Self {
            name,
            path,
            range: start..end + END.len_utf8(),
        })
    }

    /// Returns the values in a response: numbers, texts and the like, with commas
    /// between them.
    fn values(&self, response: &Value) -> Result<String, ErrorResponse> {
        // Graph allows no filters.
        let path = JsonPath::parse(self.path)
            .ok()
            .filter(|_| !self.path.contains('?'));
        let path = path.ok_or_else(|| {
            let message = format!("Invalid JSONPath expression: {}", self.path);
            ErrorResponse::parameter(&message)
        })?;
        let values = path.query(response).all().into_iter();
        let values = values.filter_map(|value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
            other => Some(other.to_string()),
        });
        Ok(values.collect::<Vec<_>>().join(","))
    }
}

/// Returns the names of the calls that a text refers to. It can be encoded for a URL.
pub(crate) fn names(text: &str) -> Vec<String> {
    let text = percent_decode_str(text).decode_utf8_lossy();
    let first = Reference::first(&text, 0);
    let references = successors(first, |last| Reference::first(&text, last.range.end));
    references
        .map(|reference| reference.name.to_owned())
        .collect()
}

/// Replaces the references in a text by values of the responses that they name.
pub(crate) fn replace<'a>(
    text: &mut String,
    response: impl Fn(&str) -> Option<&'a Value>,
) -> Result<(), ErrorResponse> {
    let mut from = 0;
    while let Some(reference) = Reference::first(text, from) {
        let values = match response(reference.name) {
            Some(response) => reference.values(response)?,
            None => String::new(),
        };
        let range = reference.range.clone();
        from = range.start + values.len();
        text.replace_range(range, &values);
    }
    Ok(())
}
