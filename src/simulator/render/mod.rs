//! JSON of the model, with the fields that a version has and a call selects.

pub(crate) mod arguments;
pub(crate) mod date_format;
pub(crate) mod edge;
pub(crate) mod field_plan;
mod field_value;
pub(crate) mod json;
pub(crate) mod node;
mod selected_json;
pub(crate) mod selection;
pub(crate) mod serialize;
pub(crate) mod window;

use self::date_format::DateFormat;
use super::model::world::World;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Characters that a path segment contains as they are, besides alphanumeric ones.
const UNESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What all nodes of a response are rendered with.
pub(crate) struct Context<'a> {
    pub(crate) world: &'a World,
    /// Host and version.
    pub(crate) base_url: String,
    /// Graph includes it in `next` and `previous`.
    pub(crate) access_token: &'a str,
    pub(crate) dates: DateFormat,
}

impl Context<'_> {
    /// Returns the URL of a path.
    pub(crate) fn url(&self, segments: &[&str]) -> String {
        let mut url = self.base_url.clone();
        for segment in segments {
            url.push('/');
            url.extend(utf8_percent_encode(segment, UNESCAPED));
        }
        url
    }
}
