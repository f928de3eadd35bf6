//! Graph versions and their dates.

use std::fmt;
use std::str::FromStr;

#[cfg(feature = "simulator")]
use chrono::NaiveTime;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::types::timestamp::Timestamp;

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
        Self::at(Timestamp::now())
    }

    /// Returns the date at a time in UTC.
    pub(crate) fn at(time: Timestamp) -> Self {
        let seconds = time.unix_seconds();
        let time = DateTime::from_timestamp_secs(seconds).unwrap_or(match seconds < 0 {
            true => DateTime::<Utc>::MIN_UTC,
            false => DateTime::<Utc>::MAX_UTC,
        });
        Self::of(time.date_naive())
    }

    /// Returns the time at which the date begins in UTC; the epoch for a date that
    /// does not exist.
    #[cfg(feature = "simulator")]
    pub(crate) fn midnight(self) -> Timestamp {
        let date = NaiveDate::from_ymd_opt(self.year, self.month.into(), self.day.into());
        let midnight = date.unwrap_or_default().and_time(NaiveTime::MIN).and_utc();
        Timestamp::from_unix_seconds(midnight.timestamp())
    }

    fn of(date: NaiveDate) -> Self {
        let small = |number: u32| u8::try_from(number).unwrap_or_default();
        Self::new(date.year(), small(date.month()), small(date.day()))
    }
}

/// Reads the form `2026-11-27`.
impl FromStr for Date {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d");
        date.map(Self::of).map_err(|_| ParseDateError(()))
    }
}

/// An error from parsing a [`Date`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseDateError(());

impl fmt::Display for ParseDateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a date of the calendar, such as 2026-11-27")
    }
}

impl std::error::Error for ParseDateError {}

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

/// A visitor of a Graph version that is chosen at run time, such as by a configuration.
///
/// The function [`visit`](crate::versions::visit) finds the version by its name.
///
/// ```
/// use page_conversations::{Date, GraphVersion, VersionVisitor, versions};
///
/// struct Released;
///
/// impl VersionVisitor for Released {
///     type Output = Date;
///
///     fn visit<V: GraphVersion + Copy>(self, _: V) -> Date {
///         V::VERSION.released
///     }
/// }
///
/// for version in versions::VERSIONS {
///     assert_eq!(versions::visit(version.name, Released), Some(version.released));
/// }
/// assert_eq!(versions::visit("v1.0", Released), None);
/// ```
pub trait VersionVisitor {
    /// The result.
    type Output;

    /// Is called with the version.
    fn visit<V: GraphVersion + Copy>(self, version: V) -> Self::Output;
}
