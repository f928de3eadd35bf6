//! Removes Graph versions.

use std::collections::BTreeSet;

use super::{Address, EditError, Editor, Value, versioned};
use crate::Error;
use crate::contract::messages::list;
use crate::contract::spec::Spec;
use crate::contract::spec::VersionName;
use crate::contract::spec::timeline::{Span, Timeline};

/// Returns the types that wrap the answers of every version, and their parts.
pub(super) fn unversioned(spec: &Spec) -> BTreeSet<&str> {
    let wrappers = spec.types.iter().filter(|(_, entry)| entry.runtime);
    let headers = spec
        .headers
        .iter()
        .filter_map(|(_, header)| header.ty.name());
    let names = wrappers.map(|(name, _)| name.value.as_str());
    reached(spec, names.chain(headers).collect())
}

/// Removes a version, and everything that no other version has.
///
/// # Errors
///
/// The version does not exist, is the only one, or has an operation whose
/// parameters others share.
pub fn drop_version(editor: &mut Editor, version: VersionName) -> Result<(), Error> {
    let spec = editor.spec()?;
    let timeline = Timeline::new(&spec);
    if timeline.index(version).is_none() {
        let known = list(timeline.versions());
        let message = format!("unknown version `{version}`; the versions are {known}");
        return Err(EditError::Refused(message).into());
    }
    keep_only(editor, &spec, |other| other != version)
}

/// Removes the oldest or the newest version, as [`drop_version`] does.
///
/// # Errors
///
/// As [`drop_version`], or the version is between two others.
pub fn drop_outer_version(editor: &mut Editor, version: VersionName) -> Result<(), Error> {
    let spec = editor.spec()?;
    let timeline = Timeline::new(&spec);
    if let [oldest, .., newest] = timeline.versions()
        && timeline.index(version).is_some()
        && ![oldest, newest].contains(&&version)
    {
        let message = format!(
            "`{version}` is neither the oldest version, `{oldest}`, nor the newest, `{newest}`"
        );
        return Err(EditError::Refused(message).into());
    }
    drop_version(editor, version)
}

/// Removes every version after one, and everything that only those have.
///
/// # Errors
///
/// As [`drop_version`].
pub fn cut_back(editor: &mut Editor, newest: VersionName) -> Result<(), Error> {
    let spec = editor.spec()?;
    keep_only(editor, &spec, |version| version <= newest)
}

fn keep_only(
    editor: &mut Editor,
    spec: &Spec,
    wanted: impl Fn(VersionName) -> bool,
) -> Result<(), Error> {
    let all = Timeline::new(spec).versions().to_vec();
    let kept: Vec<_> = all
        .iter()
        .copied()
        .filter(|version| wanted(*version))
        .collect();
    if kept.is_empty() {
        let message = "cannot remove the only version of the spec".to_owned();
        return Err(EditError::Refused(message).into());
    }
    let gone = limit_entries(editor, spec, &all, &kept)?;
    refuse_orphans(spec, &gone)?;
    for address in gone.iter().rev() {
        editor.remove(address)?;
    }
    remove_unused(editor, spec)?;
    for version in all.iter().filter(|version| !kept.contains(version)) {
        for section in ["versions", "meta_spec"] {
            let address = Address::new([section.to_owned(), version.to_string()]);
            if editor.has(&address) {
                editor.remove(&address)?;
            }
        }
    }
    limit_waivers(editor, spec, &kept)?;
    editor.spec()?;
    Ok(())
}

/// Limits waivers that name versions to those that are kept, and removes waivers of which
/// no version is.
fn limit_waivers(editor: &mut Editor, spec: &Spec, kept: &[VersionName]) -> Result<(), EditError> {
    let list = Address::new(["waivers"]);
    for (index, waiver) in spec.waivers.iter().enumerate().rev() {
        let named = waiver.versions();
        let left: Vec<_> = named.iter().filter(|name| kept.contains(name)).collect();
        if left.len() == named.len() {
            continue;
        }
        if left.is_empty() {
            editor.remove_item(&list, index)?;
        } else {
            let names: Vec<_> = left
                .iter()
                .map(|name| Value::from(name.to_string()))
                .collect();
            editor.set_list(&list.item(index), "versions", &names)?;
        }
    }
    Ok(())
}

/// Limits entries to the versions that are kept, and returns those of which
/// nothing is left, in the order of the spec.
fn limit_entries(
    editor: &mut Editor,
    spec: &Spec,
    all: &[VersionName],
    kept: &[VersionName],
) -> Result<Vec<Address>, EditError> {
    let mut gone = Vec::new();
    let mut sets: Vec<Vec<VersionName>> = Vec::new();
    for entry in versioned(spec) {
        let stated = entry.availability.spans();
        let owned = |version: &VersionName| {
            let owner = entry.owner.map(|owner| &sets[owner]);
            owner.is_none_or(|owner| owner.contains(version))
        };
        let inside = |version: &VersionName| stated.iter().any(|span| span.contains(*version));
        let set: Vec<_> = kept
            .iter()
            .copied()
            .filter(|one| owned(one) && inside(one))
            .collect();
        let orphaned = entry.owner.is_some_and(|owner| sets[owner].is_empty());
        if set.is_empty() && !orphaned {
            gone.push(entry.address.clone());
        } else if !set.is_empty() {
            let spans = limit_spans(&stated, all, kept);
            if spans != stated {
                editor.set_availability(&entry.address, &spans)?;
            }
        }
        sets.push(set);
    }
    Ok(gone)
}

/// Limits spans to the versions that are kept.
fn limit_spans(stated: &[Span], all: &[VersionName], kept: &[VersionName]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for span in stated {
        let Some(first) = kept.iter().copied().find(|version| span.contains(*version)) else {
            continue;
        };
        let begins = first != kept[0] || all.first() == kept.first();
        let since = span.since.filter(|_| begins).map(|_| first);
        let removed_in = span
            .removed_in
            .and_then(|removed| kept.iter().copied().find(|version| *version >= removed));
        match spans.last_mut() {
            Some(before) if before.removed_in.is_some() && before.removed_in == since => {
                before.removed_in = removed_in;
            }
            _ => spans.push(Span { since, removed_in }),
        }
    }
    spans
}

/// Refuses to remove an operation whose parameters others share.
fn refuse_orphans(spec: &Spec, gone: &[Address]) -> Result<(), EditError> {
    let goes = |name: &str| gone.contains(&Address::new(["operations", name]));
    for (name, operation) in spec.operations.iter() {
        let other = operation.params_of.as_deref().filter(|other| goes(other));
        if let Some(other) = other.filter(|_| !goes(name)) {
            return Err(EditError::Refused(format!(
                "`{}` shares the parameters of `{other}`, which would be removed; write them under \
                 its own `params` first",
                name.value
            )));
        }
    }
    Ok(())
}

/// Removes references to removed error codes and fields, and ids, enums and types
/// that are no longer used.
fn remove_unused(editor: &mut Editor, before: &Spec) -> Result<(), EditError> {
    let Some(now) = editor.load().spec else {
        return Ok(());
    };
    for (name, operation) in now.operations.iter() {
        for (index, code) in operation.errors.iter().enumerate().rev() {
            let known = |spec: &Spec| spec.errors.get(&code.value.to_string()).is_some();
            if known(before) && !known(&now) {
                let list = Address::new(["operations", name.as_str(), "errors"]);
                editor.remove(&list.item(index))?;
            }
        }
    }
    for (name, entry) in now.types.iter() {
        for (index, field) in entry.default_fields.iter().enumerate().rev() {
            let known = |spec: &Spec| {
                let entry = spec.types.get(name);
                entry.is_some_and(|entry| entry.fields.get(field).is_some())
            };
            if known(before) && !known(&now) {
                let list = Address::new(["types", name.as_str(), "default_fields"]);
                editor.remove(&list.item(index))?;
            }
        }
    }
    let used = in_use(&now);
    for name in in_use(before).difference(&used) {
        for section in ["ids", "enums", "types"] {
            let address = Address::new([section, name]);
            if editor.has(&address) {
                editor.remove(&address)?;
            }
        }
    }
    Ok(())
}

/// Returns the names that operations, headers and wrappers refer to, also
/// through types.
fn in_use(spec: &Spec) -> BTreeSet<&str> {
    let operations = spec.operations.iter().flat_map(|(_, operation)| {
        let params = operation.all_params().map(|param| &param.ty);
        params.chain([&operation.returns])
    });
    let names = operations.filter_map(|ty| ty.name()).collect();
    &reached(spec, names) | &unversioned(spec)
}

/// Returns the names, and those that their types refer to.
fn reached<'s>(spec: &'s Spec, mut names: Vec<&'s str>) -> BTreeSet<&'s str> {
    let mut reached = BTreeSet::new();
    while let Some(name) = names.pop() {
        if !reached.insert(name) {
            continue;
        }
        let fields = spec.types.get(name).into_iter();
        let fields = fields.flat_map(|ty| ty.fields.iter());
        let fields = fields.flat_map(|(_, fields)| &fields.0);
        names.extend(fields.filter_map(|field| field.ty.name()));
    }
    reached
}
