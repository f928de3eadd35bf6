//! One access token at one host.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderValue};

use crate::client::pacing::Pacer;
use crate::client::proof::Prover;
use crate::client::redact::Redactor;
use crate::client::retry::Retry;
use crate::client::trace;
use crate::decode::{Report, Settings};
use crate::version::Version;

/// What to do if another Graph version answers than the requested one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VersionCheck {
    /// Accept the response. [`ResponseInfo`](crate::ResponseInfo) names the version,
    /// and the feature `tracing` logs a warning.
    #[default]
    Warn,
    /// Refuse the response with [`Error::Version`](crate::Error::Version).
    Refuse,
}

/// Configuration and state that all calls of a `Graph` share. Cheap to clone.
#[doc(hidden)]
#[derive(Clone)]
pub struct Session(Arc<Config>);

/// The contents of a session.
pub(crate) struct Config {
    pub(crate) http: reqwest::Client,
    pub(crate) host: String,
    pub(crate) authorization: HeaderValue,
    pub(crate) prover: Option<Prover>,
    pub(crate) redactor: Redactor,
    pub(crate) pacer: Pacer,
    pub(crate) retry: Retry,
    pub(crate) operation_timeout: Duration,
    pub(crate) body_limit: usize,
    pub(crate) keeps_raw_bodies: bool,
    pub(crate) version_check: VersionCheck,
    pub(crate) decoding: Settings,
}

impl Session {
    pub(crate) fn new(config: Config) -> Self {
        Self(Arc::new(config))
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0
    }

    /// Returns the URL of the host with a version.
    pub fn base_url(&self, version: Version) -> String {
        format!("{}/{version}", self.0.host)
    }

    /// Returns the HTTP client.
    pub fn http(&self) -> reqwest::Client {
        self.0.http.clone()
    }

    /// Adds the access token as a header, because URLs end up in logs. The proof
    /// goes into the URL, where Graph expects it; it does not reveal the secret.
    pub fn authorize(&self, request: &mut reqwest::Request) {
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.0.authorization.clone());
        if let Some(prover) = &self.0.prover {
            let proof = prover.parameters();
            request.url_mut().query_pairs_mut().extend_pairs(proof);
        }
    }

    /// Redacts the paths of a report, and traces it.
    pub(crate) fn finish_report(&self, mut report: Report) -> Report {
        report.map_paths(|path| self.0.redactor.name(path));
        trace::mismatches(&report);
        report
    }
}
