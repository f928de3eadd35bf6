//! Finds the versions that are expired or expire soon, for messages in the
//! terminal. Generated output does not depend on the date.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use serde::{Deserialize, Serialize};

use crate::contract::Contracts;
use crate::contract::spec::{Date, VersionName};

/// Days before its expiry from which a version is mentioned.
const NOTICE: i64 = 90;

/// A version, and how long Graph answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dates {
    /// The version.
    pub version: VersionName,
    /// Day of its release.
    pub released: Date,
    /// Day on which it expires, if Meta has announced it.
    pub expires: Option<Date>,
}

impl Dates {
    /// Returns those of all versions, oldest first.
    pub fn of(contracts: &Contracts) -> Vec<Self> {
        let versions = contracts.versions.iter().map(|contract| Self {
            version: contract.version,
            released: contract.released,
            expires: contract.expires,
        });
        versions.collect()
    }
}

/// A version that is expired or expires soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearEnd {
    /// The version.
    pub version: VersionName,
    /// Day on which it expires.
    pub expires: Date,
    /// Whether it is expired.
    pub state: State,
}

/// How near the expiry of a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is expired. Graph answers it with the next version in use, if the
    /// contract has one.
    Expired(Option<VersionName>),
    /// It expires in this number of days.
    Expires(i64),
}

impl NearEnd {
    /// Returns the status word of the message.
    pub fn verb(&self) -> &'static str {
        match self.state {
            State::Expired(_) => "Expired",
            State::Expires(_) => "Expires",
        }
    }
}

/// The message after the status word.
impl fmt::Display for NearEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            version, expires, ..
        } = self;
        write!(f, "{version} on {expires}")?;
        match self.state {
            State::Expired(Some(other)) => write!(f, ": Graph answers it with {other}"),
            State::Expired(None) => write!(f, ": the contract has no newer version in use"),
            State::Expires(1) => write!(f, ", in 1 day"),
            State::Expires(days) => write!(f, ", in {days} days"),
        }
    }
}

/// Returns the versions that are expired on a day or expire within 90 days of
/// it, oldest first.
pub fn versions_near_end(versions: &[Dates], today: Date) -> Vec<NearEnd> {
    let in_use = |dates: &&Dates| {
        dates.released <= today && dates.expires.is_none_or(|expires| today < expires)
    };
    let near = versions.iter().enumerate().filter_map(|(index, dates)| {
        let expires = dates.expires?;
        let days = (expires.0 - today.0).num_days();
        let state = match days {
            ..=0 => {
                let newer = versions[index..].iter().find(in_use);
                State::Expired(newer.map(|dates| dates.version))
            }
            1..=NOTICE => State::Expires(days),
            _ => return None,
        };
        Some(NearEnd {
            version: dates.version,
            expires,
            state,
        })
    });
    near.collect()
}

/// Returns the current date in UTC.
pub fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = seconds.unwrap_or_default().as_secs();
    let now = DateTime::from_timestamp_secs(seconds.try_into().unwrap_or(i64::MAX));
    Date(now.unwrap_or_default().date_naive())
}
