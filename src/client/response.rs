//! From an answer's bytes to what the caller gets. There is one way for all
//! statuses, because Graph reports errors with any of them.

use std::time::Duration;

use futures_util::TryStreamExt;
use progenitor_client::{ByteStream, ResponseValue};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use serde::de::DeserializeOwned;

use crate::client::session::{Session, VersionCheck};
use crate::client::trace;
use crate::client::usage::Usage;
use crate::decode::json_path;
use crate::decode::{self, Report};
use crate::error::bad_response::{DecodeError, HttpError};
use crate::error::graph_error::GraphError;
use crate::error::{Error, Invalid};
use crate::request::{Request, Sent};
use crate::version::{GraphVersion, Version};

/// The header that names the version that answered.
const ANSWERED_BY: &str = "facebook-api-version";

/// Bytes of a foreign body that an error keeps.
const EXCERPT: usize = 1024;

/// What a call gave, and what came with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T> {
    /// What was asked for.
    pub body: T,
    /// What of the body did not fit the contract.
    pub report: Report,
    /// What came with it.
    pub info: ResponseInfo,
}

/// What comes with an answer.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ResponseInfo {
    /// HTTP status.
    pub status: u16,
    /// The version that answered, such as `v21.0`, from the header
    /// `facebook-api-version`. Graph forwards calls in an expired version to the
    /// oldest that it still has.
    pub answered_by: Option<String>,
    /// Id to give to Meta's support, from the header `x-fb-trace-id`.
    pub trace_id: Option<String>,
    /// How much of its quota the token has used.
    pub usage: Usage,
    /// The body as it came, without the access token, where
    /// [`GraphBuilder::keep_raw_bodies`](crate::GraphBuilder::keep_raw_bodies)
    /// asks for it.
    pub raw: Option<String>,
}

/// An answer before anything is made of it.
pub(crate) struct Answer {
    pub(crate) info: ResponseInfo,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// Sends a request once, and takes the answer unless it is an error.
    pub(crate) async fn to<R: Request>(request: &R, session: &Session) -> Result<Self, Error> {
        let sent = request.send(session.clone()).await;
        let mut answer = Self::receive(session, sent).await?;
        if let Some(error) = answer.graph_error(request, session) {
            return Err(Error::Graph(Box::new(error)));
        }
        if !answer.succeeded() {
            return Err(Error::Http(Box::new(answer.http_error(session))));
        }
        answer.check_version(R::Version::VERSION, session)?;
        if session.keeps_raw_bodies() {
            let text = String::from_utf8_lossy(&answer.body);
            answer.info.raw = Some(session.redact(&text));
        }
        Ok(answer)
    }

    async fn receive(session: &Session, sent: Sent) -> Result<Self, Error> {
        use progenitor_client::Error as Failed;
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
                return Err(Invalid::new(session.redact(&message)).into());
            }
            // Raw bytes have no payload that could be invalid.
            Err(Failed::InvalidResponsePayload(..)) => {
                return Err(Invalid::new("the client read a payload on its own").into());
            }
        };
        let headers = response.headers().clone();
        let name = |name| text(&headers, name).map(|name| session.redact_name(name));
        let mut answer = Self {
            info: ResponseInfo {
                status: response.status().as_u16(),
                answered_by: name(ANSWERED_BY),
                trace_id: name("x-fb-trace-id"),
                usage: Usage::read(&headers, |name| session.redact_name(name)),
                raw: None,
            },
            headers,
            body: Vec::new(),
        };
        answer.collect(session, response).await?;
        Ok(answer)
    }

    async fn collect(
        &mut self,
        session: &Session,
        response: ResponseValue<ByteStream>,
    ) -> Result<(), Error> {
        let mut stream = response.into_inner_stream();
        while let Some(chunk) = stream.try_next().await.map_err(Error::transport)? {
            if self.body.len() + chunk.len() > session.body_limit() {
                let limit = session.body_limit();
                let message = format!("the body has more than {limit} bytes");
                return Err(self.decode_error(session, None, &message));
            }
            self.body.extend_from_slice(&chunk);
        }
        Ok(())
    }

    /// Compares the version that answered with the one asked for.
    fn check_version(&self, asked: Version, session: &Session) -> Result<(), Error> {
        let answered = text(&self.headers, ANSWERED_BY);
        if answered.is_none_or(|answered| answered == asked.name) {
            return Ok(());
        }
        let answered = self.info.answered_by.as_deref().unwrap_or_default();
        trace::forwarded(asked, answered);
        match session.version_check() {
            VersionCheck::Warn => Ok(()),
            VersionCheck::Refuse => Err(Error::Version {
                asked,
                answered: answered.to_owned(),
                info: Box::new(self.info.clone()),
            }),
        }
    }

    fn succeeded(&self) -> bool {
        (200..300).contains(&self.info.status)
    }

    fn graph_error<R: Request>(&self, request: &R, session: &Session) -> Option<GraphError> {
        // Almost no body of a success says so, and reading it twice costs.
        if self.succeeded() && memchr::memmem::find(&self.body, b"\"error\"").is_none() {
            return None;
        }
        GraphError::read(request, &self.body, &self.info, session)
    }

    fn http_error(&self, session: &Session) -> HttpError {
        // A token cut in two at the end would not be found any more, so the
        // text is cut after the token was taken out.
        let text = session.redact(&String::from_utf8_lossy(&self.body));
        let most = (0..=EXCERPT.min(text.len())).rev();
        let end = most.into_iter().find(|end| text.is_char_boundary(*end));
        let body = text[..end.unwrap_or(0)].to_owned();
        let header = |name: HeaderName| self.headers.get(name)?.to_str().ok();
        let seconds = header(RETRY_AFTER).and_then(|text| text.trim().parse().ok());
        HttpError {
            status: self.info.status,
            trace_id: self.info.trace_id.clone(),
            usage: self.info.usage.clone(),
            content_type: header(CONTENT_TYPE).map(|name| session.redact_name(name)),
            www_authenticate: header(WWW_AUTHENTICATE).map(|text| session.redact(text)),
            retry_after: seconds.map(Duration::from_secs),
            body,
            html: is_html(header(CONTENT_TYPE), &self.body),
        }
    }

    /// Reads the body as a `T`, and reports what of it did not fit.
    pub(crate) fn decode<T: DeserializeOwned>(
        &self,
        session: &Session,
    ) -> Result<(T, Report), Error> {
        match decode::value(&self.body, session.decoding()) {
            Ok((value, report)) => Ok((value, session.checked(report))),
            Err(error) => Err(self.undecodable(session, &error)),
        }
    }

    /// Finds the place of the wrong value, which reading does not keep track of.
    pub(crate) fn undecodable(&self, session: &Session, error: &serde_json::Error) -> Error {
        let path = || json_path::at(&self.body, error.line(), error.column());
        let path = error.is_data().then(path).filter(|path| !path.is_empty());
        self.decode_error(session, path, &error.to_string())
    }

    fn decode_error(&self, session: &Session, path: Option<String>, message: &str) -> Error {
        Error::Decode(Box::new(DecodeError {
            status: self.info.status,
            trace_id: self.info.trace_id.clone(),
            usage: self.info.usage.clone(),
            path: path.map(|path| session.redact_name(&path)),
            message: session.redact(message),
        }))
    }

    /// The body.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }
}

/// Whether a body is a page of HTML, by its header or by how it begins.
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
