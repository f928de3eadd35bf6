//! `appsecret_proof`: proves that a call comes from the app of the token.

use std::time::{SystemTime, UNIX_EPOCH};

use hmac_sha256::HMAC;
use secrecy::{ExposeSecret, SecretString};

/// Creates the proof of each call.
pub(crate) struct Prover {
    pub(crate) access_token: SecretString,
    pub(crate) app_secret: SecretString,
    /// Whether a proof expires after five minutes.
    pub(crate) timed: bool,
}

impl Prover {
    /// Returns the parameters for a call that is sent now.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, String)> {
        // HTTP trims header values, so Graph sees the token without spaces.
        let token = self.access_token.expose_secret().trim();
        if !self.timed {
            return vec![("appsecret_proof", self.proof(token))];
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let seconds = now.unwrap_or_default().as_secs();
        vec![
            ("appsecret_proof", self.proof(&format!("{token}|{seconds}"))),
            ("appsecret_time", seconds.to_string()),
        ]
    }

    fn proof(&self, message: &str) -> String {
        let secret = self.app_secret.expose_secret();
        let mac = HMAC::mac(message, secret);
        mac.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
