//! What entries of the contract lack of Meta's files. What they state is never
//! changed.

use super::calls::kind;
use super::drafter::Drafter;
use super::names::{Members, Values, refused_param};
use super::sketch::{Completed, Member};
use super::targets::Target;
use super::times::{Set, both};
use crate::cli::upstream::counterpart::META_SPEC;
use crate::cli::upstream::meta_spec::{Node, Param};
use crate::cli::upstream::types::{Agreement, MetaType, agreement, same_spelling};
use crate::contract::placeholder::DRAFTED_DOC;
use crate::contract::spec::located::{Entries, Name, OneOrMany};
use crate::contract::spec::{self, Operation, Type, TypeExpr};

impl<'c> Drafter<'_, 'c> {
    /// Sketches the fields that a type of the contract lacks.
    pub(super) fn known_type(&mut self, name: &Name, ty: &Type, found: &Node) {
        self.sketch.notes.reused.insert(name.value.clone());
        let owner = self.times.of(ty);
        let mut members = Members::of(ty.fields.names().map(|name| name.as_str()));
        let mut added = Vec::new();
        let mut lacking = 0;
        for field in &found.fields {
            if let Some(entries) = ty.fields.get(&field.name) {
                self.compare(name, field, entries);
            } else if ty.partial {
                lacking += 1;
            } else if let Err(reason) = members.claim(&field.name) {
                self.leave_out(format!(
                    "the field `{}` of `{}`: {reason}",
                    field.name, **name
                ));
            } else {
                added.extend(self.addition(field, &owner, false));
            }
        }
        if lacking > 0 {
            self.leave_out(format!(
                "{lacking} fields of `{}`: it is `partial` in the contract",
                **name
            ));
        }
        if !added.is_empty() {
            self.sketch.fields.insert(name.value.clone(), added);
        }
    }

    /// Sketches the parameters that a call of the contract lacks.
    pub(super) fn known_call(&mut self, target: &Target<'c>, name: &Name, call: &Operation) {
        self.sketch.notes.reused.insert(name.value.clone());
        let owner = self.times.of(call);
        if !self.times.has(&owner) {
            self.differs(format!(
                "`{}`: the contract does not have it in the version of the files",
                **name
            ));
            return;
        }
        let shared = call.params_of.as_ref();
        let shared = shared.and_then(|name| self.known.spec.operations.get(name));
        let known = |name: &str| {
            let shared = || shared.and_then(|shared| shared.params.get(name));
            call.params.get(name).or_else(shared)
        };
        let common = self.common_params(kind(target));
        let all = shared.into_iter().flat_map(|shared| shared.params.names());
        let all = all.chain(call.params.names()).chain(call.path.names());
        let all = all
            .map(|name| name.as_str())
            .chain(common.iter().map(String::as_str));
        let mut members = Members::of(all);
        let mut added = Vec::new();
        for param in &target.call.params {
            let of = format!("the parameter `{}` of `{}`", param.name, **name);
            if let Some(entries) = known(&param.name) {
                self.compare(name, param, entries);
            } else if let Some(reason) = refused_param(&param.name, &common) {
                self.leave_out(format!("{of}: {reason}"));
            } else if param.required {
                self.differs(format!(
                    "{of}: it is required in Meta's files, and not stated"
                ));
            } else if let Err(reason) = members.claim(&param.name) {
                self.leave_out(format!("{of}: {reason}"));
            } else {
                added.extend(self.addition(param, &owner, true));
            }
        }
        if !added.is_empty() {
            self.sketch.params.insert(name.value.clone(), added);
        }
    }

    /// What is added to something with these versions; nothing if none of them
    /// is one that the files are for.
    fn addition(&mut self, param: &Param, owner: &Set, in_query: bool) -> Option<Member> {
        let here = both(&self.times.read(), owner);
        let there = self.times.has(&here);
        there.then(|| self.member(param, owner, in_query))
    }

    /// Notes a member whose type differs from that of Meta's files, without an
    /// entry that says why.
    fn compare(&mut self, of: &Name, metas: &Param, entries: &OneOrMany<spec::Param>) {
        let mut entries = entries.0.iter();
        let entry = entries.find(|entry| self.times.has(&self.times.of(*entry)));
        let Some(entry) = entry else {
            self.differs(format!(
                "`{}.{}`: the contract does not have it in the version of the files",
                **of, metas.name
            ));
            return;
        };
        let corrects = entry.corrects.as_deref();
        let only_metas = entry.source.0.iter().all(|source| source == META_SPEC);
        let found = agreement(
            &entry.ty,
            &MetaType::parse(&metas.ty),
            self.known.spec,
            self.catalogue.meta_spec,
        );
        match found {
            Agreement::Enums { metas, .. } => drop(self.enumeration(&metas)),
            Agreement::Different
                if only_metas && !corrects.is_some_and(|one| same_spelling(one, &metas.ty)) =>
            {
                self.differs(format!(
                    "`{}.{}` is `{}`, and `{}` in Meta's files",
                    **of, metas.name, *entry.ty, metas.ty
                ));
            }
            Agreement::Same | Agreement::Different => {}
        }
    }

    /// Sketches the values that an enum of the contract lacks.
    pub(super) fn values(&mut self, name: &str, values: &[&'c str]) {
        self.sketch.notes.reused.insert(name.to_owned());
        let Some(known) = self.known.spec.enums.get(name) else {
            return;
        };
        let mut claimed = Values::of(known.values.names().map(|name| name.as_str()));
        let lacking = values
            .iter()
            .filter(|value| known.values.get(value).is_none());
        for value in lacking {
            if let Err(reason) = claimed.claim(value) {
                self.leave_out(format!("the value `{value}` of `{name}`: {reason}"));
                continue;
            }
            let spans = self.times.spans(&self.times.read(), &self.times.all());
            let added = self.sketch.values.entry(name.to_owned()).or_default();
            if !added.iter().any(|(known, _)| known == value) {
                added.push((value, spans));
            }
        }
    }

    /// Finds the fields of the contract that are placeholders for types that are
    /// drafted now.
    pub(super) fn complete(&mut self) {
        let mut completed = Vec::new();
        for (name, ty) in self.known.spec.types.iter() {
            completed.extend(self.completed(name, &ty.fields));
        }
        self.sketch.completed = completed;
    }

    fn completed(&self, of: &Name, fields: &Entries<OneOrMany<spec::Param>>) -> Vec<Completed> {
        let fields = fields.iter().flat_map(|(name, all)| {
            let entries = all.0.iter().enumerate();
            entries.map(move |(index, entry)| (name, index, entry))
        });
        let fields = fields.filter(|(_, _, entry)| entry.doc == DRAFTED_DOC);
        let completed = fields.filter_map(|(name, index, entry)| {
            let metas = MetaType::parse(entry.corrects.as_deref()?);
            let drafted = self.sketch.types.get(metas.name()?)?;
            let in_contract = |ty: TypeExpr| metas.in_contract(&|_| Some(ty.clone()));
            let was = in_contract(TypeExpr::Object)?;
            let ty = in_contract(TypeExpr::Named(drafted.name.clone()))?;
            (was == entry.ty.value).then(|| Completed {
                of: of.value.clone(),
                field: (name.value.clone(), index),
                ty,
            })
        });
        completed.collect()
    }
}
