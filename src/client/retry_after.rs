//! The header `retry-after`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, NaiveDateTime};

/// The forms of a date in HTTP that are not the form of mail: that of RFC 850, and that of
/// `asctime`.
const OBSOLETE_FORMS: [&str; 2] = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// Reads the header: a number of seconds, or a date. A date in the past is no wait.
///
/// `date` is the header of that name, the time at which the server sent the response: the
/// difference is right even if the clock of one of the two is wrong.
pub(crate) fn retry_after(text: &str, date: Option<&str>) -> Option<Duration> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        // A number that is too large is a very long wait, not none.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let end = timestamp(text)?;
    let sent = date
        .and_then(|date| timestamp(date.trim()))
        .unwrap_or_else(now);
    let seconds = end.saturating_sub(sent);
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// Reads a date in any form of HTTP, as seconds since 1970.
fn timestamp(text: &str) -> Option<i64> {
    if let Ok(date) = DateTime::parse_from_rfc2822(text) {
        return Some(date.timestamp());
    }
    let mut dates = OBSOLETE_FORMS.iter().filter_map(|form| {
        let date = NaiveDateTime::parse_from_str(text, form).ok()?;
        Some(date.and_utc().timestamp())
    });
    dates.next()
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(now.unwrap_or_default().as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: &str = "Sun, 06 Nov 1994 08:49:07 GMT";

    #[test]
    fn a_date_is_read_in_each_form_of_http() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            " Sun, 06 Nov 1994 08:49:37 GMT ",
        ] {
            let wait = retry_after(text, Some(DATE));
            assert_eq!(wait, Some(Duration::from_secs(30)), "{text}");
        }
        let two_digits = retry_after(
            "Wednesday, 10-Nov-27 08:00:30 GMT",
            Some("Wed Nov 10 08:00:00 2027"),
        );
        assert_eq!(two_digits, Some(Duration::from_secs(30)));
    }

    #[test]
    fn a_date_in_the_past_is_no_wait() {
        assert_eq!(
            retry_after("Sun, 06 Nov 1994 08:49:06 GMT", Some(DATE)),
            Some(Duration::ZERO)
        );
        assert_eq!(retry_after(DATE, None), Some(Duration::ZERO));
    }

    #[test]
    fn without_a_readable_date_header_the_clock_counts() {
        for date in [None, Some(""), Some("today")] {
            let wait = retry_after("Fri, 31 Dec 9999 23:59:59 GMT", date);
            let ages = Duration::from_secs(7000 * 365 * 24 * 3600);
            assert!(wait > Some(ages), "{wait:?}");
        }
    }

    #[test]
    fn a_number_is_of_seconds_however_large() {
        for (text, seconds) in [
            ("0", 0),
            (" 120 ", 120),
            ("18446744073709551615", u64::MAX),
            ("18446744073709551616", u64::MAX),
            ("99999999999999999999999999", u64::MAX),
        ] {
            assert_eq!(
                retry_after(text, None),
                Some(Duration::from_secs(seconds)),
                "{text}"
            );
        }
    }

    #[test]
    fn other_texts_state_no_wait() {
        for text in [
            "",
            " ",
            "-5",
            "1.5",
            "soon",
            "120s",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
        ] {
            assert_eq!(retry_after(text, Some(DATE)), None, "{text}");
        }
    }
}
