//! Who may call.

use std::time::{SystemTime, UNIX_EPOCH};

use hmac_sha256::HMAC;

use crate::simulator::render::refusal::Refusal;
use crate::simulator::server::call::Call;

/// Seconds that a timed proof holds.
const PROOF_HOLDS: u64 = 300;

/// The app, and the token that it takes.
pub(crate) struct Access {
    pub(crate) access_token: String,
    pub(crate) app_secret: Option<String>,
    /// Whether each call has to be proved.
    pub(crate) demands_proof: bool,
}

impl Access {
    /// Refuses a call without the right token and, where there is a secret, with
    /// a wrong proof.
    pub(crate) fn check(&self, call: &Call) -> Result<(), Refusal> {
        let Some(token) = &call.access_token else {
            let message = "An access token is required to request this resource.";
            return Err(Refusal::new(400, 104, message));
        };
        if *token != self.access_token {
            let message = "Invalid OAuth access token - Cannot parse access token";
            return Err(Refusal::token(message));
        }
        let Some(secret) = &self.app_secret else {
            return Ok(());
        };
        match (call.get("appsecret_proof"), self.demands_proof) {
            (Some(proof), _) if self.proves(secret, proof, call) => Ok(()),
            (Some(_), _) => Err(method_refusal(
                "Invalid appsecret_proof provided in the API argument",
            )),
            (None, true) => Err(method_refusal(
                "API calls from the server require an appsecret_proof argument",
            )),
            (None, false) => Ok(()),
        }
    }

    fn proves(&self, secret: &str, proof: &str, call: &Call) -> bool {
        let token = &self.access_token;
        let message = match call.get("appsecret_time") {
            None => token.clone(),
            Some(time) => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH);
                let now = now.unwrap_or_default().as_secs();
                let holds = |time: u64| now.abs_diff(time) <= PROOF_HOLDS;
                if !time.parse().is_ok_and(holds) {
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

fn method_refusal(message: &str) -> Refusal {
    Refusal {
        error_type: "GraphMethodException",
        ..Refusal::new(400, 100, message)
    }
}
