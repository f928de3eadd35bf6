//! From an answer's bytes to what the caller gets. There is one way for all
//! statuses, because Graph reports errors with any of them.

use futures_util::TryStreamExt;
use progenitor_client::{ByteStream, ResponseValue};
use reqwest::header::HeaderMap;
use serde::de::{self, DeserializeOwned};
use serde::{Deserialize, Deserializer};

use crate::advice;
use crate::error::{DecodeError, Error, GraphError, HttpError, Invalid};
use crate::request::{Request, Sent};
use crate::session::Session;
use crate::version::GraphVersion;

/// Bytes of a foreign body that an error keeps.
const EXCERPT: usize = 1024;

/// Sends a request and reads its answer as a `T`.
pub(crate) async fn send<R, T>(session: &Session, request: &R) -> Result<T, Error>
where
    R: Request,
    T: DeserializeOwned,
{
    request.check()?;
    let sent = request.send(session.clone()).await;
    let answer = Answer::receive(session, sent).await?;
    if let Some(error) = answer.graph_error::<R::Version>(session) {
        return Err(Error::Graph(Box::new(error)));
    }
    if !(200..300).contains(&answer.status) {
        return Err(Error::Http(Box::new(answer.http_error(session))));
    }
    serde_json::from_slice(&answer.body)
        .map_err(|error| answer.decode_error(session, &error.to_string()))
}

struct Answer {
    status: u16,
    trace_id: Option<String>,
    body: Vec<u8>,
}

impl Answer {
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
        let mut answer = Self {
            status: response.status().as_u16(),
            trace_id: header(response.headers(), "x-fb-trace-id").map(|id| session.redact(&id)),
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
                return Err(self.decode_error(session, &message));
            }
            self.body.extend_from_slice(&chunk);
        }
        Ok(())
    }

    /// Graph's own words, which may come with any status.
    fn graph_error<V: GraphVersion>(&self, session: &Session) -> Option<GraphError> {
        let Envelope { error } = serde_json::from_slice(&self.body).ok()?;
        let redact = |text: String| session.redact(&text);
        let entry = advice::find(V::errors(), error.code, error.error_subcode);
        Some(GraphError {
            status: self.status,
            code: error.code,
            subcode: error.error_subcode,
            error_type: error.error_type.map(redact),
            message: redact(error.message.unwrap_or_default()),
            user_title: error.error_user_title.map(redact),
            user_message: error.error_user_msg.map(redact),
            is_transient: error.is_transient,
            trace_id: error
                .fbtrace_id
                .map(redact)
                .or_else(|| self.trace_id.clone()),
            entry,
        })
    }

    fn http_error(&self, session: &Session) -> HttpError {
        // A token cut in two at the end would not be found any more, so the
        // text is cut after the token was taken out.
        let text = session.redact(&String::from_utf8_lossy(&self.body));
        let most = (0..=EXCERPT.min(text.len())).rev();
        let end = most
            .into_iter()
            .find(|end| text.is_char_boundary(*end))
            .unwrap_or(0);
        HttpError {
            status: self.status,
            trace_id: self.trace_id.clone(),
            body: text[..end].to_owned(),
        }
    }

    fn decode_error(&self, session: &Session, message: &str) -> Error {
        Error::Decode(Box::new(DecodeError {
            status: self.status,
            trace_id: self.trace_id.clone(),
            message: session.redact(message),
        }))
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// `{"error": {…}}`. Only the code is certain.
#[derive(Deserialize)]
struct Envelope {
    error: WireError,
}

#[derive(Deserialize)]
struct WireError {
    #[serde(deserialize_with = "number")]
    code: i64,
    #[serde(default, deserialize_with = "maybe_number")]
    error_subcode: Option<i64>,
    #[serde(rename = "type")]
    error_type: Option<String>,
    message: Option<String>,
    error_user_title: Option<String>,
    error_user_msg: Option<String>,
    is_transient: Option<bool>,
    fbtrace_id: Option<String>,
}

/// A number, also one that is written as text.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let number = maybe_number(deserializer)?;
    number.ok_or_else(|| de::Error::custom("not a number"))
}

fn maybe_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let text = || value.as_str().and_then(|text| text.parse().ok());
    Ok(value.as_i64().or_else(text))
}
