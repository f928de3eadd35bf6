//! Adds a version to the spans of an entry, or removes it.

use crate::contract::spec::Availability;
use crate::contract::spec::VersionName;
use crate::contract::spec::timeline::{Span, Timeline};

/// The spans of an entry that holds in a version, or does not, and is unchanged
/// in all others. Empty if no version is left.
pub fn with(
    stated: Availability<'_>,
    timeline: &Timeline,
    version: VersionName,
    there: bool,
) -> Vec<Span> {
    of(stated, timeline, |known, holds| match known == version {
        true => there,
        false => holds,
    })
}

/// The spans of an entry that holds where `wanted` says so, which is passed
/// whether a version has it as stated. Empty if no version is left.
pub fn of(
    stated: Availability<'_>,
    timeline: &Timeline,
    wanted: impl Fn(VersionName, bool) -> bool,
) -> Vec<Span> {
    let spans = stated.spans();
    let holds = |known: VersionName| spans.iter().any(|span| span.contains(known));
    let versions = timeline.versions().iter().copied();
    let set: Vec<_> = versions
        .map(|known| (known, wanted(known, holds(known))))
        .collect();
    if set.iter().all(|(known, there)| *there == holds(*known)) {
        return spans;
    }
    let mut spans = shortest(&set);
    // Keep a stated first version.
    let first = stated.spans().first().and_then(|span| span.since);
    let oldest = timeline.versions().first().copied();
    if let Some(span) = spans.first_mut().filter(|span| span.since.is_none()) {
        span.since = first.filter(|first| Some(*first) == oldest);
    }
    spans
}

/// The spans of an entry that only one version is known to have.
pub fn only(timeline: &Timeline, version: VersionName) -> Vec<Span> {
    let versions = timeline.versions().iter();
    let set: Vec<_> = versions.map(|known| (*known, *known == version)).collect();
    shortest(&set)
}

/// The shortest spans of a set of versions.
pub(in crate::cli) fn shortest(set: &[(VersionName, bool)]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut open = false;
    for (index, (version, there)) in set.iter().enumerate() {
        if *there && !open {
            spans.push(Span {
                since: (index > 0).then_some(*version),
                removed_in: None,
            });
        } else if let (false, true, Some(span)) = (there, open, spans.last_mut()) {
            span.removed_in = Some(*version);
        }
        open = *there;
    }
    spans
}

/// Spans in words, such as `since v23.0`.
pub fn in_words(spans: &[Span]) -> String {
    let words = |span: &Span| match (span.since, span.removed_in) {
        (None, None) => "in all versions".to_owned(),
        (Some(since), None) => format!("since {since}"),
        (None, Some(removed)) => format!("removed in {removed}"),
        (Some(since), Some(removed)) => format!("since {since}, removed in {removed}"),
    };
    let spans: Vec<_> = spans.iter().map(words).collect();
    spans.join("; ")
}
