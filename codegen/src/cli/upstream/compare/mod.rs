//! Meta's files beside the contract of one Graph version.

mod enums;
mod members;
mod operations;
pub(super) mod types;

use std::collections::BTreeMap;

use super::Error;
use super::counterpart::{self, META_SPEC};
use super::finding::{Finding, Remedy};
use super::meta_spec::MetaSpec;
use crate::contract::diagnostic::{Place, Sources};
use crate::contract::diff::{Change, Location, Rule, Side};
use crate::contract::path::Path;
use crate::contract::spec::VersionName;
use crate::contract::spec::timeline::Timeline;
use crate::contract::spec::{Param, Provenance, Spec, Versioned};

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
    /// The places of `corrects`, and whether Meta's files have the type.
    pub(super) corrections: Vec<(Place, bool)>,
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
    meta_spec: &MetaSpec,
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
        meta_spec,
        timeline,
        version,
        index,
        findings: Vec::new(),
        notes: Vec::new(),
        enums: BTreeMap::new(),
        corrections: Vec::new(),
    };
    counterpart::check_files(spec, meta_spec, |operation| comparer.has(operation))?;
    comparer.operations()?;
    comparer.types()?;
    comparer.enums()?;
    let Comparer {
        mut findings,
        notes,
        enums,
        corrections,
        ..
    } = comparer;
    let place = |finding: &Finding| {
        let at = finding
            .change
            .location
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
        corrections,
    })
}

struct Comparer<'a> {
    spec: &'a Spec,
    sources: &'a Sources,
    meta_spec: &'a MetaSpec,
    timeline: Timeline,
    version: VersionName,
    index: usize,
    findings: Vec<Finding>,
    notes: Vec<String>,
    /// Enums of the contract, and those of Meta's that they are.
    enums: BTreeMap<String, Vec<String>>,
    /// The places of `corrects`, and whether Meta's files have the type.
    corrections: Vec<(Place, bool)>,
}

impl<'a> Comparer<'a> {
    fn has(&self, entry: &impl Versioned) -> bool {
        self.timeline.set(entry.availability()).contains(self.index)
    }

    fn push(
        &mut self,
        rule: &'static Rule,
        item: &Path,
        place: Place,
        predicate: String,
        upstream: Location,
        remedy: Remedy,
    ) {
        let change = Change {
            rule,
            item: item.clone(),
            versions: vec![self.version],
            location: Some(Location {
                file: self.sources.name(place).to_owned(),
                line: self.sources.line(place),
                side: Side::Head,
            }),
            renamed_to: None,
            predicate: plain(&predicate),
            effects: Vec::new(),
            corrects: None,
            waiver: None,
        };
        let is_same = |finding: &Finding| {
            let known = &finding.change;
            known.rule == rule && known.item == change.item && known.location == change.location
        };
        // Operations that share their parameters find the same in them.
        if !self.findings.iter().any(is_same) {
            self.findings.push(Finding {
                change,
                upstream: Some(upstream),
                remedy,
            });
        }
    }

    fn note(&mut self, name: &str, reason: &str) {
        self.notes.push(format!("{name} is not compared: {reason}"));
    }

    /// Notes whether Meta's files have the type that an entry corrects.
    fn judge(&mut self, entry: &Param, agrees: bool) {
        let corrects = entry.corrects.as_ref();
        let judged = corrects.map(|corrects| (corrects.place, agrees));
        self.corrections.extend(judged);
    }

    /// What has Meta's files as a source, and is not in them.
    fn stale(&self, source: &Provenance) -> String {
        let others = source.0.iter().filter(|name| *name != META_SPEC);
        let others: Vec<_> = others.map(|name| format!("`{name}`")).collect();
        let others = match others.as_slice() {
            [] => String::new(),
            names => format!(" (check its other source too: {})", names.join(" and ")),
        };
        format!(
            "is not in Meta's files of {}, which it names as its source{others}",
            self.version
        )
    }
}

/// Why something is not compared.
fn not_pinned(pattern: &str) -> String {
    format!("the pinned facts do not cover `{pattern}`")
}

/// A line of one of Meta's files.
fn in_file(file: String, line: usize) -> Location {
    Location {
        file,
        line,
        side: Side::Base,
    }
}

/// Escapes control characters: names come from Meta's files, and must not steer
/// a terminal.
pub(super) fn plain(text: &str) -> String {
    let plain = |c: char| match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    text.chars().map(plain).collect()
}
