//! A Graph call: method, version, path and parameters.

use axum::http::Method;

/// A Graph call, independent of how it was sent.
pub(crate) struct Call {
    pub(crate) method: Method,
    /// Version in the path, such as `v26.0`.
    pub(crate) version: Option<String>,
    /// Segments of the path after the version.
    pub(crate) path: Vec<String>,
    /// Parameters of query and body, without the access token.
    pub(crate) params: Vec<(String, String)>,
    pub(crate) access_token: Option<String>,
    /// Calls of a batch, as JSON.
    pub(crate) batch: Option<String>,
    /// Host and port that the request names.
    pub(crate) host: Option<String>,
    /// Tags of responses that the client has.
    pub(crate) if_none_match: Option<String>,
}

impl Call {
    pub(crate) fn new(
        method: Method,
        path: &str,
        params: Vec<(String, String)>,
        access_token: Option<String>,
    ) -> Self {
        let segments = path.split('/').filter(|segment| !segment.is_empty());
        let mut path: Vec<_> = segments.map(decode).collect();
        let version = path.first().filter(|one| is_version(one)).cloned();
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
            host: None,
            if_none_match: None,
        };
        // A parameter overrides the header.
        call.access_token = call.take("access_token").or(call.access_token.take());
        call.batch = call.take("batch");
        // Clients that can only post name the method in a parameter.
        if let Some(method) = call.take("method").or_else(|| call.take("_method")) {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).ok();
            call.method = method.unwrap_or(call.method);
        }
        call
    }

    /// Creates a call of a batch, which inherits version, host, token and proof.
    pub(crate) fn part(&self, method: Method, path: &str, params: Vec<(String, String)>) -> Self {
        let mut part = Self::new(method, path, params, None);
        part.version = part.version.or_else(|| self.version.clone());
        part.host.clone_from(&self.host);
        if part.access_token.is_none() {
            part.access_token.clone_from(&self.access_token);
            let proof = |(name, _): &&(String, String)| name.starts_with("appsecret_");
            let proof = self.params.iter().filter(proof).cloned();
            part.params.extend(proof);
        }
        part
    }

    /// Returns the segments of the path after the version.
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// Returns the last value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        last(&self.params, name)
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let value = self.get(name)?.to_owned();
        self.params.retain(|(other, _)| other != name);
        Some(value)
    }
}

/// Returns the last value of a parameter or modifier.
pub(crate) fn last<'a>(params: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let (_, value) = params.iter().rev().find(|(other, _)| other == name)?;
    Some(value)
}

/// Returns the values of a list, which is a JSON array or separated by commas.
pub(crate) fn list(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_else(|_| {
        let values = text.split(',').map(str::trim);
        let values = values.filter(|value| !value.is_empty());
        values.map(str::to_owned).collect()
    })
}

fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix('v');
    let number = number.and_then(|number| number.split_once('.'));
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    number.is_some_and(|(major, minor)| digits(major) && digits(minor))
}

fn decode(segment: &str) -> String {
    percent_encoding::percent_decode_str(segment)
        .decode_utf8_lossy()
        .into_owned()
}
