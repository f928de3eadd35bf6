//! Checks the access token and the proof of a call.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use hmac_sha256::HMAC;

use super::state::lock;
use crate::simulator::call::Call;
use crate::simulator::error_response::ErrorResponse;

/// Seconds for which a timed proof is valid.
const PROOF_LIFETIME: u64 = 300;

/// The app, and the tokens that it accepts.
pub(crate) struct Access {
    /// The token that it begins with.
    pub(crate) access_token: String,
    /// Further tokens, and those that expired.
    pub(crate) tokens: Mutex<HashMap<String, Validity>>,
    pub(crate) app_secret: Option<String>,
    /// Whether each call needs a proof.
    pub(crate) requires_proof: bool,
}

/// Whether a token is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Validity {
    Valid,
    Expired,
}

impl Access {
    /// Changes whether a token is valid.
    pub(crate) fn set(&self, token: String, validity: Validity) {
        lock(&self.tokens).insert(token, validity);
    }

    /// Refuses tokens that are unknown or expired.
    fn check_token(&self, token: &str) -> Result<(), ErrorResponse> {
        match lock(&self.tokens).get(token) {
            Some(Validity::Valid) => Ok(()),
            Some(Validity::Expired) => {
                let message = "Error validating access token: Session has expired.";
                Err(ErrorResponse::token(message).subcode(463))
            }
            None if token == self.access_token => Ok(()),
            None => {
                let message = "Invalid OAuth access token - Cannot parse access token";
                Err(ErrorResponse::token(message))
            }
        }
    }

    /// Refuses a call without the right token or, if the app has a secret, with a
    /// wrong proof.
    pub(crate) fn check(&self, call: &Call) -> Result<(), ErrorResponse> {
        let Some(token) = &call.access_token else {
            let message = "An access token is required to request this resource.";
            return Err(ErrorResponse::new(400, 104, message));
        };
        self.check_token(token)?;
        let Some(secret) = &self.app_secret else {
            return Ok(());
        };
        match (call.get("appsecret_proof"), self.requires_proof) {
            (Some(proof), _) if is_valid(proof, token, secret, call) => Ok(()),
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

/// Returns whether a proof is that of the call's token.
fn is_valid(proof: &str, token: &str, secret: &str, call: &Call) -> bool {
    let message = match call.get("appsecret_time") {
        None => token.to_owned(),
        Some(time) => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH);
            let now = now.unwrap_or_default().as_secs();
            let is_recent = |time: u64| now.abs_diff(time) <= PROOF_LIFETIME;
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
