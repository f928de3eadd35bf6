//! Edits of the spec that make it say what Meta's files say. What a person has
//! to decide is left, and told.

mod add;
mod needed;
mod spans;

use std::collections::BTreeMap;

use super::catalogue::Catalogue;
use super::compare::{Comparison, compare};
use super::counterpart::META_SPEC;
use super::finding::{Addition, Entry, Finding, Remedy};
use crate::Error;
use crate::cli::edit::{Address, EditError, Editor, NewVersion, Opened, new_version, versioned};
use crate::contract::check::check;
use crate::contract::spec::Spec;
use crate::contract::spec::timeline::{Span, Timeline};
use crate::contract::spec::{Date, VersionName};

/// Rounds after which nothing more is tried. An enum that is added has values
/// that may need an edit of their own, and a call that is added brings types.
const MOST_ROUNDS: usize = 8;

/// What was done to the spec.
#[derive(Debug)]
pub struct Applied {
    /// What opening the version led to, where it was opened.
    pub opened: Option<Opened>,
    /// The edits.
    pub edits: Vec<Edit>,
    /// How the spec compares now.
    pub left: Comparison,
}

/// What an edit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// The spec did not have it.
    Added,
    /// It is not in the version, and says so now.
    Bounded,
    /// It is in the version again, and says so now.
    Restored,
    /// It holds from the start, as it did before the version was opened.
    Kept,
    /// It was of the version alone.
    Removed,
}

/// An edit that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What it did.
    pub did: Did,
    /// What of, such as `UnifiedThread.subject`.
    pub item: String,
    /// More of it, such as `removed in v23.0`.
    pub detail: String,
}

/// Edits the spec so that a version says what Meta's files of it say, and opens
/// the version first where the spec does not have it.
///
/// # Errors
///
/// The spec or Meta's files are wrong, or the version is not there and nobody
/// says when it was released.
pub fn apply(
    draft: &mut Editor,
    catalogue: &Catalogue,
    version: VersionName,
    released: Option<Date>,
) -> Result<Applied, Error> {
    let opened = open(draft, version, released)?;
    // Of a version before all others, no source but Meta's files says anything.
    let first = opened
        .as_ref()
        .is_some_and(|opened| opened.bounded.is_some());
    let mut run = Run {
        draft,
        catalogue,
        version,
        first,
        edits: Vec::new(),
        added: BTreeMap::new(),
        stuck: BTreeMap::new(),
    };
    for _ in 0..MOST_ROUNDS {
        let left = run.round()?;
        if let Some(mut left) = left {
            run.told(&mut left);
            return Ok(Applied {
                opened,
                edits: run.edits,
                left,
            });
        }
    }
    let message = "the edits come to no end; apply what is listed by hand".to_owned();
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
            "the spec has no source `{META_SPEC}`, which what is added would name; add it under \
             `sources`"
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
        assume_same: false,
    };
    new_version(draft, &new).map(Some)
}

/// A version that is there already was released when the spec says so.
fn known(spec: &Spec, version: VersionName, released: Option<Date>) -> Result<(), Error> {
    let entry = spec.versions.get(&version.to_string());
    let stated = entry.map(|entry| entry.released.value);
    match (stated, released) {
        (Some(stated), Some(released)) if stated != released => {
            let message = format!(
                "the spec has {version} already, released on {stated}, not on {released}; leave \
                 out `--released`, or mend the day in the spec"
            );
            Err(EditError::Refused(message).into())
        }
        _ => Ok(()),
    }
}

struct Run<'a> {
    draft: &'a mut Editor,
    catalogue: &'a Catalogue,
    version: VersionName,
    /// Whether the version was opened before all others.
    first: bool,
    edits: Vec<Edit>,
    /// Enums that were added, by their names in Meta's files.
    added: BTreeMap<String, String>,
    /// Why an edit was not made, by its item.
    stuck: BTreeMap<String, String>,
}

impl Run<'_> {
    /// Compares, and makes the edits that this asks for; gives the comparison
    /// where there are none.
    fn round(&mut self) -> Result<Option<Comparison>, Error> {
        let (spec, sources) = check(self.draft.load())?;
        let found = compare(&spec, &sources, self.catalogue, self.version)?;
        let before = self.edits.len();
        for finding in &found.findings {
            self.mend(&spec, &found, finding)?;
        }
        self.needed_types()?;
        Ok((self.edits.len() == before).then_some(found))
    }

    fn mend(&mut self, spec: &Spec, found: &Comparison, finding: &Finding) -> Result<(), Error> {
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
                format!("it was of {} alone", self.version),
            );
            return Ok(());
        }
        let reason = format!(
            "It was stated for {} alone, and not by Meta's files alone. Does it go?",
            self.version
        );
        self.stuck.insert(item.to_owned(), reason);
        Ok(())
    }

    fn did(&self, there: bool, spans: &[Span]) -> Did {
        let always = |span: &Span| span.since.is_none() && span.removed_in.is_none();
        match there {
            // Opening a version before all others had bounded it.
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

    /// The spans of something that the version is known to have.
    fn only(&self, spec: &Spec) -> Vec<Span> {
        spans::only(&Timeline::new(spec), self.version)
    }

    /// Says why an edit was not made.
    fn told(&self, left: &mut Comparison) {
        for finding in &mut left.findings {
            if let Some(reason) = self.stuck.get(&finding.change.item.to_string())
                && finding.is_drift()
            {
                finding.remedy = Remedy::Judgement(reason.clone());
            }
        }
    }
}

/// Whether two addresses lead to one entry: the first of a list is also what
/// stands without one.
fn same(one: &Address, other: &Address) -> bool {
    one == other || *one == other.item(0) || one.item(0) == *other
}
