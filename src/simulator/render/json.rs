//! JSON in the form that Graph writes, which is PHP's: `/` is escaped as `\/`, and
//! a character outside of ASCII as `\uXXXX`, in two units of UTF-16 if necessary.

use std::fmt::Write;
use std::ops::Range;

use serde_json::Value;

/// Capacity of a new text, in bytes: most pages of lists fit.
const CAPACITY: usize = 16 * 1024;

/// The number of bytes that are examined at once.
const WORD: usize = 8;

/// A number with each byte 1.
const EACH: u64 = 0x0101_0101_0101_0101;

/// Whether each byte needs no escape.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < plain.len() {
        plain[byte] = is_plain([byte as u8; WORD]);
        byte += 1;
    }
    plain
};

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

    /// Writes two texts as one. The second has nothing to escape.
    pub(crate) fn joined(&mut self, start: &str, end: &str) {
        self.0.push('"');
        self.part(start);
        self.0.push_str(end);
        self.0.push('"');
    }

    /// Returns the length of what was written, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Writes what was written somewhere before.
    pub(crate) fn repeat(&mut self, place: Range<usize>) {
        self.0.extend_from_within(place);
    }

    /// Writes a text with its escapes, without quotes.
    fn part(&mut self, text: &str) {
        let plain = plain_length(text.as_bytes());
        if plain == text.len() {
            self.0.push_str(text);
        } else {
            self.escaped(text, plain);
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

    /// Writes a text with its escapes, of which a start has none.
    #[inline(never)]
    fn escaped(&mut self, text: &str, plain: usize) {
        let (mut start, mut rest) = text.split_at(plain);
        loop {
            self.0.push_str(start);
            let mut letters = rest.chars();
            let Some(letter) = letters.next() else {
                return;
            };
            self.escape(letter);
            let rest_text = letters.as_str();
            (start, rest) = rest_text.split_at(plain_length(rest_text.as_bytes()));
        }
    }

    fn escape(&mut self, letter: char) {
        let short = match letter {
            '"' => "\\\"",
            '\\' => "\\\\",
            '/' => "\\/",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    self.unit(*unit);
                }
                return;
            }
        };
        self.0.push_str(short);
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

/// Returns the length of the start of a text that has no character to escape.
fn plain_length(text: &[u8]) -> usize {
    let (words, _) = text.as_chunks();
    let plain = words.iter().take_while(|word| is_plain(**word)).count() * WORD;
    let rest = text[plain..].iter();
    plain + rest.take_while(|byte| PLAIN[usize::from(**byte)]).count()
}

/// Returns whether none of the bytes of a word needs an escape. They are examined at once: the
/// highest bit of one that does is set in one of the terms, and no highest bit is if none does.
const fn is_plain(word: [u8; WORD]) -> bool {
    let word = u64::from_le_bytes(word);
    let control = word.wrapping_sub(EACH * b' ' as u64);
    let terms = word | control | equal(word, b'"') | equal(word, b'\\') | equal(word, b'/');
    terms & (EACH << 7) == 0
}

/// Returns a number with the highest bit of each byte of a word that is equal to another, if all
/// are ASCII.
const fn equal(word: u64, byte: u8) -> u64 {
    (word ^ (EACH * byte as u64)).wrapping_sub(EACH)
}
