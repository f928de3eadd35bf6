//! Times as Graph writes them.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::format::{Fixed, Item, Numeric, Pad, Parsed, parse};
use chrono::{DateTime, Datelike, FixedOffset, ParseResult};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// A point in time, in whole seconds.
///
/// Graph writes `2021-07-23T09:28:50+0000`. RFC 3339 and seconds since 1970
/// are read as well, because the parameter `date_format` can ask for them.
/// Fractions of a second are dropped. It is written as RFC 3339, in UTC, and in
/// seconds where the year has more than four digits or is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    seconds: i64,
}

impl Timestamp {
    /// Makes a time from seconds since 1970-01-01T00:00:00Z.
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self { seconds }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn unix_seconds(self) -> i64 {
        self.seconds
    }
}

/// A text that is not a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseTimestampError(());

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time such as `2021-07-23T09:28:50+0000`")
    }
}

impl std::error::Error for ParseTimestampError {}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let time = parse_graph(text).or_else(|_| DateTime::parse_from_rfc3339(text));
        let seconds = match time {
            Ok(time) => time.timestamp(),
            Err(_) => text.parse().map_err(|_| ParseTimestampError(()))?,
        };
        Ok(Self { seconds })
    }
}

/// `%Y-%m-%dT%H:%M:%S%.f%z`, taken apart once and not for each time.
///
/// `%z` reads `+0000` and `+00:00`, and not the `Z` of RFC 3339.
const GRAPH: [Item<'static>; 13] = [
    Item::Numeric(Numeric::Year, Pad::Zero),
    Item::Literal("-"),
    Item::Numeric(Numeric::Month, Pad::Zero),
    Item::Literal("-"),
    Item::Numeric(Numeric::Day, Pad::Zero),
    Item::Literal("T"),
    Item::Numeric(Numeric::Hour, Pad::Zero),
    Item::Literal(":"),
    Item::Numeric(Numeric::Minute, Pad::Zero),
    Item::Literal(":"),
    Item::Numeric(Numeric::Second, Pad::Zero),
    Item::Fixed(Fixed::Nanosecond),
    Item::Fixed(Fixed::TimezoneOffset),
];

/// A time as Graph writes it.
fn parse_graph(text: &str) -> ParseResult<DateTime<FixedOffset>> {
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, GRAPH.iter())?;
    parsed.to_datetime()
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_timestamp_secs(self.seconds) {
            Some(time) if (0..=9999).contains(&time.year()) => {
                write!(f, "{}", time.format("%Y-%m-%dT%H:%M:%SZ"))
            }
            // Beyond the years of four digits, which are all that RFC 3339 has.
            _ => self.seconds.fmt(f),
        }
    }
}

impl From<Timestamp> for SystemTime {
    /// Saturates at the epoch where the platform knows no such time.
    fn from(time: Timestamp) -> Self {
        let distance = Duration::from_secs(time.seconds.unsigned_abs());
        let time = if time.seconds < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        };
        time.unwrap_or(UNIX_EPOCH)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimestampVisitor)
    }
}

struct TimestampVisitor;

impl Visitor<'_> for TimestampVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time such as `2021-07-23T09:28:50+0000`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        text.parse()
            .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Timestamp, E> {
        Ok(Timestamp { seconds })
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Timestamp, E> {
        let out_of_range = |_| E::invalid_value(de::Unexpected::Unsigned(seconds), &self);
        let seconds = seconds.try_into().map_err(out_of_range)?;
        Ok(Timestamp { seconds })
    }
}
