//! `appsecret_proof`: proves that a call comes from the app of the token.

use std::time::{SystemTime, UNIX_EPOCH};

use hmac_sha256::HMAC;
use secrecy::{ExposeSecret, SecretString};

use crate::client::token::Token;

/// Returns the parameters that prove a call that is sent now. A timed proof expires after
/// five minutes.
pub(crate) fn parameters(
    token: &Token,
    app_secret: &SecretString,
    is_timed: bool,
) -> Vec<(&'static str, String)> {
    // HTTP trims header values, so Graph sees the token without spaces.
    let token = token.expose_secret().trim();
    if !is_timed {
        return vec![("appsecret_proof", proof(token, app_secret))];
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = now.unwrap_or_default().as_secs();
    let message = format!("{token}|{seconds}");
    vec![
        ("appsecret_proof", proof(&message, app_secret)),
        ("appsecret_time", seconds.to_string()),
    ]
}

fn proof(message: &str, app_secret: &SecretString) -> String {
    let mac = HMAC::mac(message, app_secret.expose_secret());
    mac.iter().map(|byte| format!("{byte:02x}")).collect()
}
