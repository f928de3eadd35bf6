//! Parameters, fields and values: the members that Meta's files list one by one.

use super::{Comparer, plain};
use crate::cli::edit::Address;
use crate::cli::upstream::counterpart::META_SPEC;
use crate::cli::upstream::finding::{Addition, Entry, NewParam, Remedy};
use crate::cli::upstream::meta_spec::Param;
use crate::cli::upstream::rules;
use crate::cli::upstream::types::{Agreement, MetaType, agreement, same_spelling};
use crate::contract::diagnostic::Place;
use crate::contract::diff::{Effect, ElementKind, Location, Paired, Rule, pair};
use crate::contract::path::Path;
use crate::contract::spec::located::{Entries, Located, OneOrMany};
use crate::contract::spec::{self, Provenance};

/// The members of an operation, a type or an enum, on both sides.
pub(super) struct Members<'a> {
    pub(super) kind: ElementKind,
    /// What has them, and its name and place in the spec.
    pub(super) owner: Path,
    pub(super) owner_name: &'a str,
    pub(super) place: Place,
    pub(super) ours: Vec<Ours<'a>>,
    /// The map that a new one is added to.
    pub(super) map: Address,
    pub(super) metas: Vec<Metas<'a>>,
    /// Meta's file, and the line of the list in it.
    pub(super) file: String,
    pub(super) line: usize,
    /// Names that a new one cannot have.
    pub(super) taken: Vec<String>,
    /// Whether the contract leaves some of Meta's members out on purpose.
    pub(super) partial: bool,
}

/// A member of the contract.
pub(super) struct Ours<'a> {
    pub(super) address: Address,
    pub(super) name: &'a Located<String>,
    pub(super) entries: Vec<OurEntry<'a>>,
}

/// An entry of a member, for some versions.
pub(super) struct OurEntry<'a> {
    /// Whether it holds in the compared version.
    pub(super) holds: bool,
    pub(super) source: &'a Provenance,
    /// The parameter or field; a value has none.
    pub(super) param: Option<&'a spec::Param>,
}

impl Ours<'_> {
    fn holding(&self) -> Option<usize> {
        self.entries.iter().position(|entry| entry.holds)
    }

    fn entry(&self, index: usize) -> Entry {
        Entry {
            address: self.address.item(index),
            alone: self.entries[index]
                .source
                .0
                .iter()
                .all(|name| name == META_SPEC),
        }
    }
}

/// A member of Meta's files.
#[derive(Clone, Copy)]
pub(super) struct Metas<'a> {
    pub(super) name: &'a str,
    pub(super) line: usize,
    /// The parameter or field; a value has none.
    pub(super) param: Option<&'a Param>,
}

impl<'a> From<&'a Param> for Metas<'a> {
    fn from(param: &'a Param) -> Self {
        Self {
            name: &param.name,
            line: param.line,
            param: Some(param),
        }
    }
}

impl<'a> Comparer<'a> {
    /// The parameters or fields of a map of the spec.
    pub(super) fn params_in(
        &self,
        map: &Address,
        params: &'a Entries<OneOrMany<spec::Param>>,
    ) -> Vec<Ours<'a>> {
        let ours = params.iter().map(|(name, entries)| Ours {
            address: map.key(name.as_str()),
            name,
            entries: entries
                .0
                .iter()
                .map(|param| OurEntry {
                    holds: self.has(param),
                    source: &param.source,
                    param: Some(param),
                })
                .collect(),
        });
        ours.collect()
    }

    pub(super) fn members(&mut self, members: &Members<'_>) {
        let metas: Vec<_> = members.metas.iter().collect();
        let ours: Vec<_> = members.ours.iter().collect();
        let mut left_out = Vec::new();
        for pair in pair(&metas, &ours, |metas| metas.name, |ours| ours.name.as_str()) {
            match pair {
                Paired::Both(metas, ours) | Paired::Renamed(metas, ours) => match ours.holding() {
                    Some(index) => self.compared(members, metas, ours, index),
                    None => self.missing(members, metas, Some(ours)),
                },
                Paired::Removed(metas) if members.partial => left_out.push(metas),
                Paired::Removed(metas) => self.missing(members, metas, None),
                Paired::Added(ours) => {
                    let known = |metas: &Metas<'_>| members.is_other_case(metas.name, ours);
                    if let Some(index) = ours.holding()
                        && !members.metas.iter().any(known)
                    {
                        self.unknown_to_meta(members, ours, index);
                    }
                }
            }
        }
        self.left_out(members, &left_out);
    }

    /// Reports what Meta's files have and the contract leaves out on purpose.
    fn left_out(&mut self, members: &Members<'_>, metas: &[&Metas<'_>]) {
        let Some(first) = metas.first() else { return };
        let names: Vec<_> = metas
            .iter()
            .map(|metas| format!("`{}`", metas.name))
            .collect();
        let predicate = format!(
            "is `partial`: it leaves out {} of Meta's files",
            names.join(", ")
        );
        let upstream = members.at(first.line);
        self.push(
            &rules::FIELD_LEFT_OUT,
            &members.owner,
            members.place,
            predicate,
            upstream,
            Remedy::Explained,
        );
    }

    /// Reports what Meta's files have and the contract of the version lacks.
    fn missing(&mut self, members: &Members<'_>, metas: &Metas<'_>, ours: Option<&Ours<'_>>) {
        let ty = metas.param.map(|param| format!(" as `{}`", param.ty));
        let predicate = format!(
            "is in Meta's files{}, and not in the contract of {}",
            ty.unwrap_or_default(),
            self.version
        );
        let mut all = members.ours.iter();
        let other_case =
            all.find(|ours| ours.holding().is_some() && members.is_other_case(metas.name, ours));
        let place = other_case.or(ours).map(|ours| ours.name.place);
        let remedy = match (other_case, ours, metas.param) {
            (Some(other), ..) => Remedy::Judgement(format!(
                "The contract has `{}`. Which of the two is right?",
                other.name.value
            )),
            (_, Some(ours), _) => self.restored(members, ours, metas),
            (_, None, Some(param)) => Remedy::Add(Addition::Param(NewParam {
                map: members.map.clone(),
                param: param.clone(),
                owner: members.owner_name.to_owned(),
                in_query: members.kind == ElementKind::Parameter,
                taken: members.taken.clone(),
            })),
            (_, None, None) => Remedy::Add(Addition::Value {
                name: members.owner_name.to_owned(),
                value: metas.name.to_owned(),
            }),
        };
        self.push(
            rules::of_member(members.kind, Effect::Added),
            &members.item(metas.name),
            place.unwrap_or(members.place),
            predicate,
            members.at(metas.line),
            remedy,
        );
    }

    /// The entry to restore in the version: one that says what Meta's files say.
    fn restored(&self, members: &Members<'_>, ours: &Ours<'_>, metas: &Metas<'_>) -> Remedy {
        let fits = |entry: &OurEntry<'_>| {
            let (Some(ours), Some(metas)) = (entry.param, metas.param) else {
                return true;
            };
            let ty = MetaType::parse(&metas.ty);
            let corrects = ours.corrects.as_deref();
            let explained = match agreement(&ours.ty.value, &ty, self.spec, self.meta_spec) {
                Agreement::Different => corrects.is_some_and(|text| same_spelling(text, &metas.ty)),
                _ => corrects.is_none(),
            };
            explained && (members.kind != ElementKind::Parameter || ours.required == metas.required)
        };
        match ours.entries.iter().rposition(fits) {
            Some(index) => Remedy::Restore(ours.entry(index)),
            None => Remedy::Judgement(format!(
                "Its entries have another type, or are required. Which entry does {} need?",
                self.version
            )),
        }
    }

    /// Reports what the contract of the version has and Meta's files lack.
    fn unknown_to_meta(&mut self, members: &Members<'_>, ours: &Ours<'_>, index: usize) {
        let OurEntry { source, param, .. } = &ours.entries[index];
        let entry = ours.entry(index);
        if let Some(param) = param {
            self.judge(param, false);
        }
        let corrects = param.and_then(|param| param.corrects.as_deref());
        let (rule, predicate, remedy) = match corrects {
            _ if source.0.iter().any(|name| name == META_SPEC) => {
                let predicate = self.stale(source);
                (
                    rules::of_member(members.kind, Effect::Removed),
                    predicate,
                    Remedy::Withdraw(entry),
                )
            }
            Some(corrects) => (
                &rules::CORRECTION_STALE,
                format!("corrects the type `{corrects}` of Meta's files, which do not have it"),
                Remedy::Unstated(entry),
            ),
            None => {
                let names: Vec<_> = source.0.iter().map(|name| format!("`{name}`")).collect();
                let predicate = format!(
                    "is not in Meta's files; its source is {}",
                    names.join(" and ")
                );
                (
                    rules::of_member(members.kind, Effect::Lost),
                    predicate,
                    Remedy::Unstated(entry),
                )
            }
        };
        self.push(
            rule,
            &members.item(ours.name),
            place_of(rule, *param).unwrap_or(ours.name.place),
            predicate,
            members.at(members.line),
            remedy,
        );
    }

    /// Compares what both have.
    fn compared(
        &mut self,
        members: &Members<'_>,
        metas: &Metas<'_>,
        ours: &Ours<'_>,
        index: usize,
    ) {
        let (Some(theirs), Some(param)) = (metas.param, ours.entries[index].param) else {
            return;
        };
        let item = members.item(metas.name);
        let upstream = members.at(metas.line);
        self.ty(&item, theirs, param, upstream.clone());
        // Meta's files do not say which fields are required.
        if members.kind != ElementKind::Parameter || param.required == theirs.required {
            return;
        }
        let predicate = match theirs.required {
            true => "is required in Meta's files, and optional in the contract",
            false => "is required in the contract, and optional in Meta's files",
        };
        let question = "Does the call fail without it, and in which versions?";
        self.push(
            &rules::REQUIRED_DIFFERS,
            &item,
            ours.name.place,
            predicate.to_owned(),
            upstream,
            Remedy::Judgement(question.to_owned()),
        );
    }

    fn ty(&mut self, item: &Path, metas: &Param, ours: &spec::Param, upstream: Location) {
        let ty = MetaType::parse(&metas.ty);
        let agreement = agreement(&ours.ty.value, &ty, self.spec, self.meta_spec);
        if let Agreement::Enums { ours, metas } = &agreement {
            let known = self.enums.entry(ours.clone()).or_default();
            if !known.contains(metas) {
                known.push(metas.clone());
            }
        }
        let (ours_ty, metas_ty) = (&ours.ty.value, &metas.ty);
        let (rule, predicate, remedy) = match (&agreement, ours.corrects.as_deref()) {
            (Agreement::Different, Some(corrects)) if same_spelling(corrects, metas_ty) => (
                &rules::TYPE_CORRECTED,
                format!("has type `{metas_ty}` in Meta's files, corrected to `{ours_ty}`"),
                Remedy::Explained,
            ),
            (Agreement::Different, Some(corrects)) => (
                &rules::CORRECTION_STALE,
                format!(
                    "corrects `{corrects}` to `{ours_ty}`, and the type in Meta's files is \
                     `{metas_ty}`"
                ),
                Remedy::Judgement("Which type does `corrects` need?".to_owned()),
            ),
            (Agreement::Different, None) => {
                let undefined = match self.is_undefined(&ty) {
                    true => ", which these files do not define",
                    false => "",
                };
                (
                    &rules::TYPE_DIFFERS,
                    format!(
                        "has type `{ours_ty}` in the contract, and `{metas_ty}` in Meta's \
                         files{undefined}"
                    ),
                    Remedy::Judgement(
                        "Which of the two is right, and in which versions?".to_owned(),
                    ),
                )
            }
            (_, Some(corrects)) => (
                &rules::CORRECTION_STALE,
                format!(
                    "corrects `{corrects}`, and the type in Meta's files is that of the contract"
                ),
                Remedy::Judgement("Can `corrects` be removed?".to_owned()),
            ),
            (_, None) => return,
        };
        self.judge(ours, *rule == rules::TYPE_CORRECTED);
        let place = place_of(rule, Some(ours)).unwrap_or(ours.ty.place);
        self.push(rule, item, place, predicate, upstream, remedy);
    }

    /// Whether Meta's files name a type that they do not define.
    fn is_undefined(&self, ty: &MetaType) -> bool {
        ty.name()
            .is_some_and(|name| !self.meta_spec.may_define(name))
    }
}

/// The place of `corrects`, for a finding about it.
fn place_of(rule: &Rule, entry: Option<&spec::Param>) -> Option<Place> {
    let corrects = entry?.corrects.as_ref()?;
    (*rule == rules::CORRECTION_STALE).then_some(corrects.place)
}

impl Members<'_> {
    fn item(&self, name: &str) -> Path {
        let section = match self.kind {
            ElementKind::Parameter => "params",
            ElementKind::Field => "fields",
            _ => "values",
        };
        self.owner.child(section, plain(name))
    }

    fn at(&self, line: usize) -> Location {
        super::in_file(self.file.clone(), line)
    }

    /// Whether a value of the contract differs in nothing but case, which Graph
    /// ignores.
    fn is_other_case(&self, name: &str, ours: &Ours<'_>) -> bool {
        self.kind == ElementKind::Value
            && ours.name.value != name
            && ours.name.eq_ignore_ascii_case(name)
    }
}
