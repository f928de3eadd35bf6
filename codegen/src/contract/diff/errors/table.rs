//! Finds the entry that describes an error, as the runtime does in
//! `src/error/advice.rs`.

use std::collections::{BTreeSet, HashMap};

use crate::contract::ErrorCode;

/// The error table of a version.
#[derive(Debug)]
pub(super) struct Table<'a> {
    codes: HashMap<i64, Vec<&'a ErrorCode>>,
    ranges: Vec<&'a ErrorCode>,
}

/// A kind of error, as entries tell errors of one code apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kind<'a> {
    /// The subcode; `None` for none, or one that no entry states.
    pub subcode: Option<i64>,
    /// What the message contains.
    pub words: Vec<&'a str>,
}

impl Kind<'_> {
    /// Whether errors of the other kind are of this one too, but for what an entry
    /// of their own says.
    pub(super) fn includes(&self, other: &Self) -> bool {
        self.subcode
            .is_none_or(|subcode| other.subcode == Some(subcode))
            && self.words.iter().all(|words| other.words.contains(words))
    }
}

impl<'a> Table<'a> {
    pub(super) fn new(errors: &'a [ErrorCode]) -> Self {
        let mut table = Self {
            codes: HashMap::new(),
            ranges: Vec::new(),
        };
        for entry in errors {
            match is_exact(entry) {
                true => table.codes.entry(entry.code).or_default().push(entry),
                false => table.ranges.push(entry),
            }
        }
        table
    }

    /// The first code of each stretch of codes whose errors have the same entries.
    pub(super) fn starts(&self) -> impl Iterator<Item = i64> {
        let codes = self.codes.keys().map(|code| (*code, *code));
        let ranges = self.ranges.iter();
        let ranges = ranges.map(|entry| (entry.code, entry.through.unwrap_or(entry.code)));
        let all = codes.chain(ranges);
        all.flat_map(|(first, last)| [first, last.saturating_add(1)])
    }

    /// The entries of a code, with its cases.
    pub(super) fn entries(&self, code: i64) -> Vec<&'a ErrorCode> {
        let exact = self.codes.get(&code).into_iter().flatten().copied();
        let covers =
            |entry: &&ErrorCode| (entry.code..=entry.through.unwrap_or(entry.code)).contains(&code);
        exact
            .chain(self.ranges.iter().copied().filter(covers))
            .collect()
    }
}

/// The entry that describes an error: by a part of its message, else by its
/// subcode, its code, or a range of codes.
pub(super) fn find<'a>(entries: &[&'a ErrorCode], error: &Kind<'_>) -> Option<&'a ErrorCode> {
    let matching = entries.iter().filter_map(|entry| {
        let specificity = specificity(entry, error)?;
        Some((specificity, *entry))
    });
    let best = matching.max_by_key(|(specificity, _)| *specificity);
    best.map(|(_, entry)| entry)
}

/// How specific an entry is for an error; `None` if it does not match.
fn specificity(entry: &ErrorCode, error: &Kind<'_>) -> Option<(u8, bool, usize)> {
    let exact = is_exact(entry);
    match (&entry.message, entry.subcode) {
        (Some(words), _) => {
            let mut texts = error.words.iter();
            texts
                .any(|text| text.contains(words.as_str()))
                .then_some((2, exact, words.len()))
        }
        (None, Some(subcode)) => (error.subcode == Some(subcode)).then_some((1, exact, 0)),
        (None, None) => Some((0, exact, 0)),
    }
}

fn is_exact(entry: &ErrorCode) -> bool {
    entry.through.is_none_or(|through| through == entry.code)
}

/// Every kind of error that some entry tells from others, the simplest first:
/// with each subcode and without one, and with no words, some, or those of two
/// entries.
pub(super) fn kinds<'a>(entries: &[&'a ErrorCode]) -> Vec<Kind<'a>> {
    let subcodes: BTreeSet<_> = entries.iter().filter_map(|entry| entry.subcode).collect();
    let words = entries.iter().filter_map(|entry| entry.message.as_deref());
    let words: BTreeSet<_> = words.collect();
    let mut messages = vec![Vec::new()];
    messages.extend(words.iter().map(|words| vec![*words]));
    for one in &words {
        let others = words.iter().filter(|other| one < *other);
        let others = others.filter(|other| !one.contains(**other) && !other.contains(one));
        messages.extend(others.map(|other| vec![*one, *other]));
    }
    let subcodes = [None].into_iter().chain(subcodes.into_iter().map(Some));
    let subcodes: Vec<_> = subcodes.collect();
    let kinds = messages.into_iter().flat_map(|words| {
        let kind = move |subcode: &Option<i64>| Kind {
            subcode: *subcode,
            words: words.clone(),
        };
        subcodes.iter().map(kind).collect::<Vec<_>>()
    });
    kinds.collect()
}
