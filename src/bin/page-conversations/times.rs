//! Times and durations on the command line and in tables.

use std::time::Duration;

use page_conversations::{ResponseInfo, Timestamp};
use serde_json::Value;

use crate::node::{NOTHING, text};

/// Reads a duration of a second or more, such as `90d`.
pub fn duration(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(duration) if duration >= Duration::from_secs(1) => Ok(duration),
        _ => Err("expected a second or more, such as 30s, 5m, 12h, 90d or 52w".to_owned()),
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
