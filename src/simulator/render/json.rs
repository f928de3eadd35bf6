//! JSON in the form that Graph writes, which is PHP's: `/` is escaped as `\/`, and
//! a character outside of ASCII as `\uXXXX`, in two units of UTF-16 if necessary.

use std::fmt::Write;

use serde_json::Value;

/// Capacity of a new text, in bytes: most pages of lists fit.
const CAPACITY: usize = 16 * 1024;

/// Returns what a function writes.
pub(crate) fn written(write: impl FnOnce(&mut JsonWriter)) -> String {
    let mut json = JsonWriter(String::with_capacity(CAPACITY));
    write(&mut json);
    json.0
}

/// Returns a value as JSON.
pub(crate) fn to_string(value: &Value) -> String {
    let mut json = JsonWriter(String::new());
    json.value(value);
    json.0
}

/// Writes JSON to a text.
///
/// Each page of a list goes through it. It takes half the instructions of a serializer
/// of `serde_json`, which examines each byte of a text before its formatter does.
pub(crate) struct JsonWriter(String);

impl JsonWriter {
    /// Writes an object with the members that a function writes.
    pub(crate) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.0.push('{');
        members(self);
        self.0.push('}');
    }

    /// Writes the name of a member. Its value has to follow.
    pub(crate) fn member(&mut self, name: &str) -> &mut Self {
        self.separate();
        self.string(name);
        self.0.push(':');
        self
    }

    /// Writes a key as it is: a name that has nothing to escape, with quotes and colon.
    /// The value of the member has to follow.
    pub(crate) fn key(&mut self, key: &str) -> &mut Self {
        self.separate();
        self.0.push_str(key);
        self
    }

    /// Writes an array of elements, each with a function.
    pub(crate) fn array<T>(
        &mut self,
        elements: impl IntoIterator<Item = T>,
        write: impl Fn(&mut Self, T),
    ) {
        self.0.push('[');
        for element in elements {
            self.separate();
            write(self, element);
        }
        self.0.push(']');
    }

    /// Writes a text.
    pub(crate) fn string(&mut self, text: &str) {
        self.joined(text, "");
    }

    /// Writes a text that has nothing to escape, such as the digits of a time.
    pub(crate) fn plain(&mut self, text: &str) {
        self.0.push('"');
        self.0.push_str(text);
        self.0.push('"');
    }

    /// Writes two texts as one.
    pub(crate) fn joined(&mut self, start: &str, end: &str) {
        self.0.push('"');
        self.part(start);
        if !end.is_empty() {
            self.part(end);
        }
        self.0.push('"');
    }

    fn part(&mut self, text: &str) {
        match is_plain(text.as_bytes()) {
            true => self.0.push_str(text),
            false => self.escaped(text),
        }
    }

    /// Writes a number, `true`, `false`, or `null`.
    pub(crate) fn literal(&mut self, literal: impl std::fmt::Display) {
        // Writing to a text cannot fail.
        let _ = write!(self.0, "{literal}");
    }

    /// Writes a value.
    pub(crate) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.literal("null"),
            Value::Bool(value) => self.literal(value),
            Value::Number(number) => self.literal(number),
            Value::String(text) => self.string(text),
            Value::Array(elements) => self.array(elements, Self::value),
            Value::Object(members) => self.object(|json| {
                for (name, value) in members {
                    json.member(name).value(value);
                }
            }),
        }
    }

    /// Writes a comma, unless the object or array has just begun.
    fn separate(&mut self) {
        if !matches!(self.0.as_bytes().last(), Some(b'{' | b'[')) {
            self.0.push(',');
        }
    }

    fn escaped(&mut self, text: &str) {
        let mut written = 0;
        for (place, letter) in text.char_indices() {
            let short = match letter {
                '"' => "\\\"",
                '\\' => "\\\\",
                '/' => "\\/",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\u{8}' => "\\b",
                '\u{c}' => "\\f",
                ' '..='\u{7f}' => continue,
                _ => "",
            };
            self.0.push_str(&text[written..place]);
            self.0.push_str(short);
            if short.is_empty() {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    self.unit(*unit);
                }
            }
            written = place + letter.len_utf8();
        }
        self.0.push_str(&text[written..]);
    }

    /// Writes the escape of a unit of UTF-16.
    fn unit(&mut self, unit: u16) {
        self.0.push_str("\\u");
        for shift in [12, 8, 4, 0] {
            let digit = char::from_digit(u32::from(unit) >> shift & 0xf, 16);
            self.0.extend(digit);
        }
    }
}

/// Returns whether a text has no character to escape.
fn is_plain(text: &[u8]) -> bool {
    match text.len() {
        16.. => is_plain_in_chunks::<16>(text),
        8.. => is_plain_in_chunks::<8>(text),
        4.. => is_plain_in_chunks::<4>(text),
        _ => text.iter().all(|byte| is_plain_chunk(&[*byte])),
    }
}

/// Returns whether a text, which has at least a chunk, has no character to escape.
fn is_plain_in_chunks<const SIZE: usize>(text: &[u8]) -> bool {
    let (chunks, _) = text.as_chunks::<SIZE>();
    // The last chunk may overlap the one before it.
    chunks.iter().all(is_plain_chunk) && text.last_chunk().is_none_or(is_plain_chunk::<SIZE>)
}

/// Returns whether none of some bytes needs an escape. In this form, the compiler examines
/// all of them in one step.
fn is_plain_chunk<const SIZE: usize>(chunk: &[u8; SIZE]) -> bool {
    let any = |is: fn(u8) -> bool| chunk.iter().fold(false, |any, byte| any | is(*byte));
    // As a signed number, a byte outside of ASCII is negative.
    let is_plain = !any(|byte| byte.cast_signed() < 32);
    is_plain & !any(|byte| byte == b'"') & !any(|byte| byte == b'\\') & !any(|byte| byte == b'/')
}
