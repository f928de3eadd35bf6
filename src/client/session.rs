//! One access token at one host.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::client::pacing::Pacer;
use crate::client::proof::Prover;
use crate::client::redact;
use crate::client::retry::Retry;
use crate::client::trace;
use crate::decode::{self, Report};
use crate::version::Version;

/// What stands where the access token stood.
const REDACTED: &str = "<access token>";

/// What stands where the app secret stood.
const REDACTED_SECRET: &str = "<app secret>";

/// What stands where the proof of a call stood.
const REDACTED_PROOF: &str = "<proof>";

/// What to do where another version answers than the one asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VersionCheck {
    /// Take the answer. [`ResponseInfo`](crate::ResponseInfo) tells the version,
    /// and the feature `tracing` a warning.
    #[default]
    Warn,
    /// Refuse the answer with [`Error::Version`](crate::Error::Version).
    Refuse,
}

/// What requests are sent with. Cheap to clone.
#[doc(hidden)]
#[derive(Clone)]
pub struct Session(Arc<Parts>);

/// The parts of a session.
pub(crate) struct Parts {
    pub(crate) http: reqwest::Client,
    pub(crate) host: String,
    pub(crate) access_token: SecretString,
    pub(crate) authorization: HeaderValue,
    pub(crate) prover: Option<Prover>,
    pub(crate) pacer: Pacer,
    pub(crate) retry: Retry,
    pub(crate) operation_timeout: Duration,
    pub(crate) body_limit: usize,
    pub(crate) keeps_raw_bodies: bool,
    pub(crate) version_check: VersionCheck,
    pub(crate) decoding: decode::Settings,
}

impl Session {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The host and a version.
    pub fn base_url(&self, version: Version) -> String {
        format!("{}/{version}", self.0.host)
    }

    /// The HTTP client.
    pub fn http(&self) -> reqwest::Client {
        self.0.http.clone()
    }

    /// Adds the access token, as a header: a URL ends up in logs. The proof goes
    /// into the URL, where Graph looks for it; nobody can make the secret of it.
    pub fn authorize(&self, request: &mut reqwest::Request) {
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.0.authorization.clone());
        if let Some(prover) = &self.0.prover {
            let proof = prover.parameters(&self.0.access_token);
            request.url_mut().query_pairs_mut().extend_pairs(proof);
        }
    }

    pub(crate) fn host(&self) -> &str {
        &self.0.host
    }

    pub(crate) fn body_limit(&self) -> usize {
        self.0.body_limit
    }

    pub(crate) fn keeps_raw_bodies(&self) -> bool {
        self.0.keeps_raw_bodies
    }

    pub(crate) fn retry(&self) -> Retry {
        self.0.retry
    }

    pub(crate) fn pacer(&self) -> &Pacer {
        &self.0.pacer
    }

    pub(crate) fn operation_timeout(&self) -> Duration {
        self.0.operation_timeout
    }

    pub(crate) fn decoding(&self) -> decode::Settings {
        self.0.decoding
    }

    /// A report that may be handed to the caller: its paths hold no secret. It is
    /// traced.
    pub(crate) fn checked(&self, mut report: Report) -> Report {
        report.map_paths(|path| self.redact_name(path));
        trace::mismatches(&report);
        report
    }

    pub(crate) fn version_check(&self) -> VersionCheck {
        self.0.version_check
    }

    /// Takes the secrets out of a text that Graph sent, also where they have the
    /// form that they take in a URL.
    ///
    /// What a text says is read before: a short token may be a part of any word.
    pub(crate) fn redact(&self, text: &str) -> String {
        self.redact_by(redact::without, text)
    }

    /// Takes the secrets out of a name or an id that Graph sent.
    pub(crate) fn redact_name(&self, name: &str) -> String {
        self.redact_by(redact::without_in_name, name)
    }

    fn redact_by(&self, without: fn(&str, &str, &str) -> String, text: &str) -> String {
        let token = self.0.access_token.expose_secret();
        match &self.0.prover {
            // A token that is a part of the word `appsecret_proof` would hide it.
            Some(prover) => {
                let text = without(token, REDACTED, &without_proof(text));
                without(prover.app_secret.expose_secret(), REDACTED_SECRET, &text)
            }
            None => without(token, REDACTED, text),
        }
    }
}

/// A text without the proofs in its URLs, which servers like to repeat.
fn without_proof(text: &str) -> String {
    const NAME: &str = "appsecret_proof";
    // As it is, as a part of a URL in a URL, and within JSON.
    const EQUALS: [&str; 4] = ["=", "%3d", "%253d", "\\u003d"];
    let mut parts = text.split(NAME);
    let before = parts.next().unwrap_or_default().to_owned();
    parts.fold(before, |text, part| {
        let starts = |equals: &&&str| {
            let start = part.get(..equals.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(equals))
        };
        let Some(equals) = EQUALS.iter().find(starts) else {
            return text + NAME + part;
        };
        let (equals, rest) = part.split_at(equals.len());
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        text + NAME + equals + REDACTED_PROOF + rest
    })
}
