//! Receives responses and decodes them, the same way for all statuses: Graph
//! reports errors with any status.

use futures_util::TryStreamExt;
use progenitor_client::{ByteStream, ResponseValue};
use reqwest::header::{HeaderMap, HeaderValue};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::client::headers::Headers;
use crate::client::redact::cut;
use crate::client::response_info::ResponseInfo;
use crate::client::retry_after::retry_after;
use crate::client::session::{Session, VersionCheck};
use crate::client::trace;
use crate::client::usage::Usage;
use crate::decode::json_path;
use crate::decode::{self, Keep, Report, Settings};
use crate::error::bad_response::{DecodeError, HttpError};
use crate::error::body::ErrorBody;
use crate::error::graph_error::{ErrorContext, GraphError};
use crate::error::permission;
use crate::error::transport::TransportError;
use crate::error::{Error, Invalid};
use crate::request::field_set::FieldSet;
use crate::request::{Request, SendResult};
use crate::version::{GraphVersion, Version};

/// The header that names the version that answered.
pub(crate) const ANSWERED_BY: &str = "facebook-api-version";

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Bytes of a non-Graph body that an error keeps.
const EXCERPT: usize = 1024;

/// The most memory that is reserved for a body before it arrives, in bytes.
const MAX_RESERVED: usize = 1024 * 1024;

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
    body: Vec<u8>,
    /// The selected fields, if some of them are kept by their names.
    kept: Option<FieldSet>,
}

impl RawResponse {
    /// Sends a request once, and checks the response for errors.
    pub(crate) async fn fetch<R: Request>(request: &R, session: &Session) -> Result<Self, Error> {
        let sent = request.send(session.clone()).await;
        Self::receive(session, sent).await?.check(request, session)
    }

    /// Creates the response to a request of a batch.
    pub(crate) fn new(status: u16, headers: HeaderMap, body: Vec<u8>, session: &Session) -> Self {
        let mut response = Self::without_body(status, headers, session);
        response.body = body;
        response.keep_raw_body(session, true);
        response
    }

    fn without_body(status: u16, headers: HeaderMap, session: &Session) -> Self {
        Self {
            info: response_info(status, headers, session),
            body: Vec::new(),
            kept: None,
        }
    }

    /// Receives the response that a request was sent for.
    pub(crate) async fn receive(session: &Session, sent: SendResult) -> Result<Self, Error> {
        let (mut response, body) = Self::receive_head(session, sent)?;
        session.head_received(&response.info);
        let read = response.read_body(session, body).await;
        response.keep_raw_body(session, read.is_ok());
        read.map_err(|unread| response.unread_error(session, unread))?;
        Ok(response)
    }

    /// Keeps the body in the metadata, if it is to be kept.
    fn keep_raw_body(&mut self, session: &Session, is_complete: bool) {
        if session.config().keeps_raw_bodies {
            self.info.raw = Some(self.raw_body(session, is_complete));
        }
    }

    /// Returns the response if it is a success, else its error.
    pub(crate) fn check<R: Request>(
        mut self,
        request: &R,
        session: &Session,
    ) -> Result<Self, Error> {
        // Proxies that convert texts add one, and JSON has none.
        if self.body.starts_with(BYTE_ORDER_MARK) {
            self.body.drain(..BYTE_ORDER_MARK.len());
        }
        if let Some(error) = self.graph_error(request, session) {
            return Err(Error::Graph(Box::new(error)));
        }
        if !self.info.is_success() {
            return Err(Error::Http(Box::new(self.http_error(session))));
        }
        if !R::IS_BATCH {
            self.check_version(R::Version::VERSION, session)?;
        }
        self.kept = request
            .fields()
            .filter(|fields| fields.keeps_any())
            .cloned();
        if R::IS_UNTYPED || !matches!(self.settings(session).keep, Keep::None) {
            // The URLs of pages contain the access token, and types of the contract drop them.
            self.body = session.redactor().json(&self.body);
        }
        Ok(self)
    }

    /// Returns how the body is decoded.
    pub(crate) fn settings(&self, session: &Session) -> Settings<'_> {
        session.config().decoding.keeping(self.kept.as_ref())
    }

    /// Reads the head of a response. Returns the body too, which is not read yet.
    fn receive_head(session: &Session, sent: SendResult) -> Result<(Self, ByteStream), Error> {
        use progenitor_client::Error as Failed;
        let redactor = session.redactor();
        let response = match sent {
            Ok(response) | Err(Failed::ErrorResponse(response)) => response,
            Err(Failed::UnexpectedResponse(response)) => ResponseValue::stream(response),
            Err(
                Failed::CommunicationError(error)
                | Failed::ResponseBodyError(error)
                | Failed::InvalidUpgrade(error),
            ) => {
                if error.is_builder() {
                    // Nothing was sent. The error names no secret, but says nothing either.
                    let message = "request cannot be sent: its URL is too long";
                    return Err(Invalid::new(message).into());
                }
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
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let received = Self::without_body(status, headers, session);
        Ok((received, response.into_inner()))
    }

    /// Reads the body, or as much of it as arrives and is within the limit.
    async fn read_body(&mut self, session: &Session, body: ByteStream) -> Result<(), Unread> {
        let limit = session.config().body_limit;
        let stall_timeout = session.config().stall_timeout;
        let mut stream = body.into_inner();
        let stated = self.info.headers.raw("content-length");
        let stated = stated.and_then(|length| length.parse().ok()).unwrap_or(0);
        self.body.reserve(MAX_RESERVED.min(limit).min(stated));
        loop {
            let chunk = match timeout(stall_timeout, stream.try_next()).await {
                Ok(chunk) => chunk.map_err(TransportError::new)?,
                Err(_) => return Err(TransportError::stalled(stall_timeout).into()),
            };
            let Some(chunk) = chunk else { return Ok(()) };
            let rest = limit - self.body.len();
            if chunk.len() > rest {
                self.body.extend_from_slice(&chunk[..rest]);
                return Err(Unread::TooLarge);
            }
            self.body.extend_from_slice(&chunk);
        }
    }

    /// Returns the error of a body that was not read to its end.
    fn unread_error(&self, session: &Session, unread: Unread) -> Error {
        match unread {
            Unread::Interrupted(error) => error.with_info(&self.info).into(),
            Unread::TooLarge => {
                let limit = session.config().body_limit;
                let message = format!("the body has more than {limit} bytes");
                self.decode_error(session, None, &message)
            }
        }
    }

    /// Returns the body without secrets, in at most as many bytes as the body may have.
    fn raw_body(&self, session: &Session, is_whole: bool) -> String {
        let redactor = session.redactor();
        let text = String::from_utf8_lossy(&self.body);
        let text = match is_whole {
            true => redactor.text(&text),
            false => redactor.cut_text(&text),
        };
        // Redaction, and the replacement of bytes that are not UTF-8, make it longer.
        cut(text, session.config().body_limit)
    }

    /// Returns the version that answered, if it is not the one that was requested.
    pub(crate) fn answered_by_another(&self, requested: Version) -> Option<HeaderValue> {
        let answered = self.info.headers.map().get(ANSWERED_BY);
        answered.filter(|one| *one != requested.name).cloned()
    }

    /// Compares the version that answered with the requested one.
    fn check_version(&self, requested: Version, session: &Session) -> Result<(), Error> {
        if self.answered_by_another(requested).is_none() {
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
        let hosts = R::Version::hosts();
        let platform = request.platform();
        let call = ErrorContext {
            table: R::Version::errors(),
            permissions: permission::for_call(
                R::PERMISSIONS,
                hosts,
                &session.account().host,
                platform,
            ),
            has_name: &|name| request.names(name),
        };
        Some(GraphError::new(body, &self.info, call, &session.redactor()))
    }

    fn http_error(&self, session: &Session) -> HttpError {
        let redactor = session.redactor();
        // Cut after redaction, which would not find a token that is cut in two.
        let text = redactor.text(&String::from_utf8_lossy(&self.body));
        let content_type = self.info.headers.raw("content-type");
        HttpError {
            info: self.info.clone(),
            is_html: is_html(content_type.as_deref(), &self.body),
            body: cut(text, EXCERPT),
        }
    }

    /// Decodes the body as a `T`, and reports what of it did not match.
    pub(crate) fn decode<T: DeserializeOwned>(
        &self,
        session: &Session,
    ) -> Result<(T, Report), Error> {
        match decode::value(&self.body, self.settings(session)) {
            Ok((value, report)) => Ok((value, session.finish_report(report))),
            Err(error) => Err(self.undecodable(session, &error)),
        }
    }

    /// Returns the error of a body that cannot be decoded, with the path to the value,
    /// which decoding does not track.
    pub(crate) fn undecodable(&self, session: &Session, error: &serde_json::Error) -> Error {
        let path = || json_path::at(&self.body, error.line(), error.column());
        let path = error.is_data().then(path).filter(|path| !path.is_empty());
        let message = match error.is_data() {
            true => {
                let (line, column) = (error.line(), error.column());
                format!("{} at line {line} column {column}", decode::message(error))
            }
            false => format!("{}{error}", self.form()),
        };
        let error = self.decode_error(session, path, &message);
        trace::undecodable(&error);
        error
    }

    /// Returns what a body is that is no JSON, if that can be seen.
    fn form(&self) -> &'static str {
        let content_type = self.info.headers.raw("content-type");
        match &*self.body {
            [0x1F, 0x8B, ..] => "the body is compressed without a `content-encoding`: ",
            body if is_html(content_type.as_deref(), body) => "the body is HTML: ",
            _ => "",
        }
    }

    pub(crate) fn decode_error(
        &self,
        session: &Session,
        path: Option<String>,
        message: &str,
    ) -> Error {
        let redactor = session.redactor();
        Error::Decode(Box::new(DecodeError {
            info: self.info.clone(),
            path: path.map(|path| redactor.name(&path)),
            message: redactor.text(message),
        }))
    }

    /// Decodes the response with its metadata.
    pub(crate) fn into_response<T: DeserializeOwned>(
        self,
        session: &Session,
    ) -> Result<Response<T>, Error> {
        let (body, report) = self.decode(session)?;
        let info = self.info;
        Ok(Response { body, report, info })
    }

    /// Returns the body.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }
}

/// Why a body was not read to its end.
enum Unread {
    Interrupted(TransportError),
    TooLarge,
}

impl From<TransportError> for Unread {
    fn from(error: TransportError) -> Self {
        Self::Interrupted(error)
    }
}

/// Reads the metadata of a response.
fn response_info(status: u16, headers: HeaderMap, session: &Session) -> ResponseInfo {
    let redactor = session.redactor();
    let headers = Headers::new(headers, redactor.clone());
    let name = |name| headers.raw(name).map(|name| redactor.name(&name));
    ResponseInfo {
        status,
        answered_by: name(ANSWERED_BY),
        trace_id: name("x-fb-trace-id"),
        usage: Usage::read(headers.map(), |name| redactor.name(name)),
        retry_after: headers
            .raw("retry-after")
            .and_then(|text| retry_after(&text, headers.raw("date").as_deref())),
        raw: None,
        max_wait: Some(session.config().max_pause),
        headers,
    }
}

/// Returns whether a body is HTML, by its header or by how it begins.
fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    const HTML: &str = "text/html";
    let start = content_type.and_then(|name| name.trim_start().get(..HTML.len()));
    start.is_some_and(|start| start.eq_ignore_ascii_case(HTML))
        || body.trim_ascii_start().starts_with(b"<")
}
