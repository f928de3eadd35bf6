//! The wording of changes: predicates, whose subject is the item.

use super::change::Effect;
use super::element::Element;
use super::element_kind::ElementKind;
use crate::contract::messages::list;
use crate::contract::spec::TypeExpr;
use crate::contract::{Permission, Replacement};

/// Characters of prose that a message repeats.
const MAX_QUOTE: usize = 60;

/// An element was added.
pub(super) fn added(element: Element<'_>) -> String {
    let details = match element {
        Element::Version(contract) => Some(format!("released on {}", contract.released)),
        Element::Host(host) => Some(host.url.clone()),
        Element::Parameter(param)
        | Element::CommonParameter(param)
        | Element::PathParameter(param)
        | Element::Field(param) => {
            let required = if param.required { "required, " } else { "" };
            Some(format!("{required}type `{}`", param.ty))
        }
        other => details(other),
    };
    format!("was added{}", in_brackets(details))
}

/// An element was removed, and may have a replacement.
pub(super) fn removed(element: Element<'_>, replacement: Option<&Replacement>) -> String {
    let details = in_brackets(details(element));
    let instead = replacement.map_or(String::new(), |other| format!("; use `{other}` instead"));
    let so = match element {
        Element::Permission(_) => ": errors of the call no longer advise it",
        _ => "",
    };
    format!("was removed{details}{instead}{so}")
}

/// What describes an element beside its name.
fn details(element: Element<'_>) -> Option<String> {
    match element {
        Element::ErrorCode(code) => Some(format!("`{}`", code.name)),
        Element::Permission(permission) => Some(needs(permission)),
        Element::Limitation(note) | Element::Note(note) | Element::Unsupported(note) => {
            let sentence = note.doc.split(". ").next().unwrap_or_default();
            Some(format!("“{}”", sentence.trim_end_matches('.')))
        }
        _ => None,
    }
}

fn needs(permission: &Permission) -> String {
    let Permission { token, scopes, .. } = permission;
    match scopes.as_slice() {
        [] => format!("`{token}` access token"),
        scopes => format!("`{token}` access token with {}", list(scopes)),
    }
}

fn in_brackets(details: Option<String>) -> String {
    details.map_or(String::new(), |details| format!(" ({details})"))
}

/// An element has a new name.
pub(super) fn renamed(name: &str) -> String {
    format!("was renamed to `{name}`")
}

/// A property has another value, or one side has none.
pub(super) fn changed(key: &str, before: Option<&str>, now: Option<&str>) -> String {
    match (before, now) {
        (Some(before), Some(now)) => format!("changed `{key}` from `{before}` to `{now}`"),
        (None, Some(now)) => format!("gained `{key}`: `{now}`"),
        (Some(before), None) => format!("lost `{key}`, which was `{before}`"),
        (None, None) => format!("changed `{key}`"),
    }
}

/// Prose changed, which is repeated where it is short.
pub(super) fn reworded(key: &str, before: &str, now: &str) -> String {
    let short = |text: &str| text.chars().count() <= MAX_QUOTE && !text.contains('\n');
    match short(before) && short(now) {
        true => format!("changed `{key}` from “{before}” to “{now}”"),
        false => format!("changed `{key}`"),
    }
}

/// A list has other entries.
pub(super) fn relisted<T: std::fmt::Display>(key: &str, before: &[T], now: &[T]) -> String {
    let list = |entries: &[T]| match entries {
        [] => "none".to_owned(),
        entries => list(entries),
    };
    format!("changed `{key}` from {} to {}", list(before), list(now))
}

/// A limit is another one, or there is none.
pub(super) fn limited(key: &str, before: Option<i64>, now: Option<i64>) -> String {
    let limit =
        |limit: Option<i64>| limit.map_or("unlimited".to_owned(), |limit| limit.to_string());
    let so = match (key, before, now) {
        ("max_items", Some(before), now) if now.is_none_or(|now| before < now) => {
            ": calls with more entries are sent, which were refused without a call"
        }
        _ => "",
    };
    format!(
        "changed `{key}` from {} to {}{so}",
        limit(before),
        limit(now)
    )
}

/// A flag became true or false.
pub(super) fn switched(kind: ElementKind, key: &str, on: bool) -> String {
    let text = match (kind, key, on) {
        (ElementKind::Field, "required", true) => "is now in every response",
        (ElementKind::Field, "required", false) => "can now be absent from a response",
        (_, "required", true) => "is now required",
        (_, "required", false) => "is now optional: `new` takes one argument less",
        (_, "runtime", true) => "is now read by the runtime: its Rust type is no longer generated",
        (_, "runtime", false) => "now has a generated Rust type; the runtime read it before",
        _ => return changed(key, Some(&(!on).to_string()), Some(&on.to_string())),
    };
    text.to_owned()
}

/// A list gained or lost an entry.
pub(super) fn entry(key: &str, name: &str, gained: bool) -> String {
    match (key, gained) {
        ("hosts", true) => format!("is now served by the host `{name}` too"),
        ("hosts", false) => format!("is no longer served by the host `{name}`"),
        ("errors", true) => format!("now documents the error code {name}"),
        ("errors", false) => format!("no longer documents the error code {name}"),
        ("scopes", true) => format!("now requires `{name}` too"),
        ("scopes", false) => {
            format!("no longer requires `{name}`: errors of the call no longer advise it")
        }
        ("default_fields", true) => {
            "is now returned by default: calls that select no fields receive it".to_owned()
        }
        ("default_fields", false) => "is no longer returned by default".to_owned(),
        (_, true) => format!("gained `{name}` in `{key}`"),
        (_, false) => format!("lost `{name}` from `{key}`"),
    }
}

/// A type changed.
pub(super) fn retyped(key: &str, before: &str, now: &str, effect: Effect) -> String {
    let but = match effect {
        Effect::Widened => ": all values that were valid stay valid, but the Rust type changes",
        _ => "",
    };
    format!("{}{but}", changed(key, Some(before), Some(now)))
}

/// A struct lost traits because of one of its members.
pub(super) fn traits_lost(traits: &[&str], cause: Option<&str>) -> String {
    let because = cause.map_or(String::new(), |member| {
        format!(": `{member}` is or holds a floating-point number or a map")
    });
    format!("no longer implements {}{because}", list(traits))
}

/// A struct gained traits.
pub(super) fn traits_gained(traits: &[&str]) -> String {
    format!("now implements {}", list(traits))
}

/// A field is in a box, or no longer is.
pub(super) fn boxed(is_boxed: bool) -> String {
    let text = match is_boxed {
        true => "is now in a `Box`, because its type now contains the type that has the field",
        false => {
            "is no longer in a `Box`, because its type no longer contains the type that has the \
             field"
        }
    };
    text.to_owned()
}

/// Further pages of an edge in the nodes of a call can be read, or no longer.
pub(super) fn continuation(ty: &TypeExpr, can: bool) -> String {
    match can {
        true => format!("can now read further pages of the `{ty}` in its nodes"),
        false => format!(
            "can no longer read further pages of the `{ty}` in its nodes: that takes exactly one \
             field of the type, whose operation requires only the id of the node"
        ),
    }
}

/// A call can be divided by its list of ids, or no longer.
pub(super) fn division(ids: &str, can: bool) -> String {
    match can {
        true => format!("can now be divided to read any number of `{ids}`"),
        false => format!(
            "can no longer be divided to read any number of `{ids}`: that takes exactly one \
             required list with commas and `max_items`, and a map of nodes"
        ),
    }
}

/// Case matters in an enum, or no longer.
pub(super) fn case(is_ignored: bool) -> String {
    let now = match is_ignored {
        true => "now ignores the case of its values",
        false => "now tells values apart by case: two of them differ in nothing else",
    };
    now.to_owned()
}

/// Nodes that fail a page are read one by one by another operation, or by none.
pub(super) fn read_by(before: Option<&str>, now: Option<&str>) -> String {
    match (before, now) {
        (_, Some(now)) => format!("now reads nodes that fail a page one by one, with `{now}`"),
        (Some(before), None) => {
            format!("no longer reads nodes that fail a page one by one, with `{before}`")
        }
        (None, None) => changed("nodes", None, None),
    }
}

/// Versions share a Rust type that they did not share, or the reverse.
pub(super) fn sharing(shared: bool, versions: &str, groups: &str, holders: &str) -> String {
    let text = match shared {
        true => format!("now has one Rust type for {versions}, instead of one each for {groups}"),
        false => {
            format!("splits the Rust type that {versions} shared into one each for {groups}")
        }
    };
    format!("{text}{holders}; code that uses one version is not affected")
}
