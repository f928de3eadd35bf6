//! Which versions a person is told of, by the day that it is.

use std::path::Path;

use page_conversations_codegen::cli::expiry::{Dates, State, today, versions_near_end};
use page_conversations_codegen::read;

use crate::support::CONTRACT;

/// What is told on a day of the versions of our contract.
fn told(day: &str) -> Vec<String> {
    let (contracts, _) = read(Path::new(CONTRACT)).unwrap();
    let near = versions_near_end(&Dates::of(&contracts), day.parse().unwrap());
    let lines = near.iter().map(|one| format!("{} {one}", one.verb()));
    lines.collect()
}

#[test]
fn nothing_is_told_of_versions_that_are_far_from_their_end() {
    assert_eq!(told("2026-02-19"), Vec::<String>::new());
}

#[test]
fn notice_begins_ninety_days_before_the_end() {
    assert_eq!(
        told("2026-02-20"),
        ["Expires v19.0 on 2026-05-21, in 90 days"]
    );
    assert_eq!(
        told("2026-05-20"),
        ["Expires v19.0 on 2026-05-21, in 1 day"]
    );
}

#[test]
fn a_version_is_expired_on_the_day_of_its_end() {
    let v19 = "Expired v19.0 on 2026-05-21: Graph answers it with v20.0";
    assert_eq!(told("2026-05-21"), [v19]);
}

#[test]
fn an_expired_version_is_answered_with_the_next_that_is_not() {
    assert_eq!(
        told("2026-11-22"),
        [
            "Expired v19.0 on 2026-05-21: Graph answers it with v21.0",
            "Expired v20.0 on 2026-09-24: Graph answers it with v21.0",
            "Expires v21.0 on 2027-01-21, in 60 days",
        ]
    );
    let last = told("2031-01-01").pop().unwrap();
    assert_eq!(
        last,
        "Expired v25.0 on 2028-07-29: Graph answers it with v26.0"
    );
}

#[test]
fn where_no_version_is_in_use_none_is_named() {
    let (mut contracts, _) = read(Path::new(CONTRACT)).unwrap();
    contracts.versions.truncate(2);
    let near = versions_near_end(&Dates::of(&contracts), "2026-11-22".parse().unwrap());
    let states: Vec<_> = near.iter().map(|one| one.state).collect();
    assert_eq!(states, [State::Expired(None), State::Expired(None)]);
    assert_eq!(
        near[1].to_string(),
        "v20.0 on 2026-09-24: the contract has no newer version in use"
    );
}

#[test]
fn a_version_that_is_not_released_answers_nothing() {
    let (mut contracts, _) = read(Path::new(CONTRACT)).unwrap();
    contracts.versions.truncate(3);
    contracts.versions[2].released = "2026-11-23".parse().unwrap();
    let states = |day: &str| {
        let near = versions_near_end(&Dates::of(&contracts), day.parse().unwrap());
        near.iter().map(|one| one.state).next()
    };
    assert_eq!(states("2026-11-22"), Some(State::Expired(None)));
    let opened = contracts.versions[2].version;
    assert_eq!(states("2026-11-23"), Some(State::Expired(Some(opened))));
}

#[test]
fn the_clock_of_the_machine_is_read() {
    let first: page_conversations_codegen::contract::spec::Date = "2026-01-01".parse().unwrap();
    assert!(today() > first);
}
