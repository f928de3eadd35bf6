//! Whether the requested version answers.

use page_conversations::{Date, ResponseInfo};

use super::check::{Check, State};
use crate::access::{Connection, newest};

const NAME: &str = "Graph version";

pub fn check(connection: &Connection, info: &ResponseInfo) -> Check {
    let (version, newest) = (connection.version, newest());
    match &info.answered_by {
        Some(answered) if answered != version.name => Check::new(
            NAME,
            State::Warning,
            format!("{version} was requested, and {answered} answered"),
            format!("use --graph-version {newest}: Graph forwards calls in an expired version"),
        ),
        _ if version.is_expired(Date::today()) => Check::new(
            NAME,
            State::Warning,
            format!("{version} has expired"),
            format!("use --graph-version {newest}"),
        ),
        Some(_) => Check::passed(NAME, format!("{version} answers")),
        None => Check::new(
            NAME,
            State::Unknown,
            "the response does not state its version",
            "check whether a proxy removes the header `facebook-api-version`",
        ),
    }
}
