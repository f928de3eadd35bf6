//! Graph versions that come and go.

use std::collections::BTreeSet;

use super::{Address, Draft, EditError, Value, versioned};
use crate::Error;
use crate::contract::spec::Spec;
use crate::contract::spec::timeline::{Span, Timeline};
use crate::contract::spec::{Date, VersionName};

/// A Graph version that the spec does not have yet.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// Its name.
    pub version: VersionName,
    /// Day on which Meta released it.
    pub released: Date,
    /// Day on which it expires, once announced.
    pub expires: Option<Date>,
    /// Where the dates come from, a name of `sources`.
    pub source: String,
    /// Whether what held in the oldest version held in this one already. It
    /// matters for a version before the oldest.
    pub assume_same: bool,
}

/// What opening a version led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The `since` that entries got, for a version older than all others.
    pub bounded: Option<VersionName>,
    /// The version and each of its neighbours, the older one first.
    pub pairs: Vec<(VersionName, VersionName)>,
}

/// Opens a version.
///
/// A version takes over what holds in the one before it, so all that a newer
/// one needs is its line in the table. Of a version before the oldest nothing
/// is known: every operation and every type that held from the start gets what
/// was the oldest version as its `since`, which bounds its parameters and fields
/// too. What is not tied to versions stays and says nothing of the new one as
/// long as no call has it: hosts, ids, enums, headers, error codes and what
/// answers are wrapped in.
///
/// # Errors
///
/// The version is there, its source is not, or its dates do not fit.
pub fn new_version(draft: &mut Draft, new: &NewVersion) -> Result<Opened, Error> {
    let spec = draft.spec()?;
    let timeline = Timeline::new(&spec);
    refuse(draft, &spec, &timeline, new)?;
    let text = |date: &Date| Value::from(date.to_string());
    let mut entry = vec![("released", text(&new.released))];
    entry.extend(new.expires.iter().map(|date| ("expires", text(date))));
    entry.push(("source", Value::from(new.source.as_str())));
    draft.add(
        &Address::new(["versions"]),
        &new.version.to_string(),
        Value::map(entry),
    )?;
    let (older, newer): (Vec<VersionName>, Vec<VersionName>) = timeline
        .versions()
        .iter()
        .partition(|known| **known < new.version);
    let oldest = newer.first().copied();
    let bounded = oldest.filter(|_| older.is_empty() && !new.assume_same);
    if let Some(oldest) = bounded {
        begin_with(draft, &spec, oldest)?;
    }
    draft.spec()?;
    let before = older.last().map(|older| (*older, new.version));
    let after = oldest.map(|newer| (new.version, newer));
    let pairs = before.into_iter().chain(after).collect();
    Ok(Opened { bounded, pairs })
}

fn refuse(
    draft: &Draft,
    spec: &Spec,
    timeline: &Timeline,
    new: &NewVersion,
) -> Result<(), EditError> {
    let refused = |message: String| Err(EditError::Refused(message));
    let NewVersion {
        version,
        released,
        source,
        ..
    } = new;
    let address = Address::new(["versions".to_owned(), version.to_string()]);
    if let Some(place) = draft.place(&address) {
        return Err(EditError::Taken { address, place });
    }
    if spec.sources.get(source).is_none() {
        let names: Vec<_> = spec
            .sources
            .names()
            .map(|name| name.value.as_str())
            .collect();
        let names = names.join("`, `");
        return refused(format!(
            "`{source}` is not a source of the spec; the sources are `{names}`"
        ));
    }
    if let Some(expires) = new.expires.filter(|expires| expires <= released) {
        return refused(format!(
            "`{version}` would expire on {expires}, which is not after its release on {released}"
        ));
    }
    let oldest = timeline.versions().first();
    if new.assume_same && oldest.is_some_and(|oldest| oldest < version) {
        return refused(format!(
            "`{version}` takes over what holds in the version before it; `--assume-same` is for \
             a version that is older than all others"
        ));
    }
    for known in timeline.versions() {
        let Some(entry) = spec.versions.get(&known.to_string()) else {
            continue;
        };
        let other = entry.released.value;
        if (known < version) != (other < *released) || other == *released {
            let when = if known < version { "after" } else { "before" };
            return refused(format!(
                "`{version}` has to be released {when} `{known}`, which was on {other}; \
                 look the day up in Meta's version table"
            ));
        }
    }
    Ok(())
}

/// States of the operations and types that held from the start that they did so
/// from a version on.
fn begin_with(draft: &mut Draft, spec: &Spec, oldest: VersionName) -> Result<(), EditError> {
    let kept = unversioned(spec);
    for entry in versioned(spec) {
        let [section, name] = entry.address.names();
        let bound = match section {
            "operations" => true,
            "types" => !kept.contains(name),
            _ => false,
        };
        let mut spans = entry.availability.spans();
        match spans.first_mut() {
            Some(first) if bound && entry.owner.is_none() && first.since.is_none() => {
                first.since = Some(oldest);
            }
            _ => continue,
        }
        draft.available(&entry.address, &spans)?;
    }
    Ok(())
}

/// The types that answers of every version are wrapped in, and what is in those.
fn unversioned(spec: &Spec) -> BTreeSet<&str> {
    let wrappers = spec.types.iter().filter(|(_, entry)| entry.runtime);
    let headers = spec
        .headers
        .iter()
        .filter_map(|(_, header)| header.ty.name());
    let names = wrappers.map(|(name, _)| name.value.as_str());
    reached(spec, names.chain(headers).collect())
}

/// Removes a version, and all that no other version has.
///
/// # Errors
///
/// The version is not in the spec, is the only one, or what others take over
/// would go with it.
pub fn drop_version(draft: &mut Draft, version: VersionName) -> Result<(), Error> {
    let spec = draft.spec()?;
    let timeline = Timeline::new(&spec);
    if timeline.index(version).is_none() {
        let known: Vec<_> = timeline
            .versions()
            .iter()
            .map(VersionName::to_string)
            .collect();
        let known = known.join("`, `");
        let message = format!("the spec has no `{version}`; its versions are `{known}`");
        return Err(EditError::Refused(message).into());
    }
    keep(draft, &spec, |other| other != version)
}

/// Removes the oldest or the newest version, as [`drop_version`] does.
///
/// # Errors
///
/// As [`drop_version`], and where others come before and after it.
pub fn drop_outer_version(draft: &mut Draft, version: VersionName) -> Result<(), Error> {
    let timeline = Timeline::new(&draft.spec()?);
    if let [oldest, .., newest] = timeline.versions()
        && timeline.index(version).is_some()
        && ![oldest, newest].contains(&&version)
    {
        let message = format!(
            "`{version}` is neither the oldest nor the newest version: `{oldest}` and `{newest}` are"
        );
        return Err(EditError::Refused(message).into());
    }
    drop_version(draft, version)
}

/// Removes every version after one, and all that only those have.
///
/// # Errors
///
/// As [`drop_version`].
pub fn cut_back(draft: &mut Draft, newest: VersionName) -> Result<(), Error> {
    let spec = draft.spec()?;
    keep(draft, &spec, |version| version <= newest)
}

fn keep(draft: &mut Draft, spec: &Spec, wanted: impl Fn(VersionName) -> bool) -> Result<(), Error> {
    let all = Timeline::new(spec).versions().to_vec();
    let kept: Vec<_> = all
        .iter()
        .copied()
        .filter(|version| wanted(*version))
        .collect();
    if kept.is_empty() {
        let message = "no version would be left; a spec has one at least".to_owned();
        return Err(EditError::Refused(message).into());
    }
    let gone = bound(draft, spec, &all, &kept)?;
    refuse_orphans(spec, &gone)?;
    for address in gone.iter().rev() {
        draft.remove(address)?;
    }
    forget(draft, spec)?;
    for version in all.iter().filter(|version| !kept.contains(version)) {
        draft.remove(&Address::new(["versions".to_owned(), version.to_string()]))?;
    }
    draft.spec()?;
    Ok(())
}

/// Cuts what entries state down to the versions that are kept. Gives the
/// entries of which nothing is left, in the order of the spec.
fn bound(
    draft: &mut Draft,
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
            let spans = cut(&stated, all, kept);
            if spans != stated {
                draft.available(&entry.address, &spans)?;
            }
        }
        sets.push(set);
    }
    Ok(gone)
}

/// The spans as the versions that are kept have them.
fn cut(stated: &[Span], all: &[VersionName], kept: &[VersionName]) -> Vec<Span> {
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

/// What takes parameters over from an operation that goes would lose them.
fn refuse_orphans(spec: &Spec, gone: &[Address]) -> Result<(), EditError> {
    let goes = |name: &str| gone.contains(&Address::new(["operations", name]));
    for (name, operation) in spec.operations.iter() {
        let other = operation.params_of.as_deref().filter(|other| goes(other));
        if let Some(other) = other.filter(|_| !goes(name)) {
            return Err(EditError::Refused(format!(
                "`{}` stays and takes the parameters of `{other}`, which goes; write them under \
                 its own `params` first",
                name.value
            )));
        }
    }
    Ok(())
}

/// Removes what nothing refers to any more: error codes from lists, and ids,
/// enums and types that were in use before.
fn forget(draft: &mut Draft, before: &Spec) -> Result<(), EditError> {
    let Some(now) = draft.load().spec else {
        return Ok(());
    };
    for (name, operation) in now.operations.iter() {
        for (index, code) in operation.errors.iter().enumerate().rev() {
            let known = |spec: &Spec| spec.errors.get(&code.value.to_string()).is_some();
            if known(before) && !known(&now) {
                let list = Address::new(["operations", name.as_str(), "errors"]);
                draft.remove(&list.item(index))?;
            }
        }
    }
    let used = in_use(&now);
    for name in in_use(before).difference(&used) {
        for section in ["ids", "enums", "types"] {
            let address = Address::new([section, name]);
            if draft.has(&address) {
                draft.remove(&address)?;
            }
        }
    }
    Ok(())
}

/// Names that calls, headers and wrappers refer to, themselves or through types.
fn in_use(spec: &Spec) -> BTreeSet<&str> {
    let operations = spec.operations.iter().flat_map(|(_, operation)| {
        let query = operation.params.iter().flat_map(|(_, params)| &params.0);
        let params = operation.path.iter().map(|(_, param)| param).chain(query);
        params.map(|param| &param.ty).chain([&operation.returns])
    });
    let names = operations.filter_map(|ty| ty.name()).collect();
    &reached(spec, names) | &unversioned(spec)
}

/// The names, and those that their types refer to.
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
