//! Removes secrets from texts.

mod encoded;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use self::encoded::{Starts, is_start, most_len};

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

    /// Returns whether a secret is in the name of a header. Those are in lower case, except for
    /// what stands for a letter in another form.
    pub(crate) fn is_in_header(&self, name: &str) -> bool {
        let mut secrets = self.tokens.iter().chain(&self.app_secret);
        let in_lower_case = |secret: &Secret| {
            let secret = secret.expose_secret().to_ascii_lowercase();
            let secret = SecretString::from(secret);
            replace_in_name(secret.expose_secret(), "", name) != name
        };
        self.is_in_name(name) || secrets.any(in_lower_case)
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
            first.is_some_and(|first| Starts::new(*first, text).next().is_some())
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

/// Replaces the proofs in URLs and JSON, which servers often repeat in messages.
fn replace_proofs(text: &str) -> String {
    let mut parts = text.split(PROOF_NAME);
    let before = parts.next().unwrap_or_default().to_owned();
    parts.fold(before, |text, part| {
        let (between, proof) = part.split_at(separator_len(part).unwrap_or_default());
        let rest = proof.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        match between.is_empty() || rest.len() == proof.len() {
            true => text + PROOF_NAME + part,
            false => text + PROOF_NAME + between + REDACTED_PROOF + rest,
        }
    })
}

/// Returns the length of what is between the name of a parameter and its value, at the start of
/// a text: `=`, or `": "` in JSON, in any form.
fn separator_len(text: &str) -> Option<usize> {
    let (mut length, mut is_separated) = (0, false);
    let next = |rest: &[u8]| {
        let mut bytes = b"=:\" ".iter();
        bytes.find_map(|byte| Some((*byte, encoded::len(&[*byte], rest)?)))
    };
    while let Some((byte, more)) = next(&text.as_bytes()[length..]) {
        is_separated |= b"=:".contains(&byte);
        length += more;
    }
    is_separated.then_some(length)
}

/// Replaces a secret in a name or an id. A secret that is shorter than those of
/// Graph is not searched for: it would hide parts of the name.
fn replace_in_name(secret: &str, replacement: &str, name: &str) -> String {
    match secret.len() < MIN_LEN_IN_NAMES {
        true => name.to_owned(),
        false => replace(secret, replacement, name),
    }
}

/// Replaces a secret in a text, in each form in which it can be written. Where it begins within an
/// escape of JSON, as in `\u00001` for a secret that begins with `01`, the escape is replaced too,
/// because what is left of it would be none.
fn replace(secret: &str, replacement: &str, text: &str) -> String {
    let (secret, text) = (secret.as_bytes(), text.as_bytes());
    let Some(first) = secret.first() else {
        return String::from_utf8_lossy(text).into_owned();
    };
    let mut redacted = Vec::with_capacity(text.len());
    let mut end = 0;
    for start in Starts::new(*first, text) {
        if start < end {
            continue;
        }
        if let Some(length) = encoded::len(secret, &text[start..]) {
            redacted.extend_from_slice(&text[end..escape_start(text, start).max(end)]);
            redacted.extend_from_slice(replacement.as_bytes());
            end = start + length;
        }
    }
    redacted.extend_from_slice(&text[end..]);
    String::from_utf8_lossy(&redacted).into_owned()
}

/// Returns where the escape of JSON begins that a place is in, such as `\\` or `\u0000`; else the
/// place. A backslash after a backslash is escaped itself.
fn escape_start(text: &[u8], place: usize) -> usize {
    // The digits before, and the `u` before them.
    let digits = text[..place].iter().rev().take(3);
    let digits = digits.take_while(|byte| byte.is_ascii_hexdigit()).count();
    let of_code = text[..place - digits].strip_suffix(b"u");
    let befores = [Some(&text[..place]), of_code];
    let mut befores = befores.into_iter().flatten();
    let is_open = |before: &&[u8]| {
        let backslashes = before.iter().rev().take_while(|byte| **byte == b'\\');
        backslashes.count() % 2 == 1
    };
    befores
        .find(is_open)
        .map_or(place, |before| before.len() - 1)
}

/// Returns the length of a text without the beginning of a secret at its end.
fn len_without_start(secret: &str, text: &str) -> usize {
    let secret = secret.as_bytes();
    let from = text.len().saturating_sub(most_len(secret));
    let mut starts = (from..text.len()).filter(|start| text.is_char_boundary(*start));
    let start = starts.find(|start| is_start(secret, &text.as_bytes()[*start..]));
    start.unwrap_or(text.len())
}

/// Cuts a text to a number of bytes, but never within a character. To be called after redaction,
/// which would not find a secret that is cut in two.
pub(crate) fn cut(mut text: String, length: usize) -> String {
    let mut ends = (0..=length.min(text.len())).rev();
    let end = ends.find(|end| text.is_char_boundary(*end));
    text.truncate(end.unwrap_or(0));
    text
}
