//! Receives responses and decodes them, the same way for all statuses: Graph
//! reports errors with any status.

use std::time::Duration;

use futures_util::TryStreamExt;
use progenitor_client::{ByteStream, ResponseValue};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use serde::de::DeserializeOwned;

use crate::client::response_info::ResponseInfo;
use crate::client::session::{Session, VersionCheck};
use crate::client::trace;
use crate::client::usage::Usage;
use crate::decode::json_path;
use crate::decode::{self, Report};
use crate::error::bad_response::{DecodeError, HttpError};
use crate::error::body::ErrorBody;
use crate::error::graph_error::{ErrorContext, GraphError};
use crate::error::permission;
use crate::error::{Error, Invalid};
use crate::request::{Request, SendResult};
use crate::version::{GraphVersion, Version};

/// The header that names the version that answered.
const ANSWERED_BY: &str = "facebook-api-version";

/// Bytes of a non-Graph body that an error keeps.
const EXCERPT: usize = 1024;

/// A decoded response with its metadata.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T> {
    /// The decoded body.
    pub body: T,
    /// The values of the body that did not match the contract.
    pub report: Report,
    /// Status, version, trace id and usage.
    pub info: ResponseInfo,
}

/// A successful response whose body is not decoded yet.
pub(crate) struct RawResponse {
    pub(crate) info: ResponseInfo,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl RawResponse {
    /// Sends a request once, and checks the response for errors.
    pub(crate) async fn fetch<R: Request>(request: &R, session: &Session) -> Result<Self, Error> {
        let sent = request.send(session.clone()).await;
        let mut response = Self::receive(session, sent).await?;
        if session.config().keeps_raw_bodies {
            let text = String::from_utf8_lossy(&response.body);
            response.info.raw = Some(session.config().redactor.text(&text));
        }
        if let Some(error) = response.graph_error(request, session) {
            return Err(Error::Graph(Box::new(error)));
        }
        if !response.info.is_success() {
            return Err(Error::Http(Box::new(response.http_error(session))));
        }
        response.check_version(R::Version::VERSION, session)?;
        Ok(response)
    }

    async fn receive(session: &Session, sent: SendResult) -> Result<Self, Error> {
        use progenitor_client::Error as Failed;
        let redactor = &session.config().redactor;
        let response = match sent {
            Ok(response) | Err(Failed::ErrorResponse(response)) => response,
            Err(Failed::UnexpectedResponse(response)) => ResponseValue::stream(response),
            Err(
                Failed::CommunicationError(error)
                | Failed::ResponseBodyError(error)
                | Failed::InvalidUpgrade(error),
            ) => {
                return Err(Error::transport(error));
            }
            Err(Failed::InvalidRequest(message) | Failed::Custom(message)) => {
                return Err(Invalid::new(redactor.text(&message)).into());
            }
            // Raw bytes have no payload that could be invalid.
            Err(Failed::InvalidResponsePayload(..)) => {
                return Err(Invalid::new("the HTTP client decoded a payload").into());
            }
        };
        let headers = response.headers().clone();
        let name = |name| text(&headers, name).map(|name| redactor.name(name));
        let mut received = Self {
            info: ResponseInfo {
                status: response.status().as_u16(),
                answered_by: name(ANSWERED_BY),
                trace_id: name("x-fb-trace-id"),
                usage: Usage::read(&headers, |name| redactor.name(name)),
                raw: None,
            },
            headers,
            body: Vec::new(),
        };
        received.read_body(session, response).await?;
        Ok(received)
    }

    async fn read_body(
        &mut self,
        session: &Session,
        response: ResponseValue<ByteStream>,
    ) -> Result<(), Error> {
        let limit = session.config().body_limit;
        let mut stream = response.into_inner_stream();
        while let Some(chunk) = stream.try_next().await.map_err(Error::transport)? {
            if self.body.len() + chunk.len() > limit {
                let message = format!("the body has more than {limit} bytes");
                return Err(self.decode_error(session, None, &message));
            }
            self.body.extend_from_slice(&chunk);
        }
        Ok(())
    }

    /// Compares the version that answered with the requested one.
    fn check_version(&self, requested: Version, session: &Session) -> Result<(), Error> {
        let answered = text(&self.headers, ANSWERED_BY);
        if answered.is_none_or(|answered| answered == requested.name) {
            return Ok(());
        }
        let answered_by = self.info.answered_by.as_deref().unwrap_or_default();
        trace::other_version(requested, answered_by);
        match session.config().version_check {
            VersionCheck::Warn => Ok(()),
            VersionCheck::Refuse => Err(Error::Version {
                requested,
                answered_by: answered_by.to_owned(),
                info: Box::new(self.info.clone()),
            }),
        }
    }

    fn graph_error<R: Request>(&self, request: &R, session: &Session) -> Option<GraphError> {
        // Searching is cheaper than decoding the body of each success twice.
        if self.info.is_success() && memchr::memmem::find(&self.body, b"\"error").is_none() {
            return None;
        }
        let body = ErrorBody::read(&self.body, self.info.is_success())?;
        let config = session.config();
        let hosts = R::Version::hosts();
        let platform = request.platform();
        let call = ErrorContext {
            table: R::Version::errors(),
            permissions: permission::for_call(R::PERMISSIONS, hosts, &config.host, platform),
            has_name: &|name| request.names(name),
        };
        Some(GraphError::new(body, &self.info, call, &config.redactor))
    }

    fn http_error(&self, session: &Session) -> HttpError {
        let redactor = &session.config().redactor;
        // Cut after redaction, which would not find a token that is cut in two.
        let text = redactor.text(&String::from_utf8_lossy(&self.body));
        let mut ends = (0..=EXCERPT.min(text.len())).rev();
        let end = ends.find(|end| text.is_char_boundary(*end));
        let body = text[..end.unwrap_or(0)].to_owned();
        let header = |name: HeaderName| self.headers.get(name)?.to_str().ok();
        let seconds = header(RETRY_AFTER).and_then(|text| text.trim().parse().ok());
        HttpError {
            info: self.info.clone(),
            content_type: header(CONTENT_TYPE).map(|name| redactor.name(name)),
            www_authenticate: header(WWW_AUTHENTICATE).map(|text| redactor.text(text)),
            retry_after: seconds.map(Duration::from_secs),
            body,
            is_html: is_html(header(CONTENT_TYPE), &self.body),
        }
    }

    /// Decodes the body as a `T`, and reports what of it did not match.
    pub(crate) fn decode<T: DeserializeOwned>(
        &self,
        session: &Session,
    ) -> Result<(T, Report), Error> {
        match decode::value(&self.body, session.config().decoding) {
            Ok((value, report)) => Ok((value, session.finish_report(report))),
            Err(error) => Err(self.undecodable(session, &error)),
        }
    }

    /// Returns the error of a body that cannot be decoded, with the path to the value,
    /// which decoding does not track.
    pub(crate) fn undecodable(&self, session: &Session, error: &serde_json::Error) -> Error {
        let path = || json_path::at(&self.body, error.line(), error.column());
        let path = error.is_data().then(path).filter(|path| !path.is_empty());
        self.decode_error(session, path, &error.to_string())
    }

    fn decode_error(&self, session: &Session, path: Option<String>, message: &str) -> Error {
        let redactor = &session.config().redactor;
        Error::Decode(Box::new(DecodeError {
            info: self.info.clone(),
            path: path.map(|path| redactor.name(&path)),
            message: redactor.text(message),
        }))
    }

    /// Returns the body.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }
}

/// Returns whether a body is HTML, by its header or by how it begins.
fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    const HTML: &str = "text/html";
    let start = content_type.and_then(|name| name.trim_start().get(..HTML.len()));
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    start.is_some_and(|start| start.eq_ignore_ascii_case(HTML))
        || body.trim_ascii_start().starts_with(b"<")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
