//! Edits the spec so that it agrees with Meta's files. What a person has to
//! decide is reported and left.

mod add;
mod needed;

use std::collections::BTreeMap;

use super::compare::{Comparison, compare};
use super::counterpart::META_SPEC;
use super::finding::{Addition, Entry, Finding, Remedy};
use super::meta_spec::MetaSpec;
use crate::Error;
use crate::cli::edit::{
    Address, Claim, EditError, Editor, NewVersion, Opened, new_version, spans, versioned,
};
use crate::contract::spec::Spec;
use crate::contract::spec::timeline::{Span, Timeline};
use crate::contract::spec::{Date, VersionName};

/// The maximum number of rounds. An added enum has values that may need edits,
/// and an added call needs types.
const MOST_ROUNDS: usize = 8;

/// The result of applying Meta's files.
#[derive(Debug)]
pub struct Applied {
    /// How the version was opened, if it was.
    pub opened: Option<Opened>,
    /// The edits.
    pub edits: Vec<Edit>,
    /// The remaining differences.
    pub left: Comparison,
}

/// The kind of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// Added to the spec.
    Added,
    /// Excluded from the version.
    Bounded,
    /// Included in the version again.
    Restored,
    /// Available from the oldest version on, as before the version was opened.
    Kept,
    /// Removed from the spec: it was only in the version.
    Removed,
}

/// An edit that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The kind.
    pub did: Did,
    /// The edited item, such as `UnifiedThread.subject`.
    pub item: String,
    /// Details, such as `removed in v23.0`.
    pub detail: String,
}

/// Edits the spec so that a version agrees with Meta's files of it. Opens the
/// version first if the spec does not have it.
///
/// # Errors
///
/// The spec or Meta's files are invalid, or the version has to be opened and its
/// release date is not given.
pub fn apply(
    draft: &mut Editor,
    meta_spec: &MetaSpec,
    version: VersionName,
    released: Option<Date>,
) -> Result<Applied, Error> {
    let opened = open(draft, version, released)?;
    // For a version that is not the newest, Meta's files are the only source.
    let first = opened.as_ref().is_some_and(|opened| opened.is_older);
    let mut run = Run {
        draft,
        meta_spec,
        version,
        first,
        edits: Vec::new(),
        added: BTreeMap::new(),
        stuck: BTreeMap::new(),
    };
    for _ in 0..MOST_ROUNDS {
        let left = run.round()?;
        if let Some(mut left) = left {
            run.explain_stuck(&mut left);
            return Ok(Applied {
                opened,
                edits: run.edits,
                left,
            });
        }
    }
    let message = "the edits do not converge; apply the listed changes by hand".to_owned();
    Err(EditError::Refused(message).into())
}

fn open(
    draft: &mut Editor,
    version: VersionName,
    released: Option<Date>,
) -> Result<Option<Opened>, Error> {
    let spec = draft.spec()?;
    if spec.sources.get(META_SPEC).is_none() {
        let message = format!(
            "the spec has no source `{META_SPEC}`, which additions name; add it under `sources`"
        );
        return Err(EditError::Refused(message).into());
    }
    let timeline = Timeline::new(&spec);
    if timeline.index(version).is_some() {
        return known(&spec, version, released).map(|()| None);
    }
    let Some(released) = released else {
        let known = timeline.versions().to_vec();
        return Err(super::Error::NoVersion { version, known }.into());
    };
    let source = if spec.sources.get("versions").is_some() {
        "versions"
    } else {
        META_SPEC
    };
    let new = NewVersion {
        version,
        released,
        expires: None,
        source: source.to_owned(),
        claim: Claim::Nothing,
    };
    new_version(draft, &new).map(Some)
}

/// Checks that a known version has the stated release date.
fn known(spec: &Spec, version: VersionName, released: Option<Date>) -> Result<(), Error> {
    let entry = spec.versions.get(&version.to_string());
    let stated = entry.map(|entry| entry.released.value);
    match (stated, released) {
        (Some(stated), Some(released)) if stated != released => {
            let message = format!(
                "the spec has {version} already, released on {stated}, not on {released}; leave \
                 out `--released`, or correct the date in the spec"
            );
            Err(EditError::Refused(message).into())
        }
        _ => Ok(()),
    }
}

struct Run<'a> {
    draft: &'a mut Editor,
    meta_spec: &'a MetaSpec,
    version: VersionName,
    /// Whether the version was opened, and is not the newest one.
    first: bool,
    edits: Vec<Edit>,
    /// Enums that were added, by their names in Meta's files.
    added: BTreeMap<String, String>,
    /// Why an edit was not made, by its item.
    stuck: BTreeMap<String, String>,
}

impl Run<'_> {
    /// Compares and edits; returns the comparison if there was nothing to edit.
    fn round(&mut self) -> Result<Option<Comparison>, Error> {
        let (spec, sources) = (self.draft.spec()?, self.draft.sources());
        let found = compare(&spec, &sources, self.meta_spec, self.version)?;
        let before = self.edits.len();
        let all = self.attempt(|run| {
            let mut findings = found.findings.iter();
            findings.try_for_each(|finding| run.resolve(&spec, &found, finding))
        })?;
        // One edit may be impossible because of something that the files do not cover.
        if all.is_some() {
            for finding in &found.findings {
                if let Some(reason) = self.attempt(|run| run.resolve(&spec, &found, finding))? {
                    let item = finding.change.item.to_string();
                    self.stuck.insert(item, reason);
                }
            }
        }
        Ok((self.edits.len() == before).then_some(found))
    }

    /// Makes edits; if the spec cannot take them, takes them back and returns the reason.
    fn attempt(
        &mut self,
        edit: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<Option<String>, Error> {
        let before = (self.draft.clone(), self.edits.len(), self.added.clone());
        let done = edit(self).and_then(|()| self.needed_types());
        let done = done.and_then(|()| Ok(self.draft.spec().map(|_| ())?));
        let reason = match done {
            Ok(()) => return Ok(None),
            Err(Error::Edit(error)) => error.to_string(),
            Err(Error::Spec(report)) => {
                let first = report.diagnostics().first();
                let first = first.map_or("", |diagnostic| diagnostic.message());
                format!("With the edit, the contract would be invalid: {first}. What else changes?")
            }
            Err(error) => return Err(error),
        };
        let (draft, edits, added) = before;
        *self.draft = draft;
        self.edits.truncate(edits);
        self.added = added;
        Ok(Some(reason))
    }

    fn resolve(&mut self, spec: &Spec, found: &Comparison, finding: &Finding) -> Result<(), Error> {
        let item = &finding.change.item.to_string();
        match &finding.remedy {
            Remedy::Restore(entry) => self.bound(spec, item, entry, true),
            Remedy::Withdraw(entry) => self.bound(spec, item, entry, false),
            Remedy::Unstated(entry) if self.first => self.bound(spec, item, entry, false),
            Remedy::Add(Addition::Value { name, value }) => self.add_value(spec, item, name, value),
            Remedy::Add(Addition::Param(addition)) => {
                self.add_param(spec, found, item, addition, finding.upstream.as_ref())
            }
            Remedy::Unstated(_) | Remedy::Explained | Remedy::Judgement(_) => Ok(()),
        }
    }

    /// States that an entry holds in the version, or that it does not.
    fn bound(&mut self, spec: &Spec, item: &str, entry: &Entry, there: bool) -> Result<(), Error> {
        let timeline = Timeline::new(spec);
        let entries = versioned(spec);
        let stated = entries
            .iter()
            .find(|known| same(&known.address, &entry.address));
        let Some(stated) = stated else {
            return Err(EditError::Missing(entry.address.clone()).into());
        };
        let spans = spans::with(stated.availability, &timeline, self.version, there);
        if !spans.is_empty() {
            self.draft.set_availability(&stated.address, &spans)?;
            self.edited(self.did(there, &spans), item, spans::in_words(&spans));
            return Ok(());
        }
        if entry.alone {
            self.draft.remove(&stated.address)?;
            self.edited(
                Did::Removed,
                item,
                format!("it was only in {}", self.version),
            );
            return Ok(());
        }
        let reason = format!(
            "It was stated only for {}, and has another source too. Remove it?",
            self.version
        );
        self.stuck.insert(item.to_owned(), reason);
        Ok(())
    }

    fn did(&self, there: bool, spans: &[Span]) -> Did {
        let always = |span: &Span| span.since.is_none() && span.removed_in.is_none();
        match there {
            // Opening an older version had bounded it.
            true if self.first && spans.iter().all(always) => Did::Kept,
            true => Did::Restored,
            false => Did::Bounded,
        }
    }

    fn edited(&mut self, did: Did, item: &str, detail: String) {
        self.edits.push(Edit {
            did,
            item: item.to_owned(),
            detail,
        });
    }

    /// The spans of an item that only the version is known to have.
    fn only(&self, spec: &Spec) -> Vec<Span> {
        spans::only(&Timeline::new(spec), self.version)
    }

    /// States why edits were not made.
    fn explain_stuck(&self, left: &mut Comparison) {
        for finding in &mut left.findings {
            if let Some(reason) = self.stuck.get(&finding.change.item.to_string())
                && finding.is_drift()
            {
                finding.remedy = Remedy::Judgement(reason.clone());
            }
        }
    }
}

/// Whether two addresses lead to one entry: an entry without a list is the first
/// one.
fn same(one: &Address, other: &Address) -> bool {
    one == other || *one == other.item(0) || one.item(0) == *other
}
