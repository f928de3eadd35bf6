//! Parameters and fields.

use super::super::catalogue::Param;
use super::super::finding::{Addition, Remedy};
use super::super::rules;
use super::super::types::{Agreement, MetaType, agreement, same_spelling};
use super::{Comparer, entry, extra, keys, named};
use crate::diagnostic::Place;
use crate::report::{At, Rule};
use crate::spec;
use crate::spec::located::{Located, OneOrMany};

/// Parameters of a call or fields of a type: both are compared in one way.
pub(super) struct Parts<'a> {
    pub(super) rules: [&'static Rule; 3],
    /// What has them.
    pub(super) owner: &'a str,
    pub(super) place: Place,
    /// Each with the keys of the map that it stands in.
    pub(super) ours: Vec<(Vec<String>, &'a Located<String>, &'a OneOrMany<spec::Param>)>,
    /// The map that a new one goes into.
    pub(super) map: Vec<String>,
    pub(super) metas: &'a [Param],
    pub(super) file: String,
    /// Line of the list of them.
    pub(super) line: usize,
    /// Whether more of Meta's are known than the contract wants.
    pub(super) partial: bool,
}

impl<'a> Comparer<'a> {
    pub(super) fn parts(&mut self, parts: &Parts<'_>) {
        let mut left_out = Vec::new();
        for metas in parts.metas {
            let ours = parts
                .ours
                .iter()
                .find(|(_, name, _)| name.value == metas.name);
            let here = ours.and_then(|(map, name, entries)| {
                let mut entries = entries.0.iter().enumerate();
                let (index, entry) = entries.find(|(_, entry)| self.has(*entry))?;
                Some((map, name, index, entry))
            });
            match here {
                Some((map, name, index, entry)) => {
                    let path = keys(map, name);
                    self.compared(parts, metas, name, entry, &path, index);
                }
                None if parts.partial && ours.is_none() => left_out.push(metas),
                None => self.missing(parts, metas),
            }
        }
        self.left_out(parts, &left_out);
        for (map, name, entries) in &parts.ours {
            let known = parts.metas.iter().any(|metas| metas.name == name.value);
            let mut entries = entries.0.iter().enumerate();
            let here = entries.find(|(_, entry)| self.has(*entry));
            if let Some((index, entry)) = here.filter(|_| !known) {
                self.unknown_to_meta(parts, name, entry, keys(map, name), index);
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
    fn missing(&mut self, parts: &Parts<'_>, metas: &Param) {
        let item = format!("{}.{}", parts.owner, metas.name);
        let upstream = self.in_file(parts.file.clone(), metas.line);
        let what = format!("`{}: {}`", metas.name, metas.ty);
        let ours = parts
            .ours
            .iter()
            .find(|(_, name, _)| name.value == metas.name);
        let message = format!(
            "Meta's files have {what}, and the contract of {} does not.",
            self.version
        );
        let place = ours.map_or(parts.place, |(_, name, _)| name.place);
        let remedy = match ours {
            Some((map, name, entries)) => self.restored(keys(map, name), entries, metas),
            None => Remedy::Add(Addition::Param {
                map: parts.map.clone(),
                param: metas.clone(),
                owner: parts.owner.to_owned(),
            }),
        };
        self.push(
            parts.rules[0],
            &item,
            Some(place),
            message,
            upstream,
            remedy,
        );
    }

    /// The entry that holds in the version again: one that says what Meta's
    /// files say.
    fn restored(
        &self,
        path: Vec<String>,
        entries: &OneOrMany<spec::Param>,
        metas: &Param,
    ) -> Remedy {
        let ty = MetaType::parse(&metas.ty);
        let fits = |ours: &spec::Param| {
            let corrects = ours.corrects.as_deref();
            let corrected = corrects.is_some_and(|text| same_spelling(text, &metas.ty));
            let same = agreement(&ours.ty.value, &ty, self.spec, self.catalogue);
            let explained = match same {
                Agreement::Different => corrected,
                _ => corrects.is_none(),
            };
            explained && ours.required == metas.required
        };
        match entries.0.iter().rposition(fits) {
            Some(index) => Remedy::Restore(entry(path, index, &entries.0[index].source)),
            None => Remedy::Judgement(format!(
                "it was of another type or otherwise required before; an entry of its own for {}",
                self.version
            )),
        }
    }

    /// What the contract of the version has, and Meta's files do not.
    fn unknown_to_meta(
        &mut self,
        parts: &Parts<'_>,
        name: &Located<String>,
        ours: &spec::Param,
        path: Vec<String>,
        index: usize,
    ) {
        let item = format!("{}.{}", parts.owner, name.value);
        let upstream = self.in_file(parts.file.clone(), parts.line);
        if named(&ours.source) {
            let remedy = Remedy::Withdraw(entry(path, index, &ours.source));
            let message = self.withdrawn(&ours.source);
            self.push(
                parts.rules[1],
                &item,
                Some(name.place),
                message,
                upstream,
                remedy,
            );
            return;
        }
        if let Some(corrects) = &ours.corrects {
            let message = format!(
                "It corrects the type `{corrects}` of Meta's files, which do not have it at all."
            );
            let remedy = Remedy::Judgement("whether it is gone, or its correction is".to_owned());
            let rule = &rules::CORRECTION_STALE;
            self.push(rule, &item, Some(name.place), message, upstream, remedy);
            return;
        }
        let message = extra(&ours.source);
        let place = Some(name.place);
        self.push(
            parts.rules[2],
            &item,
            place,
            message,
            upstream,
            Remedy::Explained,
        );
    }

    /// What both have.
    fn compared(
        &mut self,
        parts: &Parts<'_>,
        metas: &Param,
        name: &Located<String>,
        ours: &spec::Param,
        path: &[String],
        index: usize,
    ) {
        let item = format!("{}.{}", parts.owner, metas.name);
        let upstream = self.in_file(parts.file.clone(), metas.line);
        self.ty(&item, metas, ours, upstream.clone());
        let has_required = path.first().is_some_and(|section| section == "operations");
        if has_required && ours.required != metas.required {
            let message = match metas.required {
                true => "Meta's files require it, and the contract does not.",
                false => "The contract requires it, and Meta's files do not.",
            };
            let remedy = Remedy::Judgement(format!(
                "whether the call fails without it from {} on; two entries of it if so (this is \
                 number {})",
                self.version,
                index + 1
            ));
            let (rule, place) = (&rules::REQUIRED_DIFFERS, Some(name.place));
            self.push(rule, &item, place, message.to_owned(), upstream, remedy);
        }
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
                Remedy::Judgement("what the type is now".to_owned()),
            ),
            (Agreement::Different, None) => {
                let undefined = self.undefined(&ty);
                (
                    &rules::TYPE_DIFFERS,
                    format!(
                        "Meta's type is `{metas_ty}`{undefined}, the contract's is `{ours_ty}`."
                    ),
                    Remedy::Judgement("which of the two it is, and in which versions".to_owned()),
                )
            }
            (_, Some(corrects)) => (
                &rules::CORRECTION_STALE,
                format!("It corrects `{corrects}`, and Meta's type is now the contract's."),
                Remedy::Judgement("whether `corrects` still is of use".to_owned()),
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
