//! From the bytes of a body to values.
//!
//! A body is first read in one pass, which stops at the first value that does
//! not fit. Only then is it read again, with care: what does not fit is left out
//! and reported.

mod careful;
mod error;
pub(crate) mod json_path;
mod notes;
pub(crate) mod object;
mod page;
mod path;
mod raw;
mod report;
mod unknown;

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use self::careful::Careful;
use self::notes::Notes;
pub(crate) use self::page::{DecodedPage, page, readable_start};
use self::path::Path;
pub use self::report::{JsonKind, Mismatch, MismatchGroup, Outcome, Report, UnreadableNode};
pub use self::unknown::UnknownMembers;

/// What to do with a value that does not fit the contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Decoding {
    /// Leave its field empty, or leave the node out that needs it, and report it
    /// in a [`Report`].
    #[default]
    Tolerant,
    /// Refuse the response with [`Error::Decode`](crate::Error::Decode).
    Strict,
}

/// How bodies are read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) decoding: Decoding,
    pub(crate) keep_unknown: bool,
}

impl Settings {
    /// Reads something by the first of the ways that are allowed and work.
    fn read<T>(
        self,
        strictly: impl Fn() -> Result<T, serde_json::Error>,
        carefully: impl Fn() -> Option<T>,
    ) -> Result<T, serde_json::Error> {
        match (self.decoding, self.keep_unknown) {
            (Decoding::Strict, false) => strictly(),
            (Decoding::Strict, true) => strictly().map(|read| carefully().unwrap_or(read)),
            (Decoding::Tolerant, false) => strictly().or_else(|error| carefully().ok_or(error)),
            (Decoding::Tolerant, true) => carefully().map_or_else(strictly, Ok),
        }
    }
}

/// Reads a body as a `T`.
pub(crate) fn value<T: DeserializeOwned>(
    body: &[u8],
    settings: Settings,
) -> Result<(T, Report), serde_json::Error> {
    let strictly = || Ok((serde_json::from_slice(body)?, Report::default()));
    let carefully = || {
        let notes = Notes::new(settings.keep_unknown);
        let text = text(body, &notes);
        let raw: &serde_json::value::RawValue = serde_json::from_str(&text).ok()?;
        let value = Careful::new(raw.get(), &Path::Body, &notes).read();
        Some((value.ok()?, notes.into_report()))
    };
    settings.read(strictly, carefully)
}

/// The text of a body. Bytes that are none are replaced, and noted once.
fn text<'a>(body: &'a [u8], notes: &Notes) -> Cow<'a, str> {
    let error = match std::str::from_utf8(body) {
        Ok(text) => return Cow::Borrowed(text),
        Err(error) => error,
    };
    notes.add_text(json_path::before(body, error.valid_up_to()));
    String::from_utf8_lossy(body)
}
