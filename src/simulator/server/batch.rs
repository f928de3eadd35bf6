//! Batches: several calls in one request, which can use the responses of each other.

use std::collections::HashMap;

use axum::http::{HeaderMap, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Answer;
use super::{form, headers, reference};
use crate::simulator::call::Call;
use crate::simulator::error_response::ErrorResponse;

/// Maximum number of calls of a batch.
const MAX_CALLS: usize = 50;

/// A call in a batch.
#[derive(Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    method: String,
    relative_url: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    depends_on: Option<String>,
    #[serde(default)]
    omit_response_on_success: Option<bool>,
    #[serde(default)]
    access_token: Option<String>,
    /// Such as `If-None-Match: "5d41402a"`.
    #[serde(default)]
    headers: Vec<String>,
    /// Names of the calls whose responses it uses or waits for.
    #[serde(skip)]
    needs: Vec<String>,
}

/// Returns the calls of a batch. One that cannot be read fails alone.
pub(crate) fn parts(batch: &str) -> Result<Vec<Result<Part, ErrorResponse>>, ErrorResponse> {
    let invalid = |_| ErrorResponse::batch("The batch parameter must be a JSON array");
    let parts: Vec<Value> = serde_json::from_str(batch).map_err(invalid)?;
    if parts.len() > MAX_CALLS {
        return Err(ErrorResponse::batch(format!(
            "Too many requests in batch message. Maximum batch size is {MAX_CALLS}"
        )));
    }
    let parts = parts.into_iter().map(Part::read);
    let parts: Vec<_> = parts.collect();
    check_order(&parts)?;
    Ok(parts)
}

/// Refuses a call that needs the response of one that does not precede it.
fn check_order(parts: &[Result<Part, ErrorResponse>]) -> Result<(), ErrorResponse> {
    let mut preceding = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let Ok(part) = part else {
            continue;
        };
        let mut needs = part.needs.iter();
        if let Some(name) = needs.find(|name| !preceding.contains(name)) {
            return Err(ErrorResponse::batch(format!(
                "Request {place} cannot depend on an  unresolved request with  name {name}. \
                 Requests can only depend on preceding requests"
            )));
        }
        preceding.extend(&part.name);
    }
    Ok(())
}

impl Part {
    fn read(part: Value) -> Result<Self, ErrorResponse> {
        if !part.is_object() {
            let message = "Invalid batch request: a request must be an object";
            return Err(ErrorResponse::parameter(message));
        }
        let mut part: Self = serde_json::from_value(part).map_err(|error| {
            let message = format!("Invalid batch request: {error}");
            ErrorResponse::parameter(&message)
        })?;
        let texts = [&part.relative_url, &part.body];
        let names = texts.into_iter().flat_map(|text| reference::names(text));
        part.needs = names.chain(part.depends_on.clone()).collect();
        Ok(part)
    }

    /// Returns the call, which inherits what it does not have from the batch.
    fn call(&self, batch: &Call) -> Call {
        let method = Method::from_bytes(self.method.to_uppercase().as_bytes());
        let url = self.relative_url.as_str();
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let mut params = form::read_query(query);
        params.extend(form::read_query(&self.body));
        if let Some(token) = &self.access_token {
            params.push(("access_token".to_owned(), token.clone()));
        }
        let mut call = batch.part(method.unwrap_or_default(), path, params);
        call.if_none_match = self.header("if-none-match").map(str::to_owned);
        call
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter().filter_map(|line| line.split_once(':'));
        let (_, value) = headers.find(|(other, _)| other.trim().eq_ignore_ascii_case(name))?;
        Some(value.trim())
    }
}

/// A batch while it is answered.
pub(crate) struct Run<'a> {
    batch: &'a Call,
    /// Names that a call of the batch needs.
    needed: Vec<&'a String>,
    /// The bodies of the calls with a name that succeeded.
    bodies: HashMap<&'a str, Value>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(batch: &'a Call, parts: &'a [Result<Part, ErrorResponse>]) -> Self {
        let parts = parts.iter().flatten();
        Self {
            batch,
            needed: parts.flat_map(|part| &part.needs).collect(),
            bodies: HashMap::new(),
        }
    }

    /// Returns the call of a part; `None` if one that it needs did not succeed.
    pub(crate) fn call(&self, part: &Part) -> Result<Option<Call>, ErrorResponse> {
        let mut needs = part.needs.iter();
        if needs.any(|name| !self.bodies.contains_key(name.as_str())) {
            return Ok(None);
        }
        let mut call = part.call(self.batch);
        let params = call.params.iter_mut().map(|(_, value)| value);
        for text in call
            .path
            .iter_mut()
            .chain(params)
            .chain(&mut call.access_token)
        {
            reference::replace(text, |name| self.bodies.get(name))?;
        }
        Ok(Some(call))
    }

    /// Returns the answer to a part as the batch contains it. The answer to a call
    /// that others need is omitted if it succeeded, unless the part says otherwise.
    pub(crate) fn add(&mut self, part: &'a Part, answer: Answer, headers: &HeaderMap) -> Value {
        let Some(name) = part.name.as_ref().filter(|_| answer.error.is_none()) else {
            return self.response(answer, headers);
        };
        let body = serde_json::from_str(&answer.body).unwrap_or_default();
        self.bodies.insert(name, body);
        match part
            .omit_response_on_success
            .unwrap_or(self.needed.contains(&name))
        {
            true => Value::Null,
            false => self.response(answer, headers),
        }
    }

    /// Returns an answer as the batch contains it.
    pub(crate) fn response(&self, answer: Answer, headers: &HeaderMap) -> Value {
        let body = match answer.status {
            StatusCode::NOT_MODIFIED => Value::Null,
            _ => answer.body.into(),
        };
        let mut response = json!({ "code": answer.status.as_u16(), "body": body });
        if !matches!(self.batch.get("include_headers"), Some("false" | "0")) {
            let headers = headers.iter().map(|(name, value)| {
                let value = value.to_str().unwrap_or_default();
                json!({ "name": headers::spelling(name), "value": value })
            });
            response["headers"] = headers.collect();
        }
        response
    }
}
