//! Adds Graph versions.
//!
//! The newest version inherits from the one before it. Of an older version no
//! source is known: it has the calls and types that both its neighbours have, and
//! what is asked for. The order in which versions are added is not seen in the
//! result.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::versions::unversioned;
use super::{Address, EditError, Editor, Value, VersionedEntry, spans, versioned};
use crate::Error;
use crate::contract::messages::list;
use crate::contract::spec::timeline::{Span, Timeline};
use crate::contract::spec::{Date, Spec, VersionName};

/// A Graph version to add to the spec.
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
    /// What it is claimed to have, if it is not the newest.
    pub claim: Claim,
}

/// What a version that is not the newest is claimed to have without a source.
/// Names are those of calls and types, or of their parts, such as
/// `UnifiedThread.subject`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Only the calls and types that the versions before and after it both have.
    Nothing,
    /// What the next newer version with calls has.
    Same,
    /// These calls and types of it, and the types that they need.
    Only(Vec<String>),
    /// All of it except these.
    Except(Vec<String>),
}

/// The result of adding a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Whether the version is not the newest.
    pub is_older: bool,
    /// The version that the claims are taken from, if any are.
    pub same_as: Option<VersionName>,
    /// The version and each of its neighbours, the older one first.
    pub pairs: Vec<(VersionName, VersionName)>,
}

/// Adds a version.
///
/// A newest version needs only its line in the table. For an older one, calls and
/// types are bounded unless they are claimed, which bounds their parameters and
/// fields too. Hosts, ids, enums, headers, error codes and the types that wrap
/// answers do not depend on versions.
///
/// # Errors
///
/// The version exists, its source does not, its dates are wrong, or something
/// that is claimed needs something that is not.
pub fn new_version(editor: &mut Editor, new: &NewVersion) -> Result<Opened, Error> {
    let spec = editor.spec()?;
    let known = Timeline::new(&spec);
    refuse(editor, &spec, &known, new)?;
    let text = |date: &Date| Value::from(date.to_string());
    let mut entry = vec![("released", text(&new.released))];
    entry.extend(new.expires.iter().map(|date| ("expires", text(date))));
    entry.push(("source", Value::from(new.source.as_str())));
    editor.add(
        &Address::new(["versions"]),
        &new.version.to_string(),
        Value::map(entry),
    )?;
    let (older, newer): (Vec<VersionName>, Vec<VersionName>) = known
        .versions()
        .iter()
        .partition(|known| **known < new.version);
    let mut same_as = None;
    if let Some(next) = newer.first() {
        let opening = Opening {
            spec: &spec,
            timeline: known.with(new.version),
            version: new.version,
            older: older.last().copied(),
            newer: *next,
            same_as: with_calls(&spec, &newer).unwrap_or(*next),
            claim: &new.claim,
        };
        opening.state(editor)?;
        same_as = (new.claim != Claim::Nothing).then_some(opening.same_as);
    }
    editor.spec()?;
    let before = older.last().map(|older| (*older, new.version));
    let after = newer.first().map(|newer| (new.version, *newer));
    Ok(Opened {
        is_older: !newer.is_empty(),
        same_as,
        pairs: before.into_iter().chain(after).collect(),
    })
}

fn refuse(
    editor: &Editor,
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
    if let Some(place) = editor.place(&address) {
        return Err(EditError::Taken { address, place });
    }
    if spec.sources.get(source).is_none() {
        let known = list(spec.sources.names().map(|name| &name.value));
        return refused(format!(
            "unknown source `{source}`; the sources are {known}"
        ));
    }
    if let Some(expires) = new.expires.filter(|expires| expires <= released) {
        return refused(format!(
            "`{version}` cannot expire on {expires}, which is not after its release on {released}"
        ));
    }
    let newest = timeline.versions().last();
    if new.claim != Claim::Nothing && newest.is_some_and(|newest| newest < version) {
        return refused(format!(
            "`{version}` inherits from the version before it; `--assume-same` is only for a version \
             that is older than another one"
        ));
    }
    refuse_order(spec, timeline, new)
}

/// Refuses a release that is not between those of the versions before and after it.
fn refuse_order(spec: &Spec, timeline: &Timeline, new: &NewVersion) -> Result<(), EditError> {
    let NewVersion {
        version, released, ..
    } = new;
    let known = timeline.versions();
    let (older, newer) = known.split_at(known.partition_point(|known| known < version));
    let orders = [
        (older.last(), "after", Ordering::Greater),
        (newer.first(), "before", Ordering::Less),
    ];
    for (beside, when, order) in orders {
        let entry = beside.and_then(|beside| spec.versions.get(&beside.to_string()));
        let (Some(beside), Some(entry)) = (beside, entry) else {
            continue;
        };
        let other = entry.released.value;
        if released.cmp(&other) != order {
            return Err(EditError::Refused(format!(
                "`{version}` must be released {when} `{beside}`, which was released on {other}; \
                 correct the date from Meta's version table"
            )));
        }
    }
    Ok(())
}

/// The first of some versions that has a call: one without calls was opened, and
/// nothing is claimed of it.
fn with_calls(spec: &Spec, versions: &[VersionName]) -> Option<VersionName> {
    let entries = versioned(spec);
    let has_calls = |version: &&VersionName| {
        let mut calls = entries
            .iter()
            .filter(|entry| entry.address.names()[0] == "operations");
        calls.any(|entry| entry.owner.is_none() && holds(entry, **version))
    };
    versions.iter().find(has_calls).copied()
}

fn holds(entry: &VersionedEntry<'_>, version: VersionName) -> bool {
    let spans = entry.availability.spans();
    spans.iter().any(|span| span.contains(version))
}

/// A version that is added, and is not the newest.
struct Opening<'a> {
    spec: &'a Spec,
    /// All versions, with the added one.
    timeline: Timeline,
    version: VersionName,
    /// Its neighbours.
    older: Option<VersionName>,
    newer: VersionName,
    /// The next newer version with calls.
    same_as: VersionName,
    claim: &'a Claim,
}

impl Opening<'_> {
    /// States the versions of the entries that the added version changes.
    fn state(&self, editor: &mut Editor) -> Result<(), EditError> {
        let unversioned = unversioned(self.spec);
        let claimed = self.claimed()?;
        for entry in versioned(self.spec) {
            let [section, name] = entry.address.names();
            let bound = entry.owner.is_none()
                && (section == "operations" || section == "types" && !unversioned.contains(name));
            let stated = entry.availability.spans();
            let spans = match bound {
                true => self.spans_of_whole(&entry, claimed.contains(&(section, name))),
                false => self.spans_of_part(&entry),
            };
            if spans != stated && !spans.is_empty() {
                editor.set_availability(&entry.address, &spans)?;
            }
        }
        Ok(())
    }

    /// The spans of a call or a type. What is claimed of the version holds in
    /// those after it too, of which nothing was claimed.
    fn spans_of_whole(&self, entry: &VersionedEntry<'_>, claimed: bool) -> Vec<Span> {
        let there = match self.claim {
            Claim::Nothing => self.in_both(entry),
            _ => claimed && holds(entry, self.same_as),
        };
        // A `since` that no opened version caused is a fact.
        let caused = self.older.is_some() || self.newer != self.same_as;
        if there && holds_from(entry, self.same_as) && !caused {
            return entry.availability.spans();
        }
        let filled = there && *self.claim != Claim::Nothing;
        spans::of(entry.availability, &self.timeline, |version, holds| {
            let between = version > self.version && version < self.same_as;
            match version == self.version || (filled && between) {
                true => there,
                false => holds,
            }
        })
    }

    /// The spans of a part of a call or a type: only those of the whole limit it,
    /// unless it is left out. Nothing limits the values of an enum: between two
    /// versions they are those of the newer one, as before the oldest.
    fn spans_of_part(&self, entry: &VersionedEntry<'_>) -> Vec<Span> {
        let left_out = match self.claim {
            Claim::Except(names) => names.iter().any(|name| *name == part(&entry.address)),
            _ => false,
        };
        let is_value = entry.address.is_enum_value() && self.older.is_some();
        spans::of(entry.availability, &self.timeline, |version, there| {
            let claimed = version >= self.version && version < self.same_as;
            let there = match is_value && version == self.version {
                true => holds(entry, self.newer),
                false => there,
            };
            there && !(left_out && claimed)
        })
    }

    fn in_both(&self, entry: &VersionedEntry<'_>) -> bool {
        let older = self.older.is_some_and(|older| holds(entry, older));
        older && holds(entry, self.newer)
    }

    /// The calls and types that are claimed, with their sections.
    fn claimed(&self) -> Result<BTreeSet<(&str, &str)>, EditError> {
        let calls = self.spec.operations.names();
        let calls = calls.map(|name| ("operations", name.as_str()));
        let types = self.spec.types.names().map(|name| ("types", name.as_str()));
        let all: BTreeSet<_> = calls.chain(types).collect();
        let (Claim::Only(names) | Claim::Except(names)) = self.claim else {
            return Ok(all);
        };
        let is_named = |(_, name): &(&str, &str)| names.iter().any(|known| known == name);
        self.refuse_unknown(names, &all)?;
        if let Claim::Except(_) = self.claim {
            let kept: BTreeSet<_> = all.iter().copied().filter(|one| !is_named(one)).collect();
            return self.refuse_needed(&kept).map(|()| kept);
        }
        let named: Vec<_> = all.iter().copied().filter(is_named).collect();
        let needed = named.iter().flat_map(|one| self.needs(*one));
        Ok(named.iter().copied().chain(needed).collect())
    }

    /// What a call or a type refers to, also through others.
    fn needs<'s>(&'s self, one: (&'s str, &'s str)) -> BTreeSet<(&'s str, &'s str)> {
        let mut needs = BTreeSet::new();
        let mut open = vec![one];
        while let Some((section, name)) = open.pop() {
            let (types, calls) = match section {
                "operations" => self.refers_from_call(name),
                _ => self.refers_from_type(name),
            };
            let types = types.into_iter().filter_map(|ty| self.spec.types.find(ty));
            let types = types.map(|(name, _)| ("types", name.as_str()));
            let calls = calls.into_iter().map(|call| ("operations", call));
            open.extend(types.chain(calls).filter(|new| needs.insert(*new)));
        }
        needs
    }

    /// The types and calls that a call refers to.
    fn refers_from_call(&self, name: &str) -> (Vec<&str>, Vec<&str>) {
        let operation = self.spec.operations.get(name);
        let types = operation.and_then(|operation| operation.returns.name());
        let calls = operation.and_then(|operation| operation.params_of.as_ref());
        let calls = calls.map(|name| name.as_str());
        (types.into_iter().collect(), calls.into_iter().collect())
    }

    /// The types and calls that the fields of a type refer to.
    fn refers_from_type(&self, name: &str) -> (Vec<&str>, Vec<&str>) {
        let ty = self.spec.types.get(name).into_iter();
        let fields = ty.flat_map(|ty| ty.fields.iter().flat_map(|(_, fields)| &fields.0));
        let fields: Vec<_> = fields.collect();
        let types = fields.iter().filter_map(|field| field.ty.name());
        let calls = fields.iter().filter_map(|field| field.params_of.as_ref());
        (types.collect(), calls.map(|name| name.as_str()).collect())
    }

    fn refuse_unknown(
        &self,
        names: &[String],
        all: &BTreeSet<(&str, &str)>,
    ) -> Result<(), EditError> {
        let parts: BTreeSet<_> = versioned(self.spec)
            .iter()
            .map(|entry| part(&entry.address))
            .collect();
        let parts_too = matches!(self.claim, Claim::Except(_));
        let is_known = |name: &&String| {
            all.iter().any(|(_, known)| known == name) || (parts_too && parts.contains(*name))
        };
        match names.iter().find(|name| !is_known(name)) {
            Some(name) => Err(EditError::Refused(format!(
                "unknown call or type `{name}`; those of {} are {}",
                self.same_as,
                list(all.iter().map(|(_, name)| name))
            ))),
            None => Ok(()),
        }
    }

    /// Refuses to leave out what something that is kept needs.
    fn refuse_needed(&self, kept: &BTreeSet<(&str, &str)>) -> Result<(), EditError> {
        let here: BTreeSet<_> = versioned(self.spec)
            .iter()
            .filter(|entry| entry.owner.is_none() && holds(entry, self.same_as))
            .map(|entry| entry.address.names().map(str::to_owned))
            .collect();
        let is_here =
            |(section, name): &(&str, &str)| here.contains(&[*section, *name].map(str::to_owned));
        for one in kept.iter().filter(|one| is_here(one)) {
            let needs = self.needs(*one);
            if let Some((_, needed)) = needs.iter().find(|need| !kept.contains(*need)) {
                return Err(EditError::Refused(format!(
                    "`{}` needs `{needed}`, which is left out; leave out both",
                    one.1
                )));
            }
        }
        Ok(())
    }
}

/// Whether an entry states that a version is its first one.
fn holds_from(entry: &VersionedEntry<'_>, version: VersionName) -> bool {
    let spans = entry.availability.spans();
    spans.first().and_then(|span| span.since) == Some(version)
}

/// The name of a part, such as `UnifiedThread.subject`.
fn part(address: &Address) -> String {
    let named = address.keys().enumerate().filter(|(nth, _)| nth % 2 == 1);
    let named: Vec<_> = named.map(|(_, name)| name).collect();
    named.join(".")
}
