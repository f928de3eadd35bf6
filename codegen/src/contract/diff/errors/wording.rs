//! The wording of what becomes of errors.

use std::fmt;

use super::handling::{About, ErrorEffect, Errors, Handling};
use crate::contract::messages::list;
use crate::contract::spec::Advice;

/// Names that a sentence lists.
const MAX_NAMES: usize = 3;

/// The effect as a sentence without a full stop.
impl fmt::Display for ErrorEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (was, is) = match self.errors.is_one() {
            true => ("was", "is"),
            false => ("were", "are"),
        };
        write!(f, "{}", self.errors)?;
        match (&self.before, &self.now) {
            (Some(before), Some(now)) if before.is_alike(now) => {
                let (old, new, how) = (names(before), names(now), handled(now, false));
                write!(
                    f,
                    ": {was} named {old}, {is} now named {new}; handled as before ({how})"
                )
            }
            (Some(before), Some(now)) => {
                let is_moved = before.about != now.about;
                let shown = |handling| match before.names == now.names {
                    true => handled(handling, is_moved),
                    false => named(handling, is_moved),
                };
                if before.names == now.names {
                    write!(f, " ({})", names(now))?;
                }
                let (old, new) = (shown(before), shown(now));
                let so = consequences(Some(before), now);
                write!(f, ": {was} {old}, {is} now {new}: {so}")
            }
            (None, Some(now)) => {
                let (new, so) = (named(now, false), consequences(None, now));
                write!(
                    f,
                    ": {was} unknown and handled by HTTP status, {is} now {new}: {so}"
                )
            }
            (Some(before), None) => {
                let old = named(before, false);
                let so = "the HTTP status decides whether the call is retried";
                write!(f, ": {was} {old}, {is} now unknown: {so}")
            }
            (None, None) => write!(f, ": {is} unknown"),
        }
    }
}

impl Errors {
    fn is_one(&self) -> bool {
        matches!(self.codes.as_slice(), [(first, last)] if first == last)
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_one() { "code " } else { "codes " })?;
        let codes = self.codes.iter().map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first} to {last}"),
        });
        f.write_str(&joined(codes, "and"))?;
        let mut before = " with";
        if !self.subcodes.is_empty() {
            let subcodes = self.subcodes.iter().map(ToString::to_string);
            write!(f, "{before} subcode {}", joined(subcodes, "or"))?;
            before = " and";
        }
        if !self.words.is_empty() {
            let words = self.words.iter().map(|words| format!("“{words}”"));
            write!(f, "{before} {} in the message", joined(words, "and"))?;
        }
        Ok(())
    }
}

/// Formats items as `a, b and c`.
fn joined(items: impl Iterator<Item = String>, last: &str) -> String {
    let items: Vec<_> = items.collect();
    match items.split_last() {
        Some((end, rest)) if !rest.is_empty() => format!("{} {last} {end}", rest.join(", ")),
        _ => items.concat(),
    }
}

fn names(handling: &Handling) -> String {
    match handling.names.get(MAX_NAMES..) {
        Some(more @ [_, ..]) => {
            let shown: Vec<_> = handling.names[..MAX_NAMES]
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            format!("{} and {} more", shown.join(", "), more.len())
        }
        _ => list(&handling.names),
    }
}

fn named(handling: &Handling, is_moved: bool) -> String {
    format!("{} ({})", names(handling), handled(handling, is_moved))
}

/// The advice as the spec states it, and what it is about: the call is not stated
/// unless that changed.
fn handled(handling: &Handling, is_moved: bool) -> String {
    let advice = serde_json::to_value(handling.advice).unwrap_or_default();
    let advice = advice.as_str().unwrap_or_default();
    let token = handling.token.as_ref();
    let token = token.map_or(String::new(), |token| format!(" of kind `{token}`"));
    let about = match handling.about {
        About::Call if is_moved => " for the call",
        About::Call => "",
        About::Node => " for a node",
        About::NodeOrCall => " for a node or the call",
    };
    format!("`{advice}`{token}{about}")
}

/// What callers see of errors that are handled in another way.
fn consequences(before: Option<&Handling>, now: &Handling) -> String {
    let mut all = Vec::new();
    let is_advised =
        before.is_some_and(|before| (before.advice, &before.token) == (now.advice, &now.token));
    if !is_advised {
        all.push(advised(now));
        if before.is_some_and(Handling::is_retried) && !now.is_retried() {
            all.push("a walk that retried it now ends with it".to_owned());
        }
    }
    let about = match (before.map(|before| before.about), now.about) {
        (Some(before), now) if before == now => None,
        (None, About::Call) => None,
        (_, About::Node) => Some("the other nodes of the call are still read"),
        (_, About::NodeOrCall) => {
            Some("the other nodes are still read unless the message names a part of the request")
        }
        (Some(_), About::Call) => Some("the other nodes of the call are no longer read"),
    };
    all.extend(about.map(str::to_owned));
    all.join("; ")
}

/// What the runtime does about an error.
fn advised(now: &Handling) -> String {
    let text = match now.advice {
        Advice::Wait => "the call is retried until the retry budget is used",
        Advice::SlowDown => {
            "the token pauses for as long as Graph states, and the call is then retried within the \
             retry budget"
        }
        Advice::ShrinkPage => "the call is sent again for fewer nodes",
        Advice::LogIn => "the call is not retried, and callers are advised to get a new token",
        Advice::UseToken => {
            let token = now.token.as_deref();
            let token = token.map_or("another kind of".to_owned(), |token| format!("a `{token}`"));
            return format!(
                "the call is not retried, and callers are advised to use {token} access token"
            );
        }
        Advice::GetPermission => {
            "the call is retried only if the failure may be transient, and callers are advised to \
             get a permission"
        }
        Advice::FixRequest => {
            "the call is retried only if Graph marks the error as transient, and callers are \
             advised to change the request"
        }
        Advice::GiveUp => "the call is never retried",
    };
    text.to_owned()
}
