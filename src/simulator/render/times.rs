//! Times, in Graph's form or in the one that a call asks for.

use std::fmt::Write;

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};

use crate::simulator::render::json;
use crate::simulator::render::refusal::Refusal;
use crate::types::timestamp::Timestamp;

/// Letters of a form. Graph has a bound too, though nobody says which.
const MOST_LETTERS: usize = 64;

/// How the times of an answer are written.
#[derive(Clone, Debug, Default)]
pub(crate) enum Times {
    /// Such as `2021-07-23T09:28:50+0000`.
    #[default]
    Graph,
    /// Seconds, as a number.
    Seconds,
    /// As text, in chrono's letters.
    Text(String),
}

impl Times {
    /// Reads `date_format`, which is in PHP's letters.
    pub(crate) fn read(format: Option<&str>) -> Result<Self, Refusal> {
        match format {
            None | Some("") => Ok(Self::Graph),
            Some("U") => Ok(Self::Seconds),
            Some(format) if format.len() > MOST_LETTERS => {
                Err(Refusal::parameter("Param date_format is too long"))
            }
            Some(format) => Ok(Self::Text(in_letters_of_chrono(format))),
        }
    }

    /// Writes a time as JSON.
    pub(crate) fn write(&self, time: Timestamp, out: &mut String) {
        let seconds = time.unix_seconds();
        match (self, DateTime::from_timestamp_secs(seconds)) {
            (Self::Seconds, _) => out.push_str(&seconds.to_string()),
            (_, None) => out.push_str("null"),
            (Self::Graph, Some(time)) => graph(time.naive_utc(), out),
            (Self::Text(format), Some(time)) => text(time, format, out),
        }
    }
}

/// In Graph's form. A format would be read anew for each.
fn graph(time: NaiveDateTime, out: &mut String) {
    let mut text = *b"\"0000-00-00T00:00:00+0000\"";
    let parts = [
        (1..5, time.year().unsigned_abs()),
        (6..8, time.month()),
        (9..11, time.day()),
        (12..14, time.hour()),
        (15..17, time.minute()),
        (18..20, time.second()),
    ];
    for (place, mut number) in parts {
        for digit in text[place].iter_mut().rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
        }
    }
    out.push_str(str::from_utf8(&text).unwrap_or_default());
}

fn text(time: DateTime<Utc>, format: &str, out: &mut String) {
    let mut text = String::new();
    // It fails only for letters that are not chrono's.
    match write!(text, "{}", time.format(format)) {
        Ok(()) => json::text(&text, out),
        Err(_) => out.push_str("null"),
    }
}

/// A format in PHP's letters, in those of chrono. A letter that means nothing
/// stands for itself, and so does each after a backslash.
fn in_letters_of_chrono(format: &str) -> String {
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
