//! Checks and encodes parameters.

use std::fmt::Display;

use serde::Serialize;

use crate::error::Invalid;
use crate::types::timestamp::Timestamp;

/// Refuses the limit 0.
pub fn check_limit(limit: Option<u64>) -> Result<(), Invalid> {
    match limit {
        Some(0) => Err(Invalid::new("`limit` must be at least 1")),
        _ => Ok(()),
    }
}

/// Refuses an empty list, a list with more than `most` entries, and entries that are not
/// exactly one entry in a list with commas.
pub fn check_comma<T: Display>(
    name: &'static str,
    entries: &[T],
    most: usize,
) -> Result<(), Invalid> {
    let wrong = |entry: &T| {
        let entry = entry.to_string();
        entry.is_empty() || entry.contains(',')
    };
    if entries.iter().any(wrong) {
        let message = format!("`{name}` has an entry that is empty or contains a comma");
        return Err(Invalid::new(message));
    }
    check_count(name, entries.len(), most)
}

/// Refuses an empty list, and a list with more than `most` entries.
pub fn check_count(name: &'static str, count: usize, most: usize) -> Result<(), Invalid> {
    match count {
        0 => Err(Invalid::new(format!("`{name}` is empty"))),
        _ if count > most => Err(Invalid::new(format!(
            "`{name}` has {count} entries; Graph accepts at most {most} in one call"
        ))),
        _ => Ok(()),
    }
}

/// Refuses a time that cannot be sent in milliseconds.
pub fn check_milliseconds(name: &'static str, time: Option<Timestamp>) -> Result<(), Invalid> {
    let Some(time) = time else { return Ok(()) };
    let refuse = |why: &str| Err(Invalid::new(format!("`{name}` is {time}, which is {why}")));
    let latest = i128::from(i64::MAX);
    match time.unix_milliseconds_rounded_up() {
        _ if time < Timestamp::UNIX_EPOCH => {
            refuse("before 1970; Graph takes Unix times of 0 and more")
        }
        time if time > latest => refuse("too late for a Unix time in milliseconds"),
        _ => Ok(()),
    }
}

/// Returns the Unix time in milliseconds, rounded down, of a time that was checked.
pub fn milliseconds_down(time: Timestamp) -> u64 {
    within_range(time.unix_milliseconds())
}

/// Returns the Unix time in milliseconds, rounded up, of a time that was checked.
pub fn milliseconds_up(time: Timestamp) -> u64 {
    within_range(time.unix_milliseconds_rounded_up())
}

/// Returns the nearest time that Graph takes. Modifiers of a field are not checked.
fn within_range(milliseconds: i128) -> u64 {
    let nearest = milliseconds.clamp(0, i64::MAX.into());
    nearest.try_into().unwrap_or(0)
}

/// Refuses a path segment that would change the path.
pub fn check_path(name: &'static str, value: &str) -> Result<(), Invalid> {
    let refuse = |why: &str| Err(Invalid::new(format!("`{name}` {why}")));
    match value {
        "" => refuse("is empty"),
        // These are resolved even if they are percent-encoded.
        "." | ".." => refuse("is a relative path segment, not an id"),
        _ if value.chars().any(char::is_control) => refuse("contains a control character"),
        // Not percent-encoded in a path, and parsed as a slash.
        _ if value.contains('\\') => refuse("contains a backslash"),
        _ => Ok(()),
    }
}

/// Encodes a parameter as JSON.
pub fn json<T: Serialize + ?Sized>(value: &T) -> String {
    // Serializing lists and maps of text, numbers and JSON does not fail.
    serde_json::to_string(value).unwrap_or_default()
}

/// Encodes a parameter as a list with commas.
pub fn comma<T: Display>(values: &[T]) -> String {
    let values: Vec<_> = values.iter().map(ToString::to_string).collect();
    values.join(",")
}
