//! Differences of error tables, and how errors are handled because of them.
//!
//! The runtime obeys the error table. A change of an entry is therefore judged by
//! the errors that it applies to: how they were handled before, and how they are
//! now.

mod effects;
mod handling;
mod table;
mod wording;

use super::change::Effect;
use super::comparer::{Comparer, Versions};
use super::element::Element;
use super::element_kind::ElementKind;
use super::findings::{Anchor, Finding};
use super::rules;
use crate::contract::path::Path;
use crate::contract::{Contract, ErrorCode};

pub(super) use self::effects::Effects;
pub use self::handling::{About, ErrorEffect, Errors, Handling};

/// Returns the entry of a table that describes an error, as the runtime does.
pub fn describing<'a>(
    errors: &'a [ErrorCode],
    code: i64,
    subcode: Option<i64>,
    message: &str,
) -> Option<&'a ErrorCode> {
    let message = message.to_lowercase();
    let error = table::Kind {
        subcode,
        words: vec![&message],
    };
    table::find(&table::Table::new(errors).entries(code), &error)
}

impl<'a> Comparer<'a, '_> {
    /// Reports an entry that was added. A case is reported with its code if that was
    /// added too.
    pub(super) fn error_added(&mut self, path: &Path, new: &'a ErrorCode, predicate: String) {
        if self.is_case_of_new_code(new, true) {
            return;
        }
        let effects = self.effects.of(|_, (_, now)| is_of(now, new));
        let finding = (Anchor::Item, predicate, effects);
        self.error(path, kind(&finding.2), (Effect::Added, None), finding);
    }

    /// Reports an entry that was removed. A case is reported with its code if that
    /// was removed too.
    pub(super) fn error_removed(&mut self, path: &Path, old: &'a ErrorCode, predicate: String) {
        if self.is_case_of_new_code(old, false) {
            return;
        }
        let effects = self.effects.of(|_, (before, _)| is_of(before, old));
        let finding = (Anchor::End, predicate, effects);
        self.error(
            path,
            ElementKind::ErrorCode,
            (Effect::Removed, None),
            finding,
        );
    }

    /// Reports a property of an entry that changed.
    pub(super) fn error_changed(
        &mut self,
        path: &Path,
        (old, new): (&'a ErrorCode, &'a ErrorCode),
        (effect, key): (Effect, &'static str),
        predicate: String,
    ) {
        let effects = match key {
            "name" | "advice" | "token" | "concerns" => self.effects.of(|_, (before, now)| {
                let is = |entry: Option<&ErrorCode>, own: &ErrorCode| {
                    entry.is_some_and(|entry| entry.place() == own.place())
                };
                is(before, old) && is(now, new)
            }),
            // The codes that the entry, with its cases, began or ceased to describe.
            "through" => {
                let last = last(old).min(last(new));
                self.effects
                    .of(|code, (before, now)| code > last && is_of(before, old) != is_of(now, new))
            }
            _ => Vec::new(),
        };
        let (kind, effect) = match key {
            "through" => ranged(effect, &effects),
            _ => (ElementKind::ErrorCode, effect),
        };
        let finding = (Anchor::Property(key), predicate, effects);
        self.error(path, kind, (effect, Some(key)), finding);
    }

    fn error(
        &mut self,
        path: &Path,
        kind: ElementKind,
        (effect, key): (Effect, Option<&'static str>),
        (anchor, predicate, effects): (Anchor, String, Vec<ErrorEffect>),
    ) {
        if let Some(rule) = rules::find(kind, effect, key) {
            self.add(Finding::new(rule, path, anchor, predicate).with(effects));
        }
    }

    /// Whether an error is a case of a code that is added or removed with all
    /// its cases.
    fn is_case_of_new_code(&self, case: &ErrorCode, added: bool) -> bool {
        let Some(Versions { base, head }) = self.compared else {
            return false;
        };
        let other = if added { base } else { head };
        case.is_case() && code_of(other, case).is_none()
    }

    /// Whether the range of an error changed as that of the code which it is a
    /// case of.
    pub(super) fn is_of_code(&self, key: &str, elements: (Element<'_>, Element<'_>)) -> bool {
        let (Some(versions), (Element::ErrorCode(old), Element::ErrorCode(new))) =
            (self.compared, elements)
        else {
            return false;
        };
        let through = |contract, case| code_of(contract, case).map(|code| code.through);
        key == "through"
            && new.is_case()
            && through(versions.base, old) == Some(old.through)
            && through(versions.head, new) == Some(new.through)
    }
}

/// The kind of an entry: one that errors are handled by, or one that only names
/// them.
fn kind(effects: &[ErrorEffect]) -> ElementKind {
    match effects.iter().any(ErrorEffect::is_behavior) {
        true => ElementKind::ErrorCode,
        false => ElementKind::ErrorName,
    }
}

/// What happened to a range. If other entries describe the codes that it lost,
/// those are only handled in another way.
fn ranged(effect: Effect, effects: &[ErrorEffect]) -> (ElementKind, Effect) {
    let kind = kind(effects);
    let is_lost = effects.iter().any(|effect| effect.now.is_none());
    let effect = match effect {
        _ if kind == ElementKind::ErrorName => Effect::Changed,
        Effect::Narrowed if !is_lost => Effect::Changed,
        effect => effect,
    };
    (kind, effect)
}

/// The last code that an entry covers.
fn last(entry: &ErrorCode) -> i64 {
    entry.through.unwrap_or(entry.code)
}

/// Whether the entry of an error is one, or a case of it.
fn is_of(entry: Option<&ErrorCode>, one: &ErrorCode) -> bool {
    entry.is_some_and(|entry| match one.is_case() {
        true => entry.place() == one.place(),
        false => entry.code == one.code,
    })
}

/// The code that an error is a case of.
fn code_of<'a>(contract: &'a Contract, case: &ErrorCode) -> Option<&'a ErrorCode> {
    let path = Path::new("errors", case.code);
    match Element::find(contract, &path)? {
        Element::ErrorCode(code) => Some(code),
        _ => None,
    }
}
