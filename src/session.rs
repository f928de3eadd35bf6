//! One access token at one host.

use std::sync::Arc;

use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::version::Version;

/// What stands where the access token stood.
const REDACTED: &str = "<access token>";

/// What requests are sent with. Cheap to clone.
#[doc(hidden)]
#[derive(Clone)]
pub struct Session(Arc<Parts>);

struct Parts {
    http: reqwest::Client,
    host: String,
    access_token: SecretString,
    authorization: HeaderValue,
    body_limit: usize,
}

impl Session {
    /// `None` where the token cannot stand in a header.
    pub(crate) fn new(
        http: reqwest::Client,
        host: String,
        access_token: SecretString,
        body_limit: usize,
    ) -> Option<Self> {
        let value = format!("Bearer {}", access_token.expose_secret());
        let mut authorization = HeaderValue::try_from(value).ok()?;
        authorization.set_sensitive(true);
        Some(Self(Arc::new(Parts {
            http,
            host,
            access_token,
            authorization,
            body_limit,
        })))
    }

    /// The host and a version.
    pub fn base_url(&self, version: Version) -> String {
        format!("{}/{version}", self.0.host)
    }

    /// The HTTP client.
    pub fn http(&self) -> reqwest::Client {
        self.0.http.clone()
    }

    /// Adds the access token, as a header: a URL ends up in logs.
    pub fn authorize(&self, request: &mut reqwest::Request) {
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.0.authorization.clone());
    }

    pub(crate) fn host(&self) -> &str {
        &self.0.host
    }

    pub(crate) fn body_limit(&self) -> usize {
        self.0.body_limit
    }

    /// Takes the access token out of a text that Graph sent, also where it has
    /// the form that it takes in a URL.
    pub(crate) fn redact(&self, text: &str) -> String {
        // HTTP drops the spaces around a header's value, so Graph knows none.
        let token = self.0.access_token.expose_secret().trim();
        let text = text.replace(token, REDACTED);
        let url = Url::parse_with_params("https://graph", [("", token)]);
        match url.ok().as_ref().and_then(|url| url.query()?.get(1..)) {
            Some(encoded) => text.replace(encoded, REDACTED),
            None => text,
        }
    }
}
