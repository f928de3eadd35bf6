//! The access tokens and secrets in a text that may be wrong, so that its errors do not show
//! them. They may be in what was copied from Graph, such as the URL of a next page.

use page_conversations_codegen::contract::document;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The key of the tokens, and the other keys beside it.
const TOKENS: &str = "tokens";
const KEYS: [&str; 6] = ["seed", "count", "pages", TOKENS, "script", "traffic"];

/// The keys of a token that is a map.
const TOKEN_KEYS: [&str; 2] = ["token", "expires_after"];

/// What is in the names of members, parameters and headers that have a token or a secret, such
/// as `access_token` and `client_secret`.
const SECRET: [&str; 3] = ["token", "secret", "authorization"];

/// What is before the token in the header `Authorization`.
const SCHEMES: [&str; 2] = ["bearer", "oauth"];

/// The length from which a word behind a secret name is taken for a secret wherever it is, also
/// in a comment, and a secret is hidden within other words. A shorter one may be a common word.
const MIN_LEN: usize = 8;

/// A world of any form.
#[derive(Deserialize)]
struct AnyWorld {
    #[serde(flatten)]
    members: Map<String, Value>,
}

/// Returns all that may be an access token in the text of a world file.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut tokens = named(text);
    match document::read_text::<AnyWorld>("", text).value {
        Some(world) => {
            for (key, value) in &world.members {
                match document::most_similar(key, &KEYS) == Some(TOKENS) || is_secret(key) {
                    true => collect(value, &mut tokens),
                    // A Page or a script may have some, where they do not belong.
                    false => collect_members(value, &mut tokens),
                }
            }
        }
        None => {
            let is_separator = |c: char| c.is_whitespace() || ",:[]{}\"'".contains(c);
            let words = section(text).split(is_separator);
            tokens.extend(words.map(str::to_owned));
        }
    }
    tokens.retain(|token| !token.is_empty() && !TOKEN_KEYS.contains(&token.as_str()));
    // One can be a part of another.
    tokens.sort_by_key(|token| std::cmp::Reverse(token.len()));
    tokens
}

/// Adds the texts and numbers in a value, and the keys: a token may be where no token
/// belongs.
fn collect(value: &Value, tokens: &mut Vec<String>) {
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Number(number) => tokens.push(number.to_string()),
        Value::String(text) => tokens.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| collect(value, tokens)),
        Value::Object(members) => {
            for (key, value) in members {
                tokens.push(key.clone());
                collect(value, tokens);
            }
        }
    }
}

/// Adds the members of a value, at any depth, whose names say that they are secret.
fn collect_members(value: &Value, tokens: &mut Vec<String>) {
    match value {
        Value::Array(values) => values
            .iter()
            .for_each(|value| collect_members(value, tokens)),
        Value::Object(members) => {
            for (key, value) in members {
                match is_secret(key) {
                    true => collect(value, tokens),
                    false => collect_members(value, tokens),
                }
            }
        }
        _ => {}
    }
}

/// Returns whether the name of a member or a parameter says that its value is secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET.iter().any(|secret| name.contains(secret))
}

/// Returns the values behind secret names in a text of any form: of members, of parameters of
/// URLs, and of headers. The URL of a page may be a parameter of another one, and JSON a text.
fn named(text: &str) -> Vec<String> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let once = decoded(text);
    let twice = decoded(&once);
    let forms = [text, &once, &twice];
    forms.iter().flat_map(|text| named_in(text)).collect()
}

fn named_in(text: &str) -> impl Iterator<Item = String> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let is_between = |c: char| " \t\"'[{\\".contains(c);
    let is_end = |c: char| c.is_whitespace() || "\"'&#,]}\\".contains(c);
    text.match_indices([':', '='])
        .filter_map(move |(place, _)| {
            let before = text[..place].trim_end_matches(is_between);
            let name = before.rsplit(|c| !is_of_name(c)).next()?;
            let value = text[place + 1..].trim_start_matches(is_between);
            let mut words = value.split(is_end);
            let word = words.next()?;
            let is_scheme = SCHEMES.iter().any(|one| word.eq_ignore_ascii_case(one));
            let word = if is_scheme { words.next()? } else { word };
            (is_secret(name) && word.len() >= MIN_LEN).then(|| word.to_owned())
        })
}

/// Returns the part of a text that is no YAML in which its tokens are: up to the next key
/// of the world, or up to the end.
fn section(text: &str) -> &str {
    let Some((_, rest)) = text.split_once(TOKENS) else {
        return "";
    };
    let others = KEYS.iter().filter(|key| **key != TOKENS);
    let ends = others.filter_map(|key| rest.find(&format!("{key}:")));
    let quoted = KEYS.iter().filter_map(|key| rest.find(&format!("{key}\"")));
    let end = ends.chain(quoted).min().unwrap_or(rest.len());
    &rest[..end]
}

/// Replaces tokens; short ones where they are words of their own.
pub(crate) fn hide(text: &str, tokens: &[String]) -> String {
    let mut text = text.to_owned();
    for token in tokens {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(start) = rest.find(token.as_str()) {
            let (before, found) = rest.split_at(start);
            let (found, after) = found.split_at(token.len());
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let is_part = before.ends_with(is_word) || after.starts_with(is_word);
            let is_part = is_part && token.len() < MIN_LEN;
            shown.push_str(before);
            match is_part {
                true => shown.push_str(found),
                // As long as the token, so that what points at it stays where it is.
                false => shown.extend(found.chars().map(|_| '*')),
            }
            rest = after;
        }
        shown.push_str(rest);
        text = shown;
    }
    text
}
