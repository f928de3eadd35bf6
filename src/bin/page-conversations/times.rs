//! Times and durations on the command line and in tables.

use std::time::Duration;

use page_conversations::{ResponseInfo, Timestamp};
use serde_json::Value;

use crate::node::{NOTHING, text};

/// Units, in seconds.
const UNITS: [(&str, u64); 5] = [
    ("s", 1),
    ("m", 60),
    ("h", 3_600),
    ("d", 24 * 3_600),
    ("w", 7 * 24 * 3_600),
];

/// Reads a duration, such as `90d`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let seconds = UNITS.iter().find_map(|(name, seconds)| {
        let number: u64 = text.strip_suffix(name)?.parse().ok()?;
        number.checked_mul(*seconds)
    });
    match seconds {
        Some(seconds @ 1..) => Ok(Duration::from_secs(seconds)),
        _ => Err("expected a number with a unit, such as 30s, 5m, 12h, 90d or 52w".to_owned()),
    }
}

/// Returns a time for a table.
pub fn shown(time: Option<Timestamp>) -> String {
    time.map_or_else(|| NOTHING.to_owned(), |time| time.to_string())
}

/// Returns a time of a node for a table.
pub fn of(node: &Value, name: &str) -> String {
    let time = node[name].as_str().and_then(|time| time.parse().ok());
    match time {
        Some(time) => shown(Some(time)),
        None => text(node, name),
    }
}

/// Returns Graph's time of a response.
pub fn date_of(info: &ResponseInfo) -> Option<Timestamp> {
    let date = info.headers.get("date")?;
    let date = chrono::DateTime::parse_from_rfc2822(&date).ok()?;
    Some(Timestamp::from_unix_seconds(date.timestamp()))
}
