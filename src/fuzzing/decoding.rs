//! Decoding nodes and pages.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::decode::raw::Members;
use crate::decode::{self, Decoding, Keep, Outcome, Report, Settings};
use crate::v26_0::{UnifiedMessage, UnifiedThread};

/// Decodes a body, strictly and tolerantly. Both agree on one that matches the contract, and
/// of others a value that does not match is reported, or a node left out.
pub fn decoding(body: &[u8]) {
    value::<UnifiedThread>(body);
    value::<UnifiedMessage>(body);
    page::<UnifiedThread>(body);
}

fn settings(decoding: Decoding) -> Settings<'static> {
    let keep = Keep::None;
    Settings { decoding, keep }
}

const KEEPING: Settings<'_> = Settings {
    decoding: Decoding::Tolerant,
    keep: Keep::All,
};

fn value<T: DeserializeOwned + Serialize + PartialEq + Debug>(body: &[u8]) {
    let strict = decode::value::<T>(body, settings(Decoding::Strict));
    let tolerant = decode::value::<T>(body, settings(Decoding::Tolerant));
    let keeping = decode::value::<T>(body, KEEPING);
    assert_eq!(keeping.is_ok(), tolerant.is_ok());
    assert_agree(strict.ok(), tolerant.ok());
}

/// Fails unless a strict and a tolerant client read the same from what matches the contract.
fn assert_agree<T>(strict: Option<(T, Report)>, tolerant: Option<(T, Report)>)
where
    T: DeserializeOwned + Serialize + PartialEq + Debug,
{
    let Some((value, report)) = tolerant else {
        assert!(strict.is_none(), "{strict:?}");
        return;
    };
    assert_eq!(strict.is_some(), report.is_empty(), "{report:?}");
    for mismatch in report.mismatches() {
        assert!(!mismatch.path.chars().any(char::is_control), "{mismatch:?}");
    }
    if let Some((strict, _)) = strict {
        assert_eq!(strict, value);
    }
    assert_written(&value);
}

/// Fails unless a value is read as it is written.
fn assert_written<T: DeserializeOwned + Serialize + PartialEq + Debug>(value: &T) {
    let json = serde_json::to_vec(value).expect("JSON");
    let again = decode::value::<T>(&json, settings(Decoding::Strict));
    let (again, _) = again.unwrap_or_else(|error| panic!("{error}: {value:?}"));
    assert_eq!(&again, value);
}

fn page<T: DeserializeOwned + Serialize + PartialEq + Debug>(body: &[u8]) {
    let read = |decoding| {
        let page = decode::page::<T>(body, settings(decoding)).ok()?;
        Some((page.items, page.paging, page.report))
    };
    let Some((items, paging, report)) = read(Decoding::Tolerant) else {
        assert!(read(Decoding::Strict).is_none());
        return;
    };
    assert!(items.len() <= nodes(body));
    assert!(nodes(body) - items.len() <= left_out(&report), "{report:?}");
    match read(Decoding::Strict) {
        None => assert!(!report.is_empty()),
        Some(strict) => {
            assert!(report.is_empty(), "{report:?}");
            assert_eq!((&strict.0, &strict.1), (&items, &paging));
            let start = decode::readable_start::<T>(body, settings(Decoding::Strict));
            assert_eq!(start, items);
        }
    }
    items.iter().for_each(assert_written);
    let keeping = decode::page::<T>(body, KEEPING).expect("a page");
    assert_eq!(keeping.items.len(), items.len());
}

/// Returns the number of nodes, and of elements of lists, that were left out.
fn left_out(report: &Report) -> usize {
    let groups = report.groups();
    let left_out = groups.filter(|(group, _)| group.outcome == Outcome::LeftOut);
    left_out.map(|(_, count)| count as usize).sum()
}

/// Returns the number of nodes of a page.
fn nodes(body: &[u8]) -> usize {
    let text = String::from_utf8_lossy(body);
    let Members { members, .. } = serde_json::from_str(&text).expect("a page");
    let mut data = members.iter().filter(|(name, _)| name == "data");
    let data = data.next().map_or("[]", |(_, data)| data.get());
    let nodes: Option<Vec<&RawValue>> = serde_json::from_str(data).expect("a list");
    nodes.map_or(0, |nodes| nodes.len())
}
