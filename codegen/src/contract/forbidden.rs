//! Parameters that no contract may have.

use self::Reason::{Response, Secret, Write};

/// Why a call may not send a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It puts a secret into URLs, which proxies and logs keep.
    Secret,
    /// It turns a read into a write, or adds writes to it.
    Write,
    /// Its responses have a form that the runtime does not read.
    Response,
}

/// Parameters that Graph obeys in every call or that carry a secret, and why a
/// contract may not have them. The library refuses requests with the same ones: the tests
/// of both read `forbidden_parameters.json`.
pub const FORBIDDEN: [(&str, Reason); 21] = [
    ("access_token", Secret),
    ("app_secret", Secret),
    ("appsecret_proof", Secret),
    ("appsecret_time", Secret),
    ("client_secret", Secret),
    ("fb_exchange_token", Secret),
    ("input_token", Secret),
    ("refresh_token", Secret),
    ("signed_request", Secret),
    ("batch", Write),
    ("http_method", Write),
    ("method", Write),
    ("method_override", Write),
    ("callback", Response),
    ("date_format", Response),
    ("debug", Response),
    ("format", Response),
    ("include_headers", Response),
    ("jsonp", Response),
    ("suppress_http_code", Response),
    ("suppress_response_codes", Response),
];

/// Returns the names of parameters whose values are secrets.
pub fn secret_parameters() -> impl Iterator<Item = &'static str> {
    let secrets = FORBIDDEN.iter().filter(|(_, reason)| *reason == Secret);
    secrets.map(|(name, _)| *name)
}

/// Returns why a query may not have a parameter of this name. Case, separators
/// and an index make no difference: whether Graph ignores them is not known.
pub(crate) fn forbidden(name: &str) -> Option<Reason> {
    let name = name.split('[').next().unwrap_or_default();
    let plain = |name: &str| {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        letters.collect::<String>().to_ascii_lowercase()
    };
    let mut rows = FORBIDDEN.iter();
    let row = rows.find(|(known, _)| plain(known) == plain(name));
    row.map(|(_, reason)| *reason)
}
