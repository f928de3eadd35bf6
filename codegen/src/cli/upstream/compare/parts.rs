//! Parameters and fields.

use super::{Comparer, Ours, entry, extra, named};
use crate::cli::edit::Address;
use crate::cli::upstream::catalogue::Param;
use crate::cli::upstream::finding::{Addition, NewParam, Remedy};
use crate::cli::upstream::rules;
use crate::cli::upstream::types::{Agreement, MetaType, agreement, same_spelling};
use crate::contract::diagnostic::Place;
use crate::contract::diff::{At, Rule};
use crate::contract::spec;
use crate::contract::spec::located::Located;

/// Parameters of a call or fields of a type: both are compared in one way.
pub(super) struct Parts<'a> {
    pub(super) rules: [&'static Rule; 3],
    /// What has them.
    pub(super) owner: &'a str,
    pub(super) place: Place,
    pub(super) ours: Vec<Ours<'a>>,
    /// The map that a new one goes into.
    pub(super) map: Address,
    pub(super) metas: &'a [Param],
    pub(super) file: String,
    /// Line of the list of them.
    pub(super) line: usize,
    /// Other names that stand beside them.
    pub(super) taken: Vec<String>,
    /// Whether they are parameters.
    pub(super) in_query: bool,
    /// Whether more of Meta's are known than the contract wants.
    pub(super) partial: bool,
}

impl<'a> Comparer<'a> {
    pub(super) fn parts(&mut self, parts: &Parts<'_>) {
        let mut left_out = Vec::new();
        for metas in parts.metas {
            let ours = parts.ours.iter().find(|ours| ours.name.value == metas.name);
            let here = ours.and_then(|ours| ours.entries.iter().find(|entry| self.has(*entry)));
            match (ours, here) {
                (Some(ours), Some(entry)) => self.compared(parts, metas, ours.name, entry),
                (None, _) if parts.partial => left_out.push(metas),
                (ours, _) => self.missing(parts, metas, ours),
            }
        }
        self.left_out(parts, &left_out);
        for ours in &parts.ours {
            let known = parts
                .metas
                .iter()
                .any(|metas| metas.name == ours.name.value);
            let here = ours.entries.iter().position(|entry| self.has(entry));
            if let Some(index) = here.filter(|_| !known) {
                self.unknown_to_meta(parts, ours, index);
            }
        }
    }

    /// What Meta's files have, and the contract wants not to have.
    fn left_out(&mut self, parts: &Parts<'_>, metas: &[&Param]) {
        let Some(first) = metas.first() else { return };
        let names: Vec<_> = metas
            .iter()
            .map(|param| format!("`{}`", param.name))
            .collect();
        let message = format!(
            "The contract says `partial`, and leaves out what Meta's files have beside: {}.",
            names.join(", ")
        );
        let upstream = self.in_file(parts.file.clone(), first.line);
        let (rule, place) = (&rules::FIELD_LEFT_OUT, Some(parts.place));
        self.push(
            rule,
            parts.owner,
            place,
            message,
            upstream,
            Remedy::Explained,
        );
    }

    /// What Meta's files have, and the contract of the version does not.
    fn missing(&mut self, parts: &Parts<'_>, metas: &Param, ours: Option<&Ours<'_>>) {
        let item = format!("{}.{}", parts.owner, metas.name);
        let upstream = self.in_file(parts.file.clone(), metas.line);
        let message = format!(
            "Meta's files have `{}: {}`, and the contract of {} does not.",
            metas.name, metas.ty, self.version
        );
        let place = Some(ours.map_or(parts.place, |ours| ours.name.place));
        let remedy = match ours {
            Some(ours) => self.restored(parts, ours, metas),
            None => Remedy::Add(Addition::Param(NewParam {
                map: parts.map.clone(),
                param: metas.clone(),
                owner: parts.owner.to_owned(),
                in_query: parts.in_query,
                taken: parts.taken.clone(),
            })),
        };
        self.push(parts.rules[0], &item, place, message, upstream, remedy);
    }

    /// The entry that holds in the version again: one that says what Meta's
    /// files say.
    fn restored(&self, parts: &Parts<'_>, ours: &Ours<'_>, metas: &Param) -> Remedy {
        let ty = MetaType::parse(&metas.ty);
        let fits = |ours: &spec::Param| {
            let corrects = ours.corrects.as_deref();
            let corrected = corrects.is_some_and(|text| same_spelling(text, &metas.ty));
            let explained = match agreement(&ours.ty.value, &ty, self.spec, self.catalogue) {
                Agreement::Different => corrected,
                _ => corrects.is_none(),
            };
            explained && (!parts.in_query || ours.required == metas.required)
        };
        match ours.entries.iter().rposition(fits) {
            Some(index) => {
                let source = &ours.entries[index].source;
                Remedy::Restore(entry(ours.address.item(index), source))
            }
            None => Remedy::Judgement(format!(
                "Its entries say another type, or are required: it needs one for {}.",
                self.version
            )),
        }
    }

    /// What the contract of the version has, and Meta's files do not.
    fn unknown_to_meta(&mut self, parts: &Parts<'_>, ours: &Ours<'_>, index: usize) {
        let item = format!("{}.{}", parts.owner, ours.name.value);
        let upstream = self.in_file(parts.file.clone(), parts.line);
        let found = &ours.entries[index];
        let entry = entry(ours.address.item(index), &found.source);
        let (rule, message, remedy) = match &found.corrects {
            _ if named(&found.source) => {
                let message = self.withdrawn(&found.source);
                (parts.rules[1], message, Remedy::Withdraw(entry))
            }
            Some(corrects) => (
                &rules::CORRECTION_STALE,
                format!(
                    "It corrects the type `{corrects}` of Meta's files, which do not have it at all."
                ),
                Remedy::Unstated(entry),
            ),
            None => {
                let message = extra(&found.source);
                (parts.rules[2], message, Remedy::Unstated(entry))
            }
        };
        let place = Some(ours.name.place);
        self.push(rule, &item, place, message, upstream, remedy);
    }

    /// What both have.
    fn compared(
        &mut self,
        parts: &Parts<'_>,
        metas: &Param,
        name: &Located<String>,
        ours: &spec::Param,
    ) {
        let item = format!("{}.{}", parts.owner, metas.name);
        let upstream = self.in_file(parts.file.clone(), metas.line);
        self.ty(&item, metas, ours, upstream.clone());
        // Of fields, Meta's files do not say it.
        if !parts.in_query || ours.required == metas.required {
            return;
        }
        let message = match metas.required {
            true => "Meta's files require it, and the contract does not.",
            false => "The contract requires it, and Meta's files do not.",
        };
        let question = "Does the call fail without it, and in which versions?";
        let remedy = Remedy::Judgement(question.to_owned());
        let (rule, place) = (&rules::REQUIRED_DIFFERS, Some(name.place));
        self.push(rule, &item, place, message.to_owned(), upstream, remedy);
    }

    fn ty(&mut self, item: &str, metas: &Param, ours: &spec::Param, upstream: Option<At>) {
        let place = Some(ours.ty.place);
        let ty = MetaType::parse(&metas.ty);
        let agreement = agreement(&ours.ty.value, &ty, self.spec, self.catalogue);
        if let Agreement::Enums { ours, metas } = &agreement {
            let known = self.enums.entry(ours.clone()).or_default();
            if !known.contains(metas) {
                known.push(metas.clone());
            }
        }
        let (ours_ty, metas_ty) = (&ours.ty.value, &metas.ty);
        let (rule, message, remedy) = match (&agreement, ours.corrects.as_deref()) {
            (Agreement::Different, Some(corrects)) if same_spelling(corrects, metas_ty) => (
                &rules::TYPE_CORRECTED,
                format!("Meta's type is `{metas_ty}`; the contract corrects it to `{ours_ty}`."),
                Remedy::Explained,
            ),
            (Agreement::Different, Some(corrects)) => (
                &rules::CORRECTION_STALE,
                format!(
                    "It corrects `{corrects}` to `{ours_ty}`, and Meta's type is now `{metas_ty}`."
                ),
                Remedy::Judgement("What is the type now?".to_owned()),
            ),
            (Agreement::Different, None) => {
                let undefined = self.undefined(&ty);
                (
                    &rules::TYPE_DIFFERS,
                    format!(
                        "Meta's type is `{metas_ty}`{undefined}, the contract's is `{ours_ty}`."
                    ),
                    Remedy::Judgement("Which of the two is it, and in which versions?".to_owned()),
                )
            }
            (_, Some(corrects)) => (
                &rules::CORRECTION_STALE,
                format!("It corrects `{corrects}`, and Meta's type is now the contract's."),
                Remedy::Judgement("Can `corrects` go?".to_owned()),
            ),
            (_, None) => return,
        };
        self.push(rule, item, place, message, upstream, remedy);
    }

    /// Says so where Meta's files name a type that they do not have.
    fn undefined(&self, ty: &MetaType) -> &'static str {
        let Some(name) = ty.name() else { return "" };
        let known = self.catalogue.nodes.contains_key(name)
            || self.catalogue.enums.contains_key(name)
            || self.catalogue.broken.contains_key(name);
        if known {
            ""
        } else {
            ", which these files define nowhere"
        }
    }
}
