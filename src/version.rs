//! Graph versions and their dates.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike};

/// A Graph version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Version {
    /// Name, such as `v19.0`.
    pub name: &'static str,
    /// Date of its release.
    pub released: Date,
    /// Date on which it expires, if announced.
    pub expires: Option<Date>,
}

impl Version {
    /// Creates a version.
    #[doc(hidden)]
    pub const fn new(name: &'static str, released: Date, expires: Option<Date>) -> Self {
        Self {
            name,
            released,
            expires,
        }
    }
}

impl Version {
    /// Returns whether the version is expired on a date. Graph then answers with the
    /// oldest version that it still serves.
    pub fn is_expired(&self, on: Date) -> bool {
        self.expires.is_some_and(|expires| expires <= on)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A date of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year.
    pub year: i32,
    /// Month, from 1.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Date {
    /// Creates a date, without checking that it exists.
    pub const fn new(year: i32, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }

    /// Returns the current date in UTC.
    pub fn today() -> Self {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH);
        let seconds = seconds.unwrap_or_default().as_secs();
        let now = DateTime::from_timestamp_secs(seconds.try_into().unwrap_or(i64::MAX));
        let now = now.unwrap_or_default();
        let small = |number: u32| u8::try_from(number).unwrap_or_default();
        Self::new(now.year(), small(now.month()), small(now.day()))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day } = self;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A Graph version as a type, which marks requests.
///
/// Generated code implements it for each version.
pub trait GraphVersion: Send + Sync + 'static {
    /// The version.
    const VERSION: Version;

    /// Returns the error codes of the version, by number.
    fn errors() -> &'static [crate::ErrorEntry];

    /// Returns the base URLs of the hosts of the contract.
    #[doc(hidden)]
    fn hosts() -> &'static [&'static str];
}
