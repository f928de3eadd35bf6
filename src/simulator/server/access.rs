//! Checks the access token and the proof of a call.

use std::time::{SystemTime, UNIX_EPOCH};

use hmac_sha256::HMAC;

use crate::simulator::call::Call;
use crate::simulator::error_response::ErrorResponse;

/// Seconds for which a timed proof is valid.
const PROOF_LIFETIME: u64 = 300;

/// The app, and the token that it accepts.
pub(crate) struct Access {
    pub(crate) access_token: String,
    pub(crate) app_secret: Option<String>,
    /// Whether each call needs a proof.
    pub(crate) requires_proof: bool,
}

impl Access {
    /// Refuses a call without the right token or, if the app has a secret, with a
    /// wrong proof.
    pub(crate) fn check(&self, call: &Call) -> Result<(), ErrorResponse> {
        let Some(token) = &call.access_token else {
            let message = "An access token is required to request this resource.";
            return Err(ErrorResponse::new(400, 104, message));
        };
        if *token != self.access_token {
            let message = "Invalid OAuth access token - Cannot parse access token";
            return Err(ErrorResponse::token(message));
        }
        let Some(secret) = &self.app_secret else {
            return Ok(());
        };
        match (call.get("appsecret_proof"), self.requires_proof) {
            (Some(proof), _) if self.is_valid(proof, secret, call) => Ok(()),
            (Some(_), _) => Err(proof_error(
                "Invalid appsecret_proof provided in the API argument",
            )),
            (None, true) => Err(proof_error(
                "API calls from the server require an appsecret_proof argument",
            )),
            (None, false) => Ok(()),
        }
    }

    fn is_valid(&self, proof: &str, secret: &str, call: &Call) -> bool {
        let token = &self.access_token;
        let message = match call.get("appsecret_time") {
            None => token.clone(),
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
}

fn proof_error(message: &str) -> ErrorResponse {
    ErrorResponse {
        error_type: "GraphMethodException",
        ..ErrorResponse::new(400, 100, message)
    }
}
