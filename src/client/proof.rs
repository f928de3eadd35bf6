//! `appsecret_proof`: shows that a call comes from the app that the token is of.

use std::time::{SystemTime, UNIX_EPOCH};

use hmac_sha256::HMAC;
use secrecy::{ExposeSecret, SecretString};

/// Makes the proof of each call.
pub(crate) struct Prover {
    pub(crate) app_secret: SecretString,
    /// Whether a proof holds for five minutes only.
    pub(crate) timed: bool,
}

impl Prover {
    /// The parameters that prove it, for a call that is sent now.
    pub(crate) fn parameters(&self, access_token: &SecretString) -> Vec<(&'static str, String)> {
        // HTTP drops the spaces around a header's value, so Graph knows none.
        let token = access_token.expose_secret().trim();
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
