//! Adds entries to the spec.

use super::{Did, Run};
use crate::Error;
use crate::cli::edit::{Address, Value, spans};
use crate::cli::upstream::compare::Comparison;
use crate::cli::upstream::counterpart::{META_SPEC, node_of};
use crate::cli::upstream::draft::names::{Members, Names, Values, camel};
use crate::cli::upstream::finding::NewParam;
use crate::cli::upstream::types::MetaType;
use crate::contract::diff::Location;
use crate::contract::placeholder::ADDED_DOC as TO_BE_WRITTEN;
use crate::contract::spec::Spec;
use crate::contract::spec::TypeExpr;
use crate::contract::spec::timeline::{Span, Timeline};

impl Run<'_> {
    pub(super) fn add_param(
        &mut self,
        spec: &Spec,
        found: &Comparison,
        item: &str,
        new: &NewParam,
        upstream: Option<&Location>,
    ) -> Result<(), Error> {
        let taken = new.taken.iter().map(String::as_str);
        let others = self.draft.names(&new.map);
        let taken = taken.chain(others.iter().map(String::as_str));
        if let Err(reason) = Members::of(taken).claim_param(&new.param.name) {
            let reason = format!("The generator cannot take the name: {reason}. Leave it out?");
            self.stuck.insert(item.to_owned(), reason);
            return Ok(());
        }
        if new.param.ty.trim().is_empty() {
            let reason = "Meta's files name no type. What is it?".to_owned();
            self.stuck.insert(item.to_owned(), reason);
            return Ok(());
        }
        let (ty, corrects) = self.type_of(spec, found, new)?;
        let spans = self.only(spec);
        let mut keys = vec![("type", Value::from(ty.to_string()))];
        if corrects {
            keys.push(("corrects", new.param.ty.as_str().into()));
        }
        if new.param.required {
            keys.push(("required", Value::Bare("true".to_owned())));
        }
        keys.extend(availability(&spans));
        keys.push(("doc", TO_BE_WRITTEN.into()));
        keys.push(("source", META_SPEC.into()));
        self.draft
            .add(&new.map, &new.param.name, Value::map(keys))?;
        let mut detail = format!("`{ty}`, {}", spans::in_words(&spans));
        if let Some(name) = self.undefined(&new.param.ty) {
            let place = upstream.map(|at| format!(" ({}:{})", at.file, at.line));
            let place = place.unwrap_or_default();
            detail.push_str(&format!(
                "; its type `{name}`{place} is not defined in these files: what is it?"
            ));
        }
        self.edited(Did::Added, item, detail);
        Ok(())
    }

    /// The name in a type that Meta's files do not define, if any.
    fn undefined(&self, ty: &str) -> Option<String> {
        let ty = MetaType::parse(ty);
        let name = ty.name().filter(|name| !self.meta_spec.may_define(name))?;
        Some(name.to_owned())
    }

    /// The type for the contract, and whether it corrects Meta's.
    fn type_of(
        &mut self,
        spec: &Spec,
        found: &Comparison,
        new: &NewParam,
    ) -> Result<(TypeExpr, bool), Error> {
        let metas = MetaType::parse(&new.param.ty);
        let Some(name) = metas.name() else {
            let simple = metas.in_contract(&|_| None);
            return Ok((simple.unwrap_or(TypeExpr::Object), false));
        };
        let named = if self.meta_spec.enums.contains_key(name) {
            self.enumeration(spec, found, new, name)?
        } else if new.in_query {
            None
        } else {
            let timeline = Timeline::new(spec);
            let here = |entry: &crate::contract::spec::Type| {
                let set = timeline.set(crate::contract::spec::Versioned::availability(entry));
                timeline
                    .index(self.version)
                    .is_some_and(|index| set.contains(index))
            };
            let mut types = spec.types.iter();
            let known = types
                .find(|(ty, entry)| node_of(spec, ty) == name && here(entry) && !entry.runtime);
            known.map(|(ty, _)| ty.value.clone())
        };
        let corrects = named.is_none();
        let other = match self.meta_spec.enums.contains_key(name) {
            true => TypeExpr::String,
            false => TypeExpr::Object,
        };
        let ty = named.map_or(other, TypeExpr::Named);
        let ty = metas.in_contract(&|_| Some(ty.clone()));
        Ok((ty.unwrap_or(TypeExpr::Object), corrects))
    }

    /// The enum of the contract that corresponds to one of Meta's; added if
    /// missing.
    fn enumeration(
        &mut self,
        spec: &Spec,
        found: &Comparison,
        new: &NewParam,
        metas: &str,
    ) -> Result<Option<String>, Error> {
        let mut known = found.enums.iter();
        let known = known.find(|(_, all)| all.iter().any(|one| one == metas));
        if let Some((name, _)) = known {
            return Ok(Some(name.clone()));
        }
        if let Some(name) = self.added.get(metas) {
            return Ok(Some(name.clone()));
        }
        let Some(entry) = self.meta_spec.enumeration(metas)? else {
            return Ok(None);
        };
        let mut claimed = Values::default();
        let values = entry.values.iter().map(|(value, _)| value);
        let values: Vec<_> = values
            .filter(|value| claimed.claim(value).is_ok())
            .collect();
        if values.is_empty() {
            return Ok(None);
        }
        let mut names = Names::of(spec);
        self.added.values().for_each(|name| names.take(name));
        let short = camel(&new.param.name);
        let name = names.claim(&[short.clone(), format!("{}{short}", new.owner)]);
        let values = values
            .into_iter()
            .map(|value| (value.as_str(), TO_BE_WRITTEN));
        let enumeration = [
            ("doc", Value::from(TO_BE_WRITTEN)),
            ("source", META_SPEC.into()),
            ("values", Value::lines(values)),
        ];
        self.draft
            .add(&Address::new(["enums"]), &name, Value::map(enumeration))?;
        self.edited(
            Did::Added,
            &name,
            format!("the enum `{metas}` of Meta's files"),
        );
        self.added.insert(metas.to_owned(), name.clone());
        Ok(Some(name))
    }

    pub(super) fn add_value(
        &mut self,
        spec: &Spec,
        item: &str,
        name: &str,
        value: &str,
    ) -> Result<(), Error> {
        let map = Address::new(["enums", name, "values"]);
        let others = self.draft.names(&map);
        let mut values = Values::of(others.iter().map(String::as_str));
        if let Err(reason) = values.claim(value) {
            let reason = format!("The generator cannot take the value: {reason}. Leave it out?");
            self.stuck.insert(item.to_owned(), reason);
            return Ok(());
        }
        let spans = self.only(spec);
        let mut keys = vec![("doc", Value::from(TO_BE_WRITTEN))];
        keys.extend(availability(&spans));
        let source = spec.enums.get(name).map(|entry| &entry.source);
        // The other sources of the enum do not state the value.
        if source.is_none_or(|source| source.0 != [META_SPEC]) {
            keys.push(("source", META_SPEC.into()));
        }
        let entry = match keys.as_slice() {
            [(_, doc)] => doc.clone(),
            _ => Value::map(keys),
        };
        self.draft.add(&map, value, entry)?;
        self.edited(Did::Added, item, spans::in_words(&spans));
        Ok(())
    }
}

/// The keys that state spans.
fn availability(spans: &[Span]) -> Vec<(&'static str, Value)> {
    let text = |version: Option<_>| {
        version.map(|version: crate::contract::spec::VersionName| Value::from(version.to_string()))
    };
    // One version is one span.
    let span = spans.first();
    let since = span.and_then(|span| text(span.since));
    let removed_in = span.and_then(|span| text(span.removed_in));
    let keys = [("since", since), ("removed_in", removed_in)].into_iter();
    keys.filter_map(|(key, value)| Some((key, value?)))
        .collect()
}
