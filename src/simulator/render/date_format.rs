//! The form of times in a response: Graph's, or the one of `date_format`.

use std::io::Write;

use chrono::DateTime;
use chrono::format::{Item, StrftimeItems};
use serde::{Serialize, Serializer};

use crate::simulator::error_response::ErrorResponse;
use crate::types::timestamp::Timestamp;

/// Maximum length of a format. That of Graph is not documented.
const MAX_LENGTH: usize = 64;

/// The form of the times in a response.
#[derive(Clone, Debug)]
pub(crate) enum DateFormat {
    /// Graph's form, such as `2021-07-23T09:28:50+0000`.
    Graph,
    /// Unix time in seconds, as a number.
    UnixTime,
    /// Text of these parts.
    Text(Vec<Item<'static>>),
}

impl DateFormat {
    /// Reads the parameter `date_format`, which is in the letters of PHP's `date`.
    pub(crate) fn new(format: Option<&str>) -> Result<Self, ErrorResponse> {
        match format {
            None | Some("") => Ok(Self::Graph),
            Some("U") => Ok(Self::UnixTime),
            Some(format) if format.len() > MAX_LENGTH => {
                Err(ErrorResponse::parameter("Param date_format is too long"))
            }
            Some(format) => {
                let items = StrftimeItems::new(&chrono_format(format)).parse_to_owned();
                // All letters are chrono's.
                Ok(Self::Text(items.unwrap_or_default()))
            }
        }
    }
}

/// A time in a form.
pub(crate) struct FormattedTime<'a> {
    pub(crate) time: Timestamp,
    pub(crate) format: &'a DateFormat,
}

impl Serialize for FormattedTime<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let seconds = self.time.unix_seconds();
        match (self.format, DateTime::from_timestamp_secs(seconds)) {
            (DateFormat::UnixTime, _) => serializer.serialize_i64(seconds),
            (_, None) => serializer.serialize_none(),
            (DateFormat::Graph, Some(time)) => {
                // Chrono documents this form of `Debug`, which is faster than a format.
                let mut text = [0; 32];
                let mut rest = &mut text[..];
                let written = write!(rest, "{:?}+0000", time.naive_utc());
                written.map_err(serde::ser::Error::custom)?;
                let length = 32 - rest.len();
                let text = str::from_utf8(&text[..length]).map_err(serde::ser::Error::custom)?;
                serializer.serialize_str(text)
            }
            (DateFormat::Text(items), Some(time)) => {
                let text = time.format_with_items(items.iter()).to_string();
                serializer.serialize_str(&text)
            }
        }
    }
}

/// Translates a format from PHP's letters to chrono's. Other letters, and each
/// letter after a backslash, stand for themselves.
fn chrono_format(format: &str) -> String {
    let mut letters = format.chars();
    let mut out = String::new();
    while let Some(letter) = letters.next() {
        let meaning = match letter {
            'd' => "%d",
            'D' => "%a",
            'j' => "%-d",
            'l' => "%A",
            'm' => "%m",
            'M' => "%b",
            'n' => "%-m",
            'F' => "%B",
            'Y' => "%Y",
            'y' => "%y",
            'a' => "%P",
            'A' => "%p",
            'g' => "%-I",
            'G' => "%-H",
            'h' => "%I",
            'H' => "%H",
            'i' => "%M",
            's' => "%S",
            'O' => "%z",
            'P' => "%:z",
            'T' | 'e' => "UTC",
            'U' => "%s",
            'c' => "%Y-%m-%dT%H:%M:%S%:z",
            'r' => "%a, %d %b %Y %H:%M:%S %z",
            _ => {
                let own = match letter {
                    '\\' => letters.next().unwrap_or('\\'),
                    other => other,
                };
                match own {
                    '%' => out.push_str("%%"),
                    own => out.push(own),
                }
                continue;
            }
        };
        out.push_str(meaning);
    }
    out
}
