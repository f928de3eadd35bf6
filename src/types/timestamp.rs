//! Timestamps.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::format::{Fixed, Item, Numeric, Pad, Parsed, parse};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, ParseResult, Utc};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// A point in time, in whole seconds.
///
/// Graph sends `2021-07-23T09:28:50+0000`. RFC 3339 and Unix times are accepted too,
/// because the parameter `date_format` can select them. A Unix time of 100,000,000,000 or
/// more is in milliseconds: in seconds it would be after the year 5138. A time after the
/// year 9999 is refused, because it is in another unit. Fractions of a second are dropped.
///
/// It is displayed as RFC 3339, in UTC. Outside of the years 0 to 9999, which RFC 3339
/// does not support, it is displayed as `@` with the Unix time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    seconds: i64,
}

impl Timestamp {
    /// Creates a timestamp from a Unix time.
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self { seconds }
    }

    /// Creates a timestamp from a Unix time in seconds or, from `MILLISECONDS` on, in
    /// milliseconds.
    fn from_number(number: i128) -> Option<Self> {
        let seconds = match number.unsigned_abs() < MILLISECONDS {
            true => number,
            false => number.div_euclid(1000),
        };
        let time = Self::from_unix_seconds(seconds.try_into().ok()?);
        time.rfc_3339().map(|_| time)
    }

    /// Returns the time if RFC 3339 supports its year.
    fn rfc_3339(self) -> Option<DateTime<Utc>> {
        let time = DateTime::from_timestamp_secs(self.seconds)?;
        (0..=9999).contains(&time.year()).then_some(time)
    }

    /// Returns the Unix time.
    pub const fn unix_seconds(self) -> i64 {
        self.seconds
    }
}

/// The first number that is a Unix time in milliseconds.
const MILLISECONDS: u128 = 100_000_000_000;

/// The error of parsing a [`Timestamp`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseTimestampError(());

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid timestamp; expected a form such as `2021-07-23T09:28:50+0000`")
    }
}

impl std::error::Error for ParseTimestampError {}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(seconds) = parse_fixed(text.as_bytes()) {
            return Ok(Self { seconds });
        }
        let time = parse_graph(text).or_else(|_| DateTime::parse_from_rfc3339(text));
        let seconds = match time {
            Ok(time) => time.timestamp(),
            Err(_) => {
                if let Some(seconds) = text.strip_prefix('@') {
                    let seconds = seconds.parse().map_err(|_| ParseTimestampError(()))?;
                    return Ok(Self { seconds });
                }
                let number = text.parse().ok().and_then(Self::from_number);
                return number.ok_or(ParseTimestampError(()));
            }
        };
        Ok(Self { seconds })
    }
}

/// Parses the form that Graph sends, `2021-07-23T09:28:50+0000`, much faster than a
/// general parser.
fn parse_fixed(text: &[u8]) -> Option<i64> {
    let text: &[u8; 24] = text.try_into().ok()?;
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if !text.ends_with(b"+0000") || separators.iter().any(|(place, byte)| text[*place] != *byte) {
        return None;
    }
    let number = |places: std::ops::Range<usize>| {
        let digits = text[places].iter();
        digits.copied().try_fold(0, |number: u32, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let year = number(0..4)?.try_into().ok()?;
    let day = NaiveDate::from_ymd_opt(year, number(5..7)?, number(8..10)?)?;
    let time = day.and_hms_opt(number(11..13)?, number(14..16)?, number(17..19)?)?;
    Some(time.and_utc().timestamp())
}

/// `%Y-%m-%dT%H:%M:%S%.f%z`, parsed in advance.
///
/// `%z` accepts `+0000` and `+00:00`, but not the `Z` of RFC 3339.
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

/// Parses variants of the form that Graph sends.
fn parse_graph(text: &str) -> ParseResult<DateTime<FixedOffset>> {
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, GRAPH.iter())?;
    parsed.to_datetime()
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rfc_3339() {
            Some(time) => write!(f, "{}", time.format("%Y-%m-%dT%H:%M:%SZ")),
            None => write!(f, "@{}", self.seconds),
        }
    }
}

impl From<Timestamp> for SystemTime {
    /// Returns the epoch if the platform cannot represent the time.
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

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Timestamp, E> {
        let time = Timestamp::from_number(number.into());
        time.ok_or_else(|| E::invalid_value(de::Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Timestamp, E> {
        let time = Timestamp::from_number(number.into());
        time.ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(number), &self))
    }
}
