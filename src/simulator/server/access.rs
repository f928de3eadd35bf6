//! Checks the access token and the proof of a call.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use hmac_sha256::HMAC;

use super::state::lock;
use crate::simulator::call::Call;
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::model::token;
use crate::simulator::model::viewer::Viewer;
use crate::simulator::model::world::World;
use crate::simulator::render::node::APP_ID;
use crate::types::timestamp::Timestamp;

/// Seconds for which a timed proof is valid.
const PROOF_LIFETIME: u64 = 300;

/// The app, and the tokens that it accepts.
pub(crate) struct Access {
    /// The token that may read all Pages.
    pub(crate) access_token: String,
    /// Further tokens, and those that expire.
    pub(crate) tokens: Mutex<HashMap<String, Validity>>,
    pub(crate) app_secret: Option<String>,
    /// Whether each call needs a proof.
    pub(crate) requires_proof: bool,
}

/// For how long tokens are valid from the start of a simulator; `None` for ever.
pub(crate) type Lifetimes = HashMap<String, Option<Duration>>;

/// Returns until when the tokens of a start are valid.
pub(crate) fn from_start(tokens: &Lifetimes, start: Timestamp) -> HashMap<String, Validity> {
    let tokens = tokens.iter().map(|(token, lifetime)| {
        let validity = match lifetime {
            None => Validity::Always,
            Some(lifetime) => Validity::Until(start.saturating_add(*lifetime)),
        };
        (token.clone(), validity)
    });
    tokens.collect()
}

/// For how long a token is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Validity {
    Always,
    Until(Timestamp),
}

impl Access {
    /// Changes for how long a token is valid.
    pub(crate) fn set(&self, token: String, validity: Validity) {
        lock(&self.tokens).insert(token, validity);
    }

    /// Returns what the token of a call stands for. Refuses a call without a token,
    /// with an unknown one or, if the app has a secret, with a wrong proof.
    pub(crate) fn viewer<'a>(
        &self,
        call: &Call,
        world: &'a World,
        now: Timestamp,
    ) -> Result<Viewer<'a>, ErrorResponse> {
        let Some(token) = &call.access_token else {
            return Err(match call.path.first().map(String::as_str) {
                Some("me") => ErrorResponse::no_active_token(),
                _ => {
                    let message = "An access token is required to request this resource.";
                    ErrorResponse::new(400, 104, message)
                }
            });
        };
        if self.is_expired(token, now) {
            let message = "Error validating access token: Session has expired.";
            return Err(ErrorResponse::token(message).subcode(463));
        }
        let Some(viewer) = self.viewer_of(token, world, now) else {
            let message = "Invalid OAuth access token - Cannot parse access token";
            return Err(ErrorResponse::token(message));
        };
        self.check_proof(call, token, now)?;
        Ok(viewer)
    }

    /// Returns what a token stands for, if it is valid.
    pub(crate) fn viewer_of<'a>(
        &self,
        token: &str,
        world: &'a World,
        now: Timestamp,
    ) -> Option<Viewer<'a>> {
        match self.is_expired(token, now) {
            true => None,
            false => self.owner(token, world),
        }
    }

    /// Returns what a token stands for, whether it has expired or not.
    pub(crate) fn owner<'a>(&self, token: &str, world: &'a World) -> Option<Viewer<'a>> {
        if *token == self.access_token {
            return Some(Viewer::AllPages);
        }
        if self
            .app_token()
            .is_some_and(|app_token| *token == app_token)
        {
            return Some(Viewer::App);
        }
        let viewer = token::viewer(token, world);
        viewer.or_else(|| self.validity(token).map(|_| Viewer::AllPages))
    }

    /// Returns whether a token has expired.
    pub(crate) fn is_expired(&self, token: &str, now: Timestamp) -> bool {
        self.expiry(token).is_some_and(|expiry| expiry <= now)
    }

    /// Returns when a token expires; `None` if it does not.
    pub(crate) fn expiry(&self, token: &str) -> Option<Timestamp> {
        match self.validity(token)? {
            Validity::Always => None,
            Validity::Until(expiry) => Some(expiry),
        }
    }

    fn validity(&self, token: &str) -> Option<Validity> {
        lock(&self.tokens).get(token).copied()
    }

    /// Returns the token of the app, if it has a secret.
    pub(crate) fn app_token(&self) -> Option<String> {
        let secret = self.app_secret.as_ref()?;
        Some(format!("{APP_ID}|{secret}"))
    }

    fn check_proof(&self, call: &Call, token: &str, now: Timestamp) -> Result<(), ErrorResponse> {
        let Some(secret) = &self.app_secret else {
            return Ok(());
        };
        match (call.get("appsecret_proof"), self.requires_proof) {
            (Some(proof), _) if is_valid(proof, secret, (token, call), now) => Ok(()),
            (Some(_), _) => Err(proof_error(
                "Invalid appsecret_proof provided in the API argument",
            )),
            (None, true) => Err(proof_error(
                "API calls from the server require an appsecret_proof argument",
            )),
            (None, false) => Ok(()),
        }
    }
}

fn is_valid(proof: &str, secret: &str, (token, call): (&str, &Call), now: Timestamp) -> bool {
    let message = match call.get("appsecret_time") {
        None => token.to_owned(),
        Some(time) => {
            let is_recent = |time: i64| now.unix_seconds().abs_diff(time) <= PROOF_LIFETIME;
            if !time.parse().is_ok_and(is_recent) {
                return false;
            }
            format!("{token}|{time}")
        }
    };
    let mac = HMAC::mac(message, secret);
    let expected: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    expected == proof
}

fn proof_error(message: &str) -> ErrorResponse {
    ErrorResponse {
        error_type: "GraphMethodException",
        ..ErrorResponse::new(400, 100, message)
    }
}
