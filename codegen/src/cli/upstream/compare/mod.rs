//! Meta's files beside the contract of one Graph version.

mod enums;
mod operations;
mod parts;
mod types;

use std::collections::BTreeMap;

use super::Error;
use super::catalogue::Catalogue;
use super::counterpart::{self, META_SPEC};
use super::finding::{Entry, Finding, Remedy};
use crate::cli::edit::Address;
use crate::contract::diagnostic::{Place, Sources};
use crate::contract::diff::{At, Change, Rule, Side};
use crate::contract::spec::VersionName;
use crate::contract::spec::located::{Entries, Located, OneOrMany};
use crate::contract::spec::timeline::Timeline;
use crate::contract::spec::{self, Provenance, Spec, Versioned};

/// What came of a comparison.
#[derive(Debug)]
pub struct Comparison {
    /// The version.
    pub version: VersionName,
    /// The differences: those that nothing explains first, in the order of the spec.
    pub findings: Vec<Finding>,
    /// What was not compared, and why.
    pub notes: Vec<String>,
    /// Enums of the contract, and those of Meta's that they are.
    pub(super) enums: BTreeMap<String, Vec<String>>,
}

impl Comparison {
    /// The differences that no entry of the spec explains.
    pub fn drift(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_drift())
    }
}

/// Compares the contract of a version with Meta's files of it.
///
/// # Errors
///
/// The spec does not have the version, or Meta's files make no sense where the
/// comparison needs them.
pub fn compare(
    spec: &Spec,
    sources: &Sources,
    catalogue: &Catalogue,
    version: VersionName,
) -> Result<Comparison, Error> {
    let timeline = Timeline::new(spec);
    let Some(index) = timeline.index(version) else {
        return Err(Error::NoVersion {
            version,
            known: timeline.versions().to_vec(),
        });
    };
    let mut comparer = Comparer {
        spec,
        sources,
        catalogue,
        timeline,
        version,
        index,
        findings: Vec::new(),
        notes: Vec::new(),
        enums: BTreeMap::new(),
    };
    counterpart::check_files(spec, catalogue, |operation| comparer.has(operation))?;
    comparer.operations()?;
    comparer.types()?;
    comparer.enums()?;
    let Comparer {
        mut findings,
        notes,
        enums,
        ..
    } = comparer;
    let place = |finding: &Finding| {
        let at = finding
            .change
            .at
            .as_ref()
            .map(|at| (at.file.clone(), at.line));
        (!finding.is_drift(), at)
    };
    findings.sort_by_key(place);
    Ok(Comparison {
        version,
        findings,
        notes,
        enums,
    })
}

struct Comparer<'a> {
    spec: &'a Spec,
    sources: &'a Sources,
    catalogue: &'a Catalogue,
    timeline: Timeline,
    version: VersionName,
    index: usize,
    findings: Vec<Finding>,
    notes: Vec<String>,
    /// Enums of the contract, and those of Meta's that they are.
    enums: BTreeMap<String, Vec<String>>,
}

impl<'a> Comparer<'a> {
    fn has(&self, entry: &impl Versioned) -> bool {
        self.timeline.set(entry.availability()).contains(self.index)
    }

    fn push(
        &mut self,
        rule: &'static Rule,
        item: &str,
        place: Option<Place>,
        message: String,
        upstream: Option<At>,
        remedy: Remedy,
    ) {
        let at = place.map(|place| self.at(place));
        let known = |finding: &Finding| {
            finding.change.rule == rule && finding.change.item == item && finding.change.at == at
        };
        // Operations that share their parameters find the same in them.
        if self.findings.iter().any(known) {
            return;
        }
        self.findings.push(Finding {
            change: Change {
                rule,
                item: plain(item),
                versions: vec![self.version],
                at,
                message: plain(&message),
                excuse: None,
            },
            upstream,
            remedy,
        });
    }

    fn at(&self, place: Place) -> At {
        let text = &self.sources.0[place.file].text;
        At {
            file: self.sources.name(place).to_owned(),
            line: text[..place.start].matches('\n').count() + 1,
            side: Side::Head,
        }
    }

    fn in_file(&self, file: String, line: usize) -> Option<At> {
        Some(At {
            file,
            line,
            side: Side::Base,
        })
    }

    fn withdrawn(&self, source: &Provenance) -> String {
        let others: Vec<_> = source.0.iter().filter(|name| *name != META_SPEC).collect();
        let others: Vec<_> = others.iter().map(|name| format!("`{name}`")).collect();
        let others = match others.as_slice() {
            [] => String::new(),
            [one] => format!(" {one} has it too: look whether it still does."),
            many => format!(
                " {} have it too: look whether they still do.",
                many.join(" and ")
            ),
        };
        format!(
            "Meta's files of {} do not have it, and it names them as its source.{others}",
            self.version
        )
    }
}

/// Whether Meta's files are among the sources.
fn named(source: &Provenance) -> bool {
    source.0.iter().any(|name| name == META_SPEC)
}

fn extra(source: &Provenance) -> String {
    let names: Vec<_> = source.0.iter().map(|name| format!("`{name}`")).collect();
    format!(
        "Meta's files do not have it; it rests on {}.",
        names.join(" and ")
    )
}

fn entry(address: Address, source: &Provenance) -> Entry {
    Entry {
        address,
        alone: source.0.iter().all(|name| name == META_SPEC),
    }
}

/// A name and what it stands for, with its address.
struct Ours<'a> {
    address: Address,
    name: &'a Located<String>,
    entries: &'a [spec::Param],
}

fn params_in<'a>(
    map: Address,
    params: &'a Entries<OneOrMany<spec::Param>>,
) -> impl Iterator<Item = Ours<'a>> {
    params.iter().map(move |(name, entries)| Ours {
        address: map.key(name.as_str()),
        name,
        entries: &entries.0,
    })
}

/// Names come from Meta's files: what would steer a terminal is written out.
fn plain(text: &str) -> String {
    let plain = |c: char| match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    text.chars().map(plain).collect()
}
