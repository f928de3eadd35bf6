//! A call, as it came over the wire.

use axum::http::{HeaderMap, Method, Uri, header};

use crate::simulator::render::refusal::Refusal;
use crate::simulator::server::form;

/// Parameters that hold lists, with commas between or as JSON.
const LISTS: [&str; 2] = ["fields", "ids"];

/// A call, taken apart.
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The version in the path, such as `v26.0`.
    pub(crate) version: Option<String>,
    /// The path below the version.
    pub(crate) path: Vec<String>,
    /// Parameters of the query and of the form, but the token.
    pub(crate) params: Vec<(String, String)>,
    pub(crate) access_token: Option<String>,
    /// The calls that it holds, as JSON.
    pub(crate) batch: Option<String>,
}

impl Call {
    /// Takes a request apart.
    pub(crate) fn read(method: Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Self {
        let mut params = form::pairs(uri.query().unwrap_or_default());
        let content_type = header_text(headers, header::CONTENT_TYPE);
        params.extend(form::read(content_type.unwrap_or_default(), body));
        let token = bearer(headers).map(str::to_owned);
        Self::new(method, uri.path(), params, token)
    }

    /// A call within this one. What it does not say is as in this one.
    pub(crate) fn part(&self, method: Method, relative_url: &str, body: &str) -> Self {
        let (path, query) = relative_url.split_once('?').unwrap_or((relative_url, ""));
        let mut params = form::pairs(query);
        params.extend(form::pairs(body));
        let mut part = Self::new(method, path, params, None);
        part.version = part.version.or_else(|| self.version.clone());
        if part.access_token.is_none() {
            part.access_token.clone_from(&self.access_token);
            let proof = |(name, _): &&(String, String)| name.starts_with("appsecret_");
            let proof = self.params.iter().filter(proof).cloned();
            part.params.extend(proof);
        }
        part
    }

    fn new(
        method: Method,
        path: &str,
        params: Vec<(String, String)>,
        access_token: Option<String>,
    ) -> Self {
        let parts = path.split('/').filter(|part| !part.is_empty());
        let mut path: Vec<_> = parts.map(decode).collect();
        let version = path.first().filter(|part| is_version(part)).cloned();
        if version.is_some() {
            path.remove(0);
        }
        let mut call = Self {
            method,
            version,
            path,
            params,
            access_token,
            batch: None,
        };
        // A parameter beats the header.
        call.access_token = call.take("access_token").or(call.access_token.take());
        call.batch = call.take("batch");
        // Clients that can only post name the method in a parameter.
        if let Some(method) = call.take("method").or_else(|| call.take("_method")) {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).ok();
            call.method = method.unwrap_or(call.method);
        }
        for (name, value) in &mut call.params {
            if LISTS.contains(&name.as_str()) && value.starts_with('[') {
                // What is no list of texts is refused where it is read.
                let list = serde_json::from_str::<Vec<String>>(value);
                *value = list.map_or(std::mem::take(value), |list| list.join(","));
            }
        }
        call
    }

    /// The last value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        last(&self.params, name)
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let value = self.get(name).map(str::to_owned);
        self.params.retain(|(other, _)| other != name);
        value
    }
}

/// The last value of a parameter or a modifier.
pub(crate) fn last<'a>(params: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let (_, value) = params.iter().rev().find(|(other, _)| other == name)?;
    Some(value)
}

/// A time in milliseconds.
pub(crate) fn milliseconds(
    params: &[(String, String)],
    name: &str,
) -> Result<Option<i64>, Refusal> {
    let Some(text) = last(params, name) else {
        return Ok(None);
    };
    let number = text.parse().ok().filter(|number: &i64| *number >= 0);
    let refusal = || Refusal::parameter(&format!("Param {name} must be a non-negative integer"));
    number.map(Some).ok_or_else(refusal)
}

fn is_version(part: &str) -> bool {
    let number = part.strip_prefix('v').and_then(|rest| rest.split_once('.'));
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    number.is_some_and(|(major, minor)| digits(major) && digits(minor))
}

fn decode(part: &str) -> String {
    percent_encoding::percent_decode_str(part)
        .decode_utf8_lossy()
        .into_owned()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = header_text(headers, header::AUTHORIZATION)?;
    let (kind, token) = value.split_once(' ')?;
    let known = ["bearer", "oauth"];
    known
        .iter()
        .any(|known| kind.eq_ignore_ascii_case(known))
        .then(|| token.trim())
}

fn header_text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
