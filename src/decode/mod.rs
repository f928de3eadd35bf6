//! Decodes response bodies.
//!
//! A body is first decoded in one pass that stops at the first mismatch. Only then
//! it is decoded again by a tolerant deserializer, which leaves out what does not
//! match and reports it.

mod error;
pub(crate) mod json_path;
pub(crate) mod object;
mod page;
mod path;
pub(crate) mod raw;
mod report;
mod report_builder;
mod settings;
mod tolerant;
mod unknown;

use serde::de::DeserializeOwned;

pub(crate) use self::error::message;
pub(crate) use self::page::{DecodedPage, page, readable_start};
use self::path::Path;
pub use self::report::{JsonKind, Mismatch, MismatchGroup, Outcome, Report};
use self::report_builder::ReportBuilder;
pub use self::settings::Decoding;
pub(crate) use self::settings::{Keep, Settings};
use self::tolerant::TolerantDeserializer;
pub use self::unknown::UnknownMembers;

/// Parses a body. Each string of bytes would be checked on its own, which takes more time
/// than to check the whole body.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    match str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        // Its error has a position, and strings that are skipped may be anything.
        Err(_) => serde_json::from_slice(body),
    }
}

/// Decodes a body as a `T`.
pub(crate) fn value<T: DeserializeOwned>(
    body: &[u8],
    settings: Settings<'_>,
) -> Result<(T, Report), serde_json::Error> {
    let strictly = || Ok((parse(body)?, Report::default()));
    let tolerantly = || {
        let report = ReportBuilder::default();
        let text = report.text(body);
        let raw: &serde_json::value::RawValue = serde_json::from_str(&text).ok()?;
        let value =
            TolerantDeserializer::new(raw.get(), &Path::Body, settings.keep, &report).read();
        Some((value.ok()?, report.build()))
    };
    settings.decode(strictly, tolerantly)
}
