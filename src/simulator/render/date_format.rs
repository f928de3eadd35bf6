//! The form of times in a response: Graph's, or the one of `date_format`.

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};

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
    Text(Vec<Part>),
}

/// A part of a time.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// A text that no time changes.
    Text(char),
    /// What chrono writes for a format.
    Chrono(&'static str),
    /// What chrono has no format for.
    Computed(fn(DateTime<Utc>) -> String),
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
            Some(format) => Ok(Self::Text(parts(format))),
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
            (DateFormat::Text(parts), Some(time)) => {
                let parts = parts.iter().map(|part| part.of(time));
                json.string(&parts.collect::<String>());
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

impl Part {
    fn of(&self, time: DateTime<Utc>) -> String {
        match self {
            Self::Text(letter) => letter.to_string(),
            Self::Chrono(format) => time.format(format).to_string(),
            Self::Computed(compute) => compute(time),
        }
    }
}

/// Reads a format in the letters of PHP's `date`. Other letters, and each letter after a
/// backslash, stand for themselves. Times are in UTC, in whole seconds.
fn parts(format: &str) -> Vec<Part> {
    let mut letters = format.chars();
    let mut parts = Vec::new();
    while let Some(letter) = letters.next() {
        parts.push(match letter {
            '\\' => Part::Text(letters.next().unwrap_or('\\')),
            _ => part(letter),
        });
    }
    parts
}

fn part(letter: char) -> Part {
    Part::Chrono(match letter {
        'd' => "%d",
        'D' => "%a",
        'j' => "%-d",
        'l' => "%A",
        'N' => "%u",
        'w' => "%w",
        'W' => "%V",
        'm' => "%m",
        'M' => "%b",
        'n' => "%-m",
        'F' => "%B",
        'o' => "%G",
        'Y' | 'x' => "%Y",
        'X' => "+%Y",
        'y' => "%y",
        'a' => "%P",
        'A' => "%p",
        'g' => "%-I",
        'G' => "%-H",
        'h' => "%I",
        'H' => "%H",
        'i' => "%M",
        's' => "%S",
        'u' => "%6f",
        'v' => "%3f",
        'O' => "%z",
        'P' => "%:z",
        'T' | 'e' => "UTC",
        'p' => "Z",
        'I' | 'Z' => "0",
        'U' => "%s",
        'c' => "%Y-%m-%dT%H:%M:%S%:z",
        'r' => "%a, %d %b %Y %H:%M:%S %z",
        'z' => return Part::Computed(|time| time.ordinal0().to_string()),
        'S' => return Part::Computed(|time| ordinal_suffix(time.day()).to_owned()),
        't' => return Part::Computed(|time| time.num_days_in_month().to_string()),
        'L' => return Part::Computed(|time| u8::from(time.date_naive().leap_year()).to_string()),
        'B' => return Part::Computed(swatch_beats),
        letter => return Part::Text(letter),
    })
}

/// Returns what follows a day of the month in English.
fn ordinal_suffix(day: u32) -> &'static str {
    match (day, day % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// Returns the thousandth of the day, in a zone that is one hour ahead of UTC.
fn swatch_beats(time: DateTime<Utc>) -> String {
    let seconds = (time.num_seconds_from_midnight() + 3600) % 86_400;
    format!("{:03}", seconds * 10 / 864)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::render::json;

    #[test]
    fn letters_that_are_computed_follow_the_calendar() {
        for (time, expected) in [
            ("2024-02-29T22:59:59Z", "29th 29 1 59 999"),
            ("2024-12-31T23:00:00Z", "31st 31 1 365 000"),
            ("2023-02-01T00:00:00Z", "1st 28 0 31 041"),
            ("2100-03-02T12:00:00Z", "2nd 31 0 60 541"),
            ("2026-04-03T00:00:00Z", "3rd 30 0 92 041"),
            ("2026-04-11T00:00:00Z", "11th 30 0 100 041"),
            ("2026-04-12T00:00:00Z", "12th 30 0 101 041"),
            ("2026-04-13T00:00:00Z", "13th 30 0 102 041"),
            ("2026-04-21T00:00:00Z", "21st 30 0 110 041"),
            ("2026-04-22T00:00:00Z", "22nd 30 0 111 041"),
        ] {
            let format = DateFormat::new(Some("jS t L z B")).expect("a format");
            let time = time.parse().expect("a time");
            let format = &format;
            let written = json::written(|json| FormattedTime { time, format }.write(json));
            assert_eq!(written, format!("\"{expected}\""));
        }
    }
}
