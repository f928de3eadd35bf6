//! Removes secrets from texts.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

/// A secret that is shared cheaply.
pub(crate) type Secret = Arc<SecretString>;

/// Replaces the access token.
const REDACTED_TOKEN: &str = "<access token>";

/// Replaces the app secret.
const REDACTED_SECRET: &str = "<app secret>";

/// The parameter that has the proof of a call.
const PROOF_NAME: &str = "appsecret_proof";

/// Replaces the proof of a call.
const REDACTED_PROOF: &str = "<proof>";

/// Shortest secret that is searched for in names and ids, where a shorter one
/// matches by chance. Graph's tokens and secrets are longer.
const MIN_LEN_IN_NAMES: usize = 8;

/// The most bytes that a byte of a secret takes, as `\\u00257c`.
const MAX_BYTE_LEN: usize = 9;

/// Removes the secrets of an account from texts that the server sent.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    /// The token in use, and those that it replaced.
    pub(crate) tokens: Arc<[Secret]>,
    pub(crate) app_secret: Option<Secret>,
}

impl Redactor {
    /// Redacts a text, also where a secret is encoded as in a URL or in JSON.
    ///
    /// Decisions are made on the original text: a short token may be a part of any
    /// word.
    pub(crate) fn text(&self, text: &str) -> String {
        self.redact_with(replace, text)
    }

    /// Redacts a text that was cut, whose end may be the beginning of a secret.
    pub(crate) fn cut_text(&self, text: &str) -> String {
        // Whole secrets first: the end of one may be the beginning of another.
        let mut text = self.text(text);
        let secrets = self.tokens.iter().chain(&self.app_secret);
        let ends = secrets.map(|secret| len_without_start(secret.expose_secret(), &text));
        let end = ends.min().unwrap_or(text.len());
        text.truncate(end);
        text
    }

    /// Redacts a name or an id.
    pub(crate) fn name(&self, name: &str) -> String {
        self.redact_with(replace_in_name, name)
    }

    /// Returns whether a secret is in a name, an id or another text that should have none.
    pub(crate) fn is_in_name(&self, name: &str) -> bool {
        let tokens = self.tokens.iter();
        let mut secrets = tokens.chain(&self.app_secret);
        secrets.any(|secret| replace_in_name(secret.expose_secret(), "", name) != name)
    }

    /// Redacts the strings of a JSON body.
    pub(crate) fn json(&self, body: &[u8]) -> Vec<u8> {
        let mut redacted = Vec::with_capacity(body.len());
        let mut rest = body;
        while let Some(quote) = memchr::memchr(b'"', rest) {
            let (outside, string) = rest.split_at(quote + 1);
            let (string, after) = string.split_at(string_len(string));
            let (end, after) = after.split_at(after.len().min(1));
            redacted.extend_from_slice(outside);
            match self.may_redact(string) {
                true => redacted.extend(self.bytes(string)),
                false => redacted.extend_from_slice(string),
            }
            redacted.extend_from_slice(end);
            rest = after;
        }
        redacted.extend_from_slice(rest);
        redacted
    }

    /// Returns whether a text may have something to redact. Most texts have not, and this
    /// finds out fast.
    fn may_redact(&self, text: &[u8]) -> bool {
        let has_proof = |_| memchr::memmem::find(text, PROOF_NAME.as_bytes()).is_some();
        let is_there = |secret: &Secret| {
            let first = secret.expose_secret().as_bytes().first();
            first.is_some_and(|first| first_byte_start(*first, text).is_some())
        };
        let mut secrets = self.tokens.iter().chain(&self.app_secret);
        secrets.any(is_there) || self.app_secret.as_ref().is_some_and(has_proof)
    }

    /// Redacts text, of which bytes that are not UTF-8 are kept.
    fn bytes(&self, text: &[u8]) -> Vec<u8> {
        let chunks = text.utf8_chunks().flat_map(|chunk| {
            let valid = self.name(chunk.valid()).into_bytes();
            [valid, chunk.invalid().to_vec()]
        });
        chunks.flatten().collect()
    }

    fn redact_with(&self, replace: fn(&str, &str, &str) -> String, text: &str) -> String {
        // Proofs first: a token that is a part of the word `appsecret_proof` would
        // hide them.
        let text = match &self.app_secret {
            Some(_) => replace_proofs(text),
            None => text.to_owned(),
        };
        let tokens = self.tokens.iter();
        let text = tokens.fold(text, |text, token| {
            replace(token.expose_secret(), REDACTED_TOKEN, &text)
        });
        match &self.app_secret {
            Some(secret) => replace(secret.expose_secret(), REDACTED_SECRET, &text),
            None => text,
        }
    }
}

/// Returns the number of bytes before the quote that ends a JSON string.
fn string_len(text: &[u8]) -> usize {
    let mut is_escaped = false;
    let end = text.iter().position(|byte| {
        let is_end = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    });
    end.unwrap_or(text.len())
}

/// Replaces the proofs in URLs, which servers often repeat in messages.
fn replace_proofs(text: &str) -> String {
    // Plain, as a part of a URL in a URL, and within JSON.
    const EQUALS: [&str; 4] = ["=", "%3d", "%253d", "\\u003d"];
    let mut parts = text.split(PROOF_NAME);
    let before = parts.next().unwrap_or_default().to_owned();
    parts.fold(before, |text, part| {
        let starts = |equals: &&&str| {
            let start = part.get(..equals.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(equals))
        };
        let Some(equals) = EQUALS.iter().find(starts) else {
            return text + PROOF_NAME + part;
        };
        let (equals, rest) = part.split_at(equals.len());
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        text + PROOF_NAME + equals + REDACTED_PROOF + rest
    })
}

/// Replaces a secret in a name or an id. A secret that is shorter than those of
/// Graph is not searched for: it would hide parts of the name.
fn replace_in_name(secret: &str, replacement: &str, name: &str) -> String {
    match secret.len() < MIN_LEN_IN_NAMES {
        true => name.to_owned(),
        false => replace(secret, replacement, name),
    }
}

/// Replaces a secret in a text, in each form in which it can be written: as it
/// is, as a part of a URL, or within JSON.
fn replace(secret: &str, replacement: &str, text: &str) -> String {
    let (secret, mut rest) = (secret.as_bytes(), text.as_bytes());
    let Some(first) = secret.first() else {
        return text.to_owned();
    };
    let mut redacted = Vec::with_capacity(rest.len());
    while let Some(start) = first_byte_start(*first, rest) {
        let (before, from_start) = rest.split_at(start);
        redacted.extend_from_slice(before);
        let length = match match_len(secret, from_start) {
            Some(length) => {
                redacted.extend_from_slice(replacement.as_bytes());
                length
            }
            None => {
                redacted.push(from_start[0]);
                1
            }
        };
        rest = &from_start[length..];
    }
    redacted.extend_from_slice(rest);
    String::from_utf8_lossy(&redacted).into_owned()
}

/// Returns where the first byte of a secret may be, in any of its forms. Most texts have no
/// such place.
fn first_byte_start(first: u8, text: &[u8]) -> Option<usize> {
    match first {
        // It may also be written as `+`.
        b' ' => text.iter().position(|byte| b" +%\\".contains(byte)),
        _ => memchr::memchr3(first, b'%', b'\\', text),
    }
}

/// Returns the number of bytes that the secret takes at the start of a text, if it
/// is there.
fn match_len(secret: &[u8], text: &[u8]) -> Option<usize> {
    secret.iter().try_fold(0, |length, byte| {
        let rest = text.get(length..)?;
        Some(length + match_byte_len(*byte, rest)?)
    })
}

/// Returns the length of a text without the beginning of a secret at its end.
fn len_without_start(secret: &str, text: &str) -> usize {
    let secret = secret.as_bytes();
    let longest = secret.len().saturating_mul(MAX_BYTE_LEN);
    let from = text.len().saturating_sub(longest);
    let mut starts = (from..text.len()).filter(|start| text.is_char_boundary(*start));
    let start = starts.find(|start| is_start(secret, &text.as_bytes()[*start..]));
    start.unwrap_or(text.len())
}

/// Returns whether a text is the beginning of a secret. Its last byte may be cut too.
fn is_start(secret: &[u8], text: &[u8]) -> bool {
    let mut rest = text;
    for byte in secret {
        match match_byte_len(*byte, rest) {
            Some(length) => rest = &rest[length..],
            None => return is_byte_start(*byte, rest),
        }
    }
    // A whole secret, which is redacted.
    false
}

/// Returns whether a text is the beginning of a form of a byte.
fn is_byte_start(byte: u8, text: &[u8]) -> bool {
    let forms = [
        format!("%{byte:02x}"),
        format!("%25{byte:02x}"),
        format!("\\u00{byte:02x}"),
        format!("\\u0025{byte:02x}"),
        format!("\\{}", char::from(byte)),
    ];
    let starts = |text: &[u8]| {
        let mut starts = forms
            .iter()
            .filter_map(|form| form.as_bytes().get(..text.len()));
        starts.any(|start| start.eq_ignore_ascii_case(text))
    };
    starts(text) || doubled(text).is_some_and(starts)
}

/// Returns the number of bytes that a byte takes, which may be written as `|`,
/// `%7c`, `%257c`, `\u007c` or `\u00257c`, and a space also as `+`. In JSON within JSON,
/// each backslash is doubled.
fn match_byte_len(byte: u8, text: &[u8]) -> Option<usize> {
    match text {
        [first, ..] if *first == byte => Some(1),
        [b'+', ..] if byte == b' ' => Some(1),
        [b'%', rest @ ..] if hex(rest, 2) == Some(byte.into()) => Some(3),
        [b'%', b'2', b'5', rest @ ..] if hex(rest, 2) == Some(byte.into()) => Some(5),
        text => match doubled(text) {
            Some(text) => Some(1 + match_escape_len(byte, text)?),
            None => match_escape_len(byte, text),
        },
    }
}

/// Returns a text without the first of two backslashes at its start.
fn doubled(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_prefix(br"\")?;
    text.starts_with(br"\").then_some(text)
}

/// Returns the number of bytes of an escape of a byte in JSON.
fn match_escape_len(byte: u8, text: &[u8]) -> Option<usize> {
    match text {
        [b'\\', b'u', rest @ ..] => match hex(rest, 4)? {
            code if code == u32::from(byte) => Some(6),
            code if code == u32::from(b'%') && hex(&rest[4..], 2) == Some(byte.into()) => Some(8),
            _ => None,
        },
        [b'\\', escaped, ..] if *escaped == byte => Some(2),
        _ => None,
    }
}

/// Parses a number of exactly so many hexadecimal digits.
fn hex(text: &[u8], digits: usize) -> Option<u32> {
    let digits = text.get(..digits)?.iter();
    digits.copied().try_fold(0, |number, digit| {
        Some(number * 16 + char::from(digit).to_digit(16)?)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use secrecy::SecretString;

    use super::{Redactor, len_without_start, replace, replace_in_name};

    #[test]
    fn a_secret_is_found_in_every_form() {
        for text in [
            "a 12|k/y b",
            "a 12%7Ck%2Fy b",
            "a 12%7ck%2fy b",
            "a 12%257ck%252Fy b",
            r"a 12|k\/y b",
            r"a 12\u007Ck/y b",
            r"a 12\u00257ck\u00252Fy b",
            r"a \u0031%32|k\/y b",
            // JSON within JSON.
            r"a 12|k\\/y b",
            r"a 12\\u007Ck\\u00252fy b",
        ] {
            assert_eq!(replace("12|k/y", "*", text), "a * b", "{text}");
        }
        assert_eq!(replace("a b", "*", "xa+by"), "x*y");
    }

    #[test]
    fn a_short_secret_is_not_searched_for_in_names() {
        assert_eq!(replace_in_name("1", "*", "v21.0"), "v21.0");
        assert_eq!(replace_in_name("1234567", "*", "1234567"), "1234567");
        assert_eq!(replace_in_name("12345678", "*", "a12345678b"), "a*b");
    }

    #[test]
    fn the_beginning_of_a_secret_at_the_end_is_found_in_every_form() {
        for (text, kept) in [
            ("a 12|k/", "a "),
            ("a 1", "a "),
            ("a 12%7Ck%2", "a "),
            ("a 12%257", "a "),
            (r"a 12\u00257Ck\", "a "),
            (r"a \u0031%32|k\u00", "a "),
            (r"a 12|k\\", "a "),
            (r"a 12\\u00257Ck\\u00", "a "),
            ("a 112", "a 1"),
            // Whole secrets are redacted, and other texts are kept.
            ("a 12|k/y", "a 12|k/y"),
            ("é12|k/x", "é12|k/x"),
            ("a é", "a é"),
            ("", ""),
        ] {
            assert_eq!(&text[..len_without_start("12|k/y", text)], kept, "{text}");
        }
        assert_eq!(len_without_start("", "a"), 1);
    }

    #[test]
    fn strings_of_json_are_redacted_and_all_else_is_kept() {
        let redactor = Redactor {
            tokens: [Arc::new(SecretString::from("1234567|k"))].into(),
            app_secret: None,
        };
        let json = |text: &[u8]| String::from_utf8_lossy(&redactor.json(text)).into_owned();
        for (body, expected) in [
            (
                r#"{"a":"x 1234567|k","1234567%7Ck":[]}"#,
                r#"{"a":"x <access token>","<access token>":[]}"#,
            ),
            (
                r#"["\\","\"1234567|k",""]"#,
                r#"["\\","\"<access token>",""]"#,
            ),
            // What is left of an escape would be another one.
            (r#"["a\\1234567|k"]"#, r#"["a<access token>"]"#),
            (r#"{"unclosed 1234567|k"#, r#"{"unclosed <access token>"#),
            ("1234567|k", "1234567|k"),
            ("", ""),
        ] {
            assert_eq!(json(body.as_bytes()), expected);
        }
        let with_secret = Redactor {
            app_secret: Some(Arc::new(SecretString::from("0123456789abcdef"))),
            ..redactor.clone()
        };
        let body = br#"["appsecret_proof=12ef&x=y","0123456789abcde"]"#;
        let expected = br#"["appsecret_proof=<proof>&x=y","0123456789abcde"]"#;
        assert_eq!(with_secret.json(body), expected);
        let invalid = redactor.json(b"[\"\xff1234567|k\xff\"]");
        assert_eq!(invalid, b"[\"\xff<access token>\xff\"]");
    }

    #[test]
    fn other_text_is_kept() {
        for text in ["", "12|k", "12%7", r"12\u00", "é12|k", r"12\", "100 % + 1"] {
            assert_eq!(replace("12|k/y", "*", text), text);
            assert_eq!(replace("", "*", text), text);
        }
    }
}
