//! The form of times in a response: Graph's, or the one of `date_format`.

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, Datelike, NaiveDateTime, Timelike};

use super::json::JsonWriter;
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

impl FormattedTime<'_> {
    pub(crate) fn write(&self, json: &mut JsonWriter) {
        let seconds = self.time.unix_seconds();
        match (self.format, DateTime::from_timestamp_secs(seconds)) {
            (DateFormat::UnixTime, _) => json.literal(seconds),
            (_, None) => json.literal("null"),
            (DateFormat::Graph, Some(time)) => match graph_form(time.naive_utc()) {
                Some(text) => json.plain(str::from_utf8(&text).unwrap_or_default()),
                None => json.string(&format!("{:?}+0000", time.naive_utc())),
            },
            (DateFormat::Text(items), Some(time)) => {
                json.string(&time.format_with_items(items.iter()).to_string());
            }
        }
    }
}

/// Returns Graph's form of a time, if its year has four digits. It is many times faster
/// than a general format.
fn graph_form(time: NaiveDateTime) -> Option<[u8; 24]> {
    let year = u32::try_from(time.year())
        .ok()
        .filter(|year| *year <= 9999)?;
    let mut text = *b"0000-00-00T00:00:00+0000";
    let mut write = |place: usize, number: u32| {
        text[place] += (number / 10) as u8;
        text[place + 1] += (number % 10) as u8;
    };
    write(0, year / 100);
    write(2, year % 100);
    write(5, time.month());
    write(8, time.day());
    write(11, time.hour());
    write(14, time.minute());
    write(17, time.second());
    Some(text)
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
