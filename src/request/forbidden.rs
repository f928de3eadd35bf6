//! Parameters that no call may send.

use self::Reason::{Response, Secret, Write};

/// Why a call may not send a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// It puts a secret into URLs, which proxies and logs keep.
    Secret,
    /// It turns a read into a write, or adds writes to it.
    Write,
    /// Its responses have a form that this crate does not read.
    Response,
}

/// Parameters that Graph obeys in every call or that carry a secret. The generator refuses
/// contracts with the same ones: the tests of both read `forbidden_parameters.json`.
const FORBIDDEN: [(&str, Reason); 21] = [
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

/// Returns why a query may not have a parameter of this name. Case, separators and an index
/// make no difference: whether Graph ignores them is not known.
pub(super) fn forbidden(name: &str) -> Option<Reason> {
    let name = plain(name.split('[').next().unwrap_or_default());
    let mut rows = FORBIDDEN.iter();
    let row = rows.find(|(known, _)| plain(known) == name);
    row.map(|(_, reason)| *reason)
}

/// Returns whether a field of this name is a secret.
pub(super) fn is_secret(name: &str) -> bool {
    forbidden(name) == Some(Secret)
}

fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::FORBIDDEN;

    #[test]
    fn they_are_those_of_the_generator() {
        let rows = FORBIDDEN.iter();
        let rows = rows.map(|(name, reason)| ((*name).to_owned(), format!("{reason:?}")));
        let all = serde_json::from_str(include_str!("forbidden_parameters.json"));
        assert_eq!(rows.collect::<BTreeMap<_, _>>(), all.unwrap_or_default());
    }
}
