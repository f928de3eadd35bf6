//! Parameters, and fields, which are stated as parameters are.

use super::Walk;
use super::kinds::{Kind, Turn, turn};
use super::lifetime::replacement;
use super::pairing::{Paired, Renaming, by_key, nameless, with_renames};
use crate::contract::Param;
use crate::contract::diff::Rule;
use crate::contract::diff::findings::{Anchor, Finding};
use crate::contract::diff::rules::fields::{
    FIELD_ADDED, FIELD_MADE_OPTIONAL, FIELD_MADE_REQUIRED, FIELD_MODIFIERS_ADDED,
    FIELD_MODIFIERS_CHANGED, FIELD_REMOVED, FIELD_RENAMED, FIELD_TYPE_CHANGED,
};
use crate::contract::diff::rules::parameters::{
    OPTIONAL_PARAMETER_ADDED, PARAMETER_LIMIT_LOWERED, PARAMETER_LIMIT_RAISED,
    PARAMETER_MADE_OPTIONAL, PARAMETER_MADE_REQUIRED, PARAMETER_REMOVED, PARAMETER_RENAMED,
    PARAMETER_STYLE_CHANGED, PARAMETER_TYPE_CHANGED, PARAMETER_TYPE_NARROWED,
    PARAMETER_TYPE_WIDENED, REQUIRED_PARAMETER_ADDED,
};
use crate::contract::diff::rules::provenance::{CORRECTION_STATED, CORRECTION_WITHDRAWN};
use crate::contract::diff::subject::Subject;
use crate::contract::spec::Style;

/// Whether it is sent or read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Sent,
    Read,
}

impl Role {
    pub(super) fn added(self, param: &Param) -> &'static Rule {
        match self {
            Self::Read => &FIELD_ADDED,
            Self::Sent if param.required => &REQUIRED_PARAMETER_ADDED,
            Self::Sent => &OPTIONAL_PARAMETER_ADDED,
        }
    }

    fn removed(self) -> &'static Rule {
        match self {
            Self::Read => &FIELD_REMOVED,
            Self::Sent => &PARAMETER_REMOVED,
        }
    }

    fn renamed(self) -> &'static Rule {
        match self {
            Self::Read => &FIELD_RENAMED,
            Self::Sent => &PARAMETER_RENAMED,
        }
    }
}

impl Walk<'_> {
    /// Parameters of an operation, or fields of a type.
    pub(super) fn params(
        &mut self,
        role: Role,
        base: &[Param],
        head: &[Param],
        subject: impl Fn(&Param) -> Subject,
    ) {
        for pair in self.paired(base, head, &subject) {
            match pair {
                Paired::New(new) => self.param_added(role, &subject(new), new),
                Paired::Gone(old) => {
                    let subject = subject(old);
                    let message = format!("`{subject}` is gone");
                    self.ended(role.removed(), &subject, old, message);
                }
                Paired::Renamed(old, new) => {
                    self.log
                        .renamed(role.renamed(), &subject(old), &subject(new), &new.name);
                    self.param(role, &subject(new), old, new);
                }
                Paired::Both(old, new) if old == new => {}
                Paired::Both(old, new) => {
                    self.log.doc(&subject(new), &old.doc, &new.doc);
                    self.param(role, &subject(new), old, new);
                }
            }
        }
    }

    fn paired<'p>(
        &self,
        base: &'p [Param],
        head: &'p [Param],
        subject: impl Fn(&Param) -> Subject,
    ) -> Vec<Paired<'p, Param>> {
        let pairs = by_key(base, head, |param| param.name.as_str());
        let doc = |param: &Param| nameless(&param.doc, &param.name);
        let contracts = self.pair.head.0;
        let how = Renaming {
            name: |param: &'p Param| param.name.as_str(),
            replaced_by: |old: &'p Param| replacement(contracts, &subject(old), old),
            base: |old: &Param| (self.log.renames.ty(&old.ty), doc(old)),
            head: |new: &Param| (new.ty.clone(), doc(new)),
        };
        with_renames(pairs, how)
    }

    pub(super) fn param_added(&mut self, role: Role, subject: &Subject, param: &Param) {
        let and = if param.required { " and required" } else { "" };
        let message = format!("`{subject}` is new{and}, of type `{}`.", param.ty);
        self.log.came(role.added(param), subject, message);
    }

    /// What else than its name and its doc differs.
    pub(super) fn param(&mut self, role: Role, subject: &Subject, base: &Param, head: &Param) {
        let Param {
            name: _,
            ty: _,
            required: _,
            doc: _,
            source,
            available: _,
            replaced_by: _,
            corrects: _,
            style,
            max_items,
            params_of,
        } = base;
        self.ty(role, subject, base, head);
        self.required(role, subject, base, head);
        self.log.source(subject, source, &head.source);
        self.lifetime(subject, base, head);
        if style.unwrap_or(Style::Json) != head.style.unwrap_or(Style::Json) {
            let word = |style: Option<Style>| match style {
                Some(Style::Comma) => "with commas",
                Some(Style::Json) | None => "as JSON",
            };
            let (before, now) = (word(*style), word(head.style));
            let message = format!("`{subject}` is sent {now}, it was {before}.");
            self.log
                .key(&PARAMETER_STYLE_CHANGED, subject, "style", message);
        }
        self.limit(subject, *max_items, head.max_items);
        self.modifiers(subject, params_of.as_deref(), head.params_of.as_deref());
    }

    /// The type, and what it corrects: a type that is stated as a correction of
    /// what the base has is excused.
    fn ty(&mut self, role: Role, subject: &Subject, base: &Param, head: &Param) {
        let before = base.corrects.as_deref();
        let mut stated = head.corrects.as_deref().filter(|now| before != Some(*now));
        if self.log.renames.ty(&base.ty) != head.ty {
            let corrected = stated.filter(|stated| *stated == base.ty.to_string());
            let excuse = corrected.map(|ty| format!("a stated correction of `{ty}`"));
            stated = stated.filter(|_| excuse.is_none());
            let (rule, but) = match role {
                Role::Read => (&FIELD_TYPE_CHANGED, ""),
                Role::Sent => match self.turn(base, head) {
                    Turn::Wider => (
                        &PARAMETER_TYPE_WIDENED,
                        ": all that was sent is still taken, but the Rust type is another",
                    ),
                    Turn::Narrower => (&PARAMETER_TYPE_NARROWED, ""),
                    Turn::Other => (&PARAMETER_TYPE_CHANGED, ""),
                },
            };
            let (now, before) = (&head.ty, &base.ty);
            let message = format!("`{subject}` has type `{now}`, it had `{before}`{but}.");
            let finding = Finding::new(rule, subject, Anchor::Key("type"), message);
            self.log.add(finding.excused(excuse));
        }
        if let Some(stated) = stated {
            let message = format!("`{subject}` is stated as a correction of `{stated}`.");
            self.log
                .key(&CORRECTION_STATED, subject, "corrects", message);
        } else if let (Some(before), None) = (before, &head.corrects) {
            let message = format!("`{subject}` is no longer stated as a correction of `{before}`.");
            self.log
                .key(&CORRECTION_WITHDRAWN, subject, "corrects", message);
        }
    }

    fn turn(&self, base: &Param, head: &Param) -> Turn {
        let kind = |ty, (contracts, contract)| Kind {
            ty,
            contract,
            contracts,
        };
        let before = self.log.renames.ty(&base.ty);
        turn(
            kind(&before, self.pair.base),
            kind(&head.ty, self.pair.head),
        )
    }

    fn required(&mut self, role: Role, subject: &Subject, base: &Param, head: &Param) {
        let (rule, message) = match (role, base.required, head.required) {
            (_, before, now) if before == now => return,
            (Role::Sent, _, true) => (&PARAMETER_MADE_REQUIRED, "is required, it was optional"),
            (Role::Sent, _, false) => (
                &PARAMETER_MADE_OPTIONAL,
                "is optional, it was required: `new` takes one argument less",
            ),
            (Role::Read, _, true) => (
                &FIELD_MADE_REQUIRED,
                "is in every response, it might be left out",
            ),
            (Role::Read, _, false) => (
                &FIELD_MADE_OPTIONAL,
                "may be left out, it was in every response",
            ),
        };
        let message = format!("`{subject}` {message}.");
        self.log.key(rule, subject, "required", message);
    }

    fn limit(&mut self, subject: &Subject, base: Option<i64>, head: Option<i64>) {
        let entries = |most: i64| {
            format!(
                "at most {most} {}",
                if most == 1 { "entry" } else { "entries" }
            )
        };
        let (rule, message) = match (base, head) {
            (before, now) if before == now => return,
            (Some(before), Some(now)) => {
                let lowered = now < before;
                let rule = if lowered {
                    &PARAMETER_LIMIT_LOWERED
                } else {
                    &PARAMETER_LIMIT_RAISED
                };
                (rule, format!("takes {}, it took {before}", entries(now)))
            }
            (_, Some(now)) => (
                &PARAMETER_LIMIT_LOWERED,
                format!("takes {}, it took any number", entries(now)),
            ),
            (Some(before), None) => (
                &PARAMETER_LIMIT_RAISED,
                format!("takes any number of entries, it took {before}"),
            ),
            (None, None) => return,
        };
        let message = format!("`{subject}` {message}.");
        self.log.key(rule, subject, "max_items", message);
    }

    fn modifiers(&mut self, subject: &Subject, base: Option<&str>, head: Option<&str>) {
        let (rule, message) = match (base, head) {
            (before, now) if before == now => return,
            (None, Some(now)) => (
                &FIELD_MODIFIERS_ADDED,
                format!("takes the parameters of `{now}` as modifiers"),
            ),
            (Some(before), Some(now)) => (
                &FIELD_MODIFIERS_CHANGED,
                format!(
                    "takes the parameters of `{now}` as modifiers, it took those of `{before}`"
                ),
            ),
            (Some(before), None) => (
                &FIELD_MODIFIERS_CHANGED,
                format!("takes no modifiers, it took the parameters of `{before}`"),
            ),
            (None, None) => return,
        };
        let message = format!("`{subject}` {message}.");
        self.log.key(rule, subject, "params_of", message);
    }
}
