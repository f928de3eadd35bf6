//! Timestamps.

use std::fmt;
use std::time::SystemTime;

mod arithmetic;
mod conversions;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod crates;
mod text;

/// A point in time, in nanoseconds.
///
/// Graph sends `2021-07-23T09:28:50+0000`. RFC 3339 and Unix times are accepted too,
/// because the parameter `date_format` can select them. A Unix time of 100,000,000,000 or
/// more is in milliseconds: in seconds it would be after the year 5138. A time after the
/// year 9999 is refused, because it is in another unit. Fractions are kept, up to
/// nanoseconds.
///
/// It is displayed and serialized as RFC 3339, in UTC. Outside of the years 0 to 9999,
/// which RFC 3339 does not support, it is displayed as `@` with the Unix time.
///
/// It converts from and to [`SystemTime`] and, with the features `chrono`, `jiff` and
/// `time`, the types of these crates. Adding and subtracting a
/// [`Duration`](std::time::Duration) panics on overflow, as for [`SystemTime`].
///
/// ```
/// use std::time::Duration;
///
/// use page_conversations::Timestamp;
///
/// let time: Timestamp = "2021-07-23T09:28:50+0000".parse()?;
/// assert_eq!(time.unix_seconds(), 1_627_032_530);
/// let later = time + Duration::from_millis(1_500);
/// assert_eq!(later.to_string(), "2021-07-23T09:28:51.500Z");
/// assert_eq!(later - time, Duration::from_millis(1_500));
/// # Ok::<(), page_conversations::ParseTimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// The Unix time, rounded down.
    seconds: i64,
    /// What the seconds lack, below 1,000,000,000.
    nanoseconds: u32,
}

const NANOSECONDS_PER_SECOND: u32 = 1_000_000_000;
const NANOSECONDS_PER_MILLISECOND: u32 = 1_000_000;

impl Timestamp {
    /// The earliest timestamp.
    pub const MIN: Self = Self::from_unix_seconds(i64::MIN);

    /// The latest timestamp.
    pub const MAX: Self = Self {
        seconds: i64::MAX,
        nanoseconds: NANOSECONDS_PER_SECOND - 1,
    };

    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self::from_unix_seconds(0);

    /// Returns the current time.
    ///
    /// # Panics
    ///
    /// Panics on platforms without a clock, as [`SystemTime::now`] does.
    #[must_use]
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// Creates a timestamp from a Unix time in seconds.
    #[must_use]
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self {
            seconds,
            nanoseconds: 0,
        }
    }

    /// Creates a timestamp from a Unix time in milliseconds.
    #[must_use]
    pub const fn from_unix_milliseconds(milliseconds: i64) -> Self {
        Self {
            seconds: milliseconds.div_euclid(1_000),
            // Below 1,000,000,000.
            nanoseconds: milliseconds.rem_euclid(1_000) as u32 * NANOSECONDS_PER_MILLISECOND,
        }
    }

    /// Returns the Unix time in seconds, rounded down.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// Returns the Unix time in milliseconds, rounded down. Those of the years up to
    /// 292,000,000 fit in an `i64`.
    #[must_use]
    pub const fn unix_milliseconds(self) -> i128 {
        let milliseconds = self.nanoseconds / NANOSECONDS_PER_MILLISECOND;
        self.seconds as i128 * 1_000 + milliseconds as i128
    }

    /// Returns the nanoseconds since the last whole second, below 1,000,000,000.
    #[must_use]
    pub const fn subsec_nanos(self) -> u32 {
        self.nanoseconds
    }

    /// Returns the Unix time in milliseconds, rounded up.
    pub(crate) const fn unix_milliseconds_rounded_up(self) -> i128 {
        let rest = self.nanoseconds % NANOSECONDS_PER_MILLISECOND;
        self.unix_milliseconds() + (rest > 0) as i128
    }
}

/// The error of parsing a [`Timestamp`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseTimestampError(());

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid timestamp; expected a form such as `2021-07-23T09:28:50+0000`")
    }
}

impl std::error::Error for ParseTimestampError {}

/// The error of converting a [`Timestamp`] into a type that cannot represent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampRangeError {
    time: Timestamp,
    target: &'static str,
}

impl fmt::Display for TimestampRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { time, target } = self;
        write!(f, "{time} is outside of the range of `{target}`")
    }
}

impl std::error::Error for TimestampRangeError {}
