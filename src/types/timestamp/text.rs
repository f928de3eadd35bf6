//! Reading, parsing and displaying timestamps.

use std::fmt;
use std::str::FromStr;

use chrono::format::{Fixed, Item, Numeric, Pad, Parsed, parse};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, ParseResult, TimeZone, Utc};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::{NANOSECONDS_PER_SECOND, ParseTimestampError, Timestamp};

/// The first number that is a Unix time in milliseconds.
const MILLISECONDS: u128 = 100_000_000_000;

impl Timestamp {
    /// Creates a timestamp from a Unix time in seconds or, from `MILLISECONDS` on, in
    /// milliseconds.
    fn from_number(number: i128) -> Option<Self> {
        let is_seconds = number.unsigned_abs() < MILLISECONDS;
        let number = number.try_into().ok()?;
        let time = match is_seconds {
            true => Self::from_unix_seconds(number),
            false => Self::from_unix_milliseconds(number),
        };
        time.rfc_3339().map(|_| time)
    }

    /// Creates a timestamp from a time of chrono, in which a leap second has more than
    /// 1,000,000,000 nanoseconds.
    pub(super) fn from_chrono<Z: TimeZone>(time: &DateTime<Z>) -> Self {
        let nanoseconds = time.timestamp_subsec_nanos();
        Self {
            seconds: time.timestamp() + i64::from(nanoseconds / NANOSECONDS_PER_SECOND),
            nanoseconds: nanoseconds % NANOSECONDS_PER_SECOND,
        }
    }

    /// Returns the time of chrono, if it is within its range.
    pub(super) fn to_chrono(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.seconds, self.nanoseconds)
    }

    /// Returns the time if RFC 3339 supports its year.
    fn rfc_3339(self) -> Option<DateTime<Utc>> {
        let time = self.to_chrono()?;
        (0..=9999).contains(&time.year()).then_some(time)
    }

    /// Parses a Unix time with a fraction, such as `-1.5`.
    fn from_decimal(text: &str) -> Option<Self> {
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |text: &str| {
            let mut bytes = text.bytes();
            !text.is_empty() && bytes.all(|byte| byte.is_ascii_digit())
        };
        if !is_number(whole) || !is_number(fraction) || fraction.len() > 9 {
            return None;
        }
        let nanoseconds: u32 = format!("{fraction:0<9}").parse().ok()?;
        let whole: i128 = whole.parse().ok()?;
        let (seconds, nanoseconds) = match (is_negative, nanoseconds) {
            (true, 0) => (-whole, 0),
            (true, _) => (-whole - 1, NANOSECONDS_PER_SECOND - nanoseconds),
            (false, _) => (whole, nanoseconds),
        };
        Some(Self {
            seconds: seconds.try_into().ok()?,
            nanoseconds,
        })
    }
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(seconds) = parse_fixed(text.as_bytes()) {
            return Ok(Self::from_unix_seconds(seconds));
        }
        if let Ok(time) = parse_graph(text).or_else(|_| DateTime::parse_from_rfc3339(text)) {
            return Ok(Self::from_chrono(&time));
        }
        let time = match text.strip_prefix('@') {
            Some(decimal) => Self::from_decimal(decimal),
            None => text.parse().ok().and_then(Self::from_number),
        };
        time.ok_or(ParseTimestampError(()))
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
        if let Some(time) = self.rfc_3339() {
            return write!(f, "{}", time.format("%Y-%m-%dT%H:%M:%S%.fZ"));
        }
        // The digits of a time before 1970 count from its end.
        let (sign, whole, nanoseconds) = match (self.seconds < 0, self.nanoseconds) {
            (true, 0) => ("-", self.seconds.unsigned_abs(), 0),
            (true, nanoseconds) => {
                let whole = self.seconds.unsigned_abs() - 1;
                ("-", whole, NANOSECONDS_PER_SECOND - nanoseconds)
            }
            (false, nanoseconds) => ("", self.seconds.unsigned_abs(), nanoseconds),
        };
        match nanoseconds {
            0 => write!(f, "@{sign}{whole}"),
            _ => write!(f, "@{sign}{whole}.{nanoseconds:09}"),
        }
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
