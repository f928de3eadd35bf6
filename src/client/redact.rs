//! Removes secrets from texts.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

/// A secret that is shared cheaply.
pub(crate) type Secret = Arc<SecretString>;

/// Replaces the access token.
const REDACTED_TOKEN: &str = "<access token>";

/// Replaces the app secret.
const REDACTED_SECRET: &str = "<app secret>";

/// Replaces the proof of a call.
const REDACTED_PROOF: &str = "<proof>";

/// Shortest secret that is searched for in names and ids, where a shorter one
/// matches by chance. Graph's tokens and secrets are longer.
const MIN_LEN_IN_NAMES: usize = 8;

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

/// Replaces the proofs in URLs, which servers often repeat in messages.
fn replace_proofs(text: &str) -> String {
    const NAME: &str = "appsecret_proof";
    // Plain, as a part of a URL in a URL, and within JSON.
    const EQUALS: [&str; 4] = ["=", "%3d", "%253d", "\\u003d"];
    let mut parts = text.split(NAME);
    let before = parts.next().unwrap_or_default().to_owned();
    parts.fold(before, |text, part| {
        let starts = |equals: &&&str| {
            let start = part.get(..equals.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(equals))
        };
        let Some(equals) = EQUALS.iter().find(starts) else {
            return text + NAME + part;
        };
        let (equals, rest) = part.split_at(equals.len());
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        text + NAME + equals + REDACTED_PROOF + rest
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
    let (secret, bytes) = (secret.as_bytes(), text.as_bytes());
    if secret.is_empty() {
        return text.to_owned();
    }
    let mut redacted = Vec::with_capacity(bytes.len());
    let mut place = 0;
    while place < bytes.len() {
        match match_len(secret, &bytes[place..]) {
            Some(length) => {
                redacted.extend_from_slice(replacement.as_bytes());
                place += length;
            }
            None => {
                redacted.push(bytes[place]);
                place += 1;
            }
        }
    }
    String::from_utf8_lossy(&redacted).into_owned()
}

/// Returns the number of bytes that the secret takes at the start of a text, if it
/// is there.
fn match_len(secret: &[u8], text: &[u8]) -> Option<usize> {
    secret.iter().try_fold(0, |length, byte| {
        let rest = text.get(length..)?;
        Some(length + match_byte_len(*byte, rest)?)
    })
}

/// Returns the number of bytes that a byte takes, which may be written as `|`,
/// `%7c`, `%257c`, `\u007c` or `\u00257c`, and a space also as `+`.
fn match_byte_len(byte: u8, text: &[u8]) -> Option<usize> {
    match text {
        [first, ..] if *first == byte => Some(1),
        [b'+', ..] if byte == b' ' => Some(1),
        [b'%', rest @ ..] if hex(rest, 2) == Some(byte.into()) => Some(3),
        [b'%', b'2', b'5', rest @ ..] if hex(rest, 2) == Some(byte.into()) => Some(5),
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
    use super::{replace, replace_in_name};

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
    fn other_text_is_kept() {
        for text in ["", "12|k", "12%7", r"12\u00", "é12|k", r"12\", "100 % + 1"] {
            assert_eq!(replace("12|k/y", "*", text), text);
            assert_eq!(replace("", "*", text), text);
        }
    }
}
