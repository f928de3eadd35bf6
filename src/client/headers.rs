//! The headers of a response.

use std::fmt;
use std::sync::Arc;

use reqwest::header::{HeaderMap, SET_COOKIE};

use crate::client::redact::Redactor;

/// The headers of a response. Secrets are removed from the values when they are read.
///
/// Names are in lower case. `set-cookie` is left out.
#[derive(Clone, Default)]
pub struct Headers {
    headers: Arc<HeaderMap>,
    redactor: Redactor,
}

impl Headers {
    pub(crate) fn new(mut headers: HeaderMap, redactor: Redactor) -> Self {
        headers.remove(SET_COOKIE);
        let headers = Arc::new(headers);
        Self { headers, redactor }
    }

    /// Returns the value of a header, the first if there are several.
    pub fn get(&self, name: &str) -> Option<String> {
        self.raw(name).map(|value| self.redactor.text(&value))
    }

    /// Returns an iterator over all names and values, without headers whose names contain a
    /// secret.
    pub fn iter(&self) -> impl Iterator<Item = (&str, String)> {
        let headers = self.headers.iter();
        let headers = headers.filter(|(name, _)| !self.redactor.is_in_header(name.as_str()));
        headers.map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.as_str(), self.redactor.text(&value))
        })
    }

    /// Returns the value of a header that is a name.
    pub(crate) fn name(&self, name: &str) -> Option<String> {
        self.raw(name).map(|value| self.redactor.name(&value))
    }

    /// Returns a value that may contain secrets.
    pub(crate) fn raw(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    pub(crate) fn map(&self) -> &HeaderMap {
        &self.headers
    }
}

impl PartialEq for Headers {
    fn eq(&self, other: &Self) -> bool {
        self.headers == other.headers
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
