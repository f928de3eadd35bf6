//! Finds the JSON path of an error by its position.
//!
//! A deserializer that tracks its path would be compiled again for each type, in the
//! crate of each caller.

use super::path::joined;

/// A list or an object that is not closed at the position.
enum Open {
    /// The index of its current element.
    List(usize),
    /// The name of its current member; `None` before there is one.
    Object(Option<String>),
}

/// Returns the path to the value at a position, such as `data[3].updated_time`, or an
/// empty text for the whole body.
///
/// `line` and `column` are those of errors of serde_json, where the column counts the
/// bytes of the line that were read.
pub(crate) fn at(text: &[u8], line: usize, column: usize) -> String {
    let lines = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let starts = lines.map(|(end, _)| end + 1);
    let start = std::iter::once(0).chain(starts).nth(line.saturating_sub(1));
    before(text, start.unwrap_or_default().saturating_add(column))
}

/// Returns the path to the value that starts or is not closed at a byte offset.
pub(crate) fn before(text: &[u8], end: usize) -> String {
    let mut open = Vec::new();
    let mut bytes = text[..end.min(text.len())].iter();
    let mut string = None;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => string = Some(read_string(&mut bytes)),
            b':' => {
                if let Some(Open::Object(name)) = open.last_mut() {
                    *name = string.take();
                }
            }
            b',' => match open.last_mut() {
                Some(Open::List(place)) => *place += 1,
                Some(Open::Object(name)) => *name = None,
                None => {}
            },
            b'[' => open.push(Open::List(0)),
            b'{' => open.push(Open::Object(None)),
            b']' | b'}' => {
                open.pop();
            }
            _ => {}
        }
    }
    path(&open)
}

/// Reads to the end of a string, and keeps its escapes.
fn read_string<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> String {
    let mut string = Vec::new();
    while let Some(byte) = bytes.next().filter(|byte| **byte != b'"') {
        string.push(*byte);
        if *byte == b'\\' {
            string.extend(bytes.next());
        }
    }
    String::from_utf8_lossy(&string).into_owned()
}

fn path(open: &[Open]) -> String {
    open.iter()
        .fold(String::new(), |mut path, open| match open {
            // No new text for each: a body that is no JSON may open millions.
            Open::List(place) => {
                path.push_str(&format!("[{place}]"));
                path
            }
            Open::Object(Some(name)) => joined(path, name),
            Open::Object(None) => path,
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde::Deserialize;

    use super::at;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Page {
        data: Vec<Thread>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Thread {
        id: String,
        count: Option<i64>,
        with: Option<Vec<Thread>>,
    }

    /// Returns the path of the error of a text.
    fn path(text: &str) -> String {
        let error = serde_json::from_str::<Page>(text).unwrap_err();
        at(text.as_bytes(), error.line(), error.column())
    }

    #[test]
    fn an_error_is_located_at_its_value() {
        for (text, expected) in [
            (r#"{"data": [{"id": "1"}, {"id": 2}]}"#, "data[1].id"),
            (
                r#"{"data": [{"id": "a,]}\"", "count": "x"}]}"#,
                "data[0].count",
            ),
            (
                r#"{"data": [{"id": "1", "with": [{"id": []}]}]}"#,
                "data[0].with[0].id",
            ),
            (r#"{"data": {"0": 1}}"#, "data"),
            ("[]", ""),
            (
                "{\n\"data\": [\n{\"id\": \"1\"},\n{\"id\": null}]}",
                "data[1].id",
            ),
        ] {
            assert_eq!(path(text), expected, "{text}");
        }
    }

    #[test]
    fn a_missing_member_is_located_at_its_object() {
        assert_eq!(path(r#"{"data": [{"id": "1"}, {"count": 2}]}"#), "data[1]");
        assert_eq!(path("{}"), "");
    }

    #[test]
    fn control_characters_of_names_are_escaped() {
        let text = "{\"a\u{7f}\": {\"b\u{9b}1m\\n\": [1";
        assert_eq!(
            at(text.as_bytes(), 1, text.len()),
            r"a\u{7f}.b\u{9b}1m\n[0]"
        );
    }

    #[test]
    fn a_position_beyond_the_text_is_its_end() {
        assert_eq!(at(b"[1, 2", 9, 9), "[1]");
    }
}
