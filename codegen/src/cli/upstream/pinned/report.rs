//! What a run prints about the comparison with pinned facts.

use std::fmt;

use super::{Correction, Pins, Standing};
use crate::cli::upstream::finding::Finding;
use crate::contract::diagnostic::Sources;
use crate::contract::diff::{Location, Side};
use crate::contract::messages::list;
use crate::contract::spec::VersionName;

/// A difference from pinned facts, or a correction that they do not confirm.
#[derive(Debug)]
pub struct Line {
    /// Whether nothing explains it.
    pub drift: bool,
    /// Where it is in the contract.
    pub at: Option<Location>,
    /// What it is.
    pub text: String,
}

/// What to do about differences.
pub const HELP: &str = "explain them in the spec with `corrects`, `source` or `partial`, or pin \
                        newer facts with `cargo codegen upstream <folder> --graph-version \
                        <version> --pin`";

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = &self.at {
            write!(f, "{}:{}: ", at.file, at.line)?;
        }
        f.write_str(&self.text)
    }
}

/// The lines of a report: differences first, then what cannot be verified.
/// A contract that pins no facts has none.
pub fn lines(pins: &Pins, sources: &Sources) -> Vec<Line> {
    if pins.comparisons.is_empty() {
        return Vec::new();
    }
    let unverified = pins.corrections.iter();
    let unverified = unverified.filter_map(|correction| unverified_line(correction, sources));
    drift(pins).into_iter().chain(unverified).collect()
}

/// The number of differences that nothing explains, in words.
pub fn summary(lines: &[Line]) -> Option<String> {
    match lines.iter().filter(|line| line.drift).count() {
        0 => None,
        1 => Some("1 difference from the pinned facts of Meta's spec".to_owned()),
        many => Some(format!(
            "{many} differences from the pinned facts of Meta's spec"
        )),
    }
}

/// A line for each difference, with the versions that have it.
fn drift(pins: &Pins) -> Vec<Line> {
    let mut known: Vec<(&Finding, Vec<VersionName>)> = Vec::new();
    for comparison in &pins.comparisons {
        for finding in comparison.drift() {
            let is_same = |(other, _): &&mut (&Finding, _)| {
                let (one, other) = (&finding.change, &other.change);
                (one.rule, &one.item, &one.location, &one.predicate)
                    == (other.rule, &other.item, &other.location, &other.predicate)
            };
            match known.iter_mut().find(is_same) {
                Some((_, versions)) => versions.push(comparison.version),
                None => known.push((finding, vec![comparison.version])),
            }
        }
    }
    let lines = known.iter().map(|(finding, versions)| {
        let change = &finding.change;
        let at = |at: &Location| format!("{}:{}", at.file, at.line);
        let there = finding.upstream.as_ref().map(at).unwrap_or_default();
        let message = change.message();
        let message = message.trim_end_matches('.');
        let versions = list(versions);
        let question = finding.question();
        let question = question.map_or(String::new(), |question| format!("\n  {question}"));
        Line {
            drift: true,
            at: change.location.clone(),
            text: format!("{message}\n  pinned for {versions} in {there}{question}"),
        }
    });
    lines.collect()
}

fn unverified_line(correction: &Correction, sources: &Sources) -> Option<Line> {
    let Correction {
        item,
        place,
        corrects,
        versions,
        standing,
    } = correction;
    let reason = match standing {
        Standing::Confirmed(_) | Standing::Refuted => return None,
        Standing::NotPinned => format!("no facts are pinned for {}", list(versions)),
        Standing::NotCovered(pinned) => {
            format!("the facts pinned for {} do not cover it", list(pinned))
        }
    };
    Some(Line {
        drift: false,
        at: Some(Location {
            file: sources.name(*place).to_owned(),
            line: sources.line(*place),
            side: Side::Head,
        }),
        text: format!("`{item}` corrects `{corrects}`, which is not verified: {reason}"),
    })
}
