//! The call that sends a batch.

use std::marker::PhantomData;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use progenitor_client::{Error as SendError, ResponseValue};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::request::Part;
use crate::client::call::Call;
use crate::client::response::{ANSWERED_BY, RawResponse};
use crate::client::session::Session;
use crate::decode::raw::Text;
use crate::error::permission::Permission;
use crate::error::{Error, Invalid};
use crate::request::parameter::json;
use crate::request::{Request, SendResult};
use crate::version::{GraphVersion, Version};

/// Name of the operation.
pub(super) const NAME: &str = "Batch";

/// Sends batches to a Graph version.
#[derive(Clone, Copy)]
pub(super) struct Post {
    pub(super) version: Version,
    send: SendBatch,
}

type SendBatch =
    for<'a> fn(&'a mut Call<'_>, &[&Part]) -> BoxFuture<'a, Result<RawResponse, Error>>;

impl Post {
    /// Sends batches to the version `V`.
    pub(super) fn to<V: GraphVersion>() -> Self {
        Self {
            version: V::VERSION,
            send: send::<V>,
        }
    }

    /// Sends requests as the next attempts of a call.
    pub(super) async fn send(
        &self,
        call: &mut Call<'_>,
        parts: &[&Part],
    ) -> Result<RawResponse, Error> {
        (self.send)(call, parts).await
    }
}

fn send<'a, V: GraphVersion>(
    call: &'a mut Call<'_>,
    parts: &[&Part],
) -> BoxFuture<'a, Result<RawResponse, Error>> {
    let request = PostBatch::<V> {
        batch: json(parts),
        calls: parts.len(),
        _version: PhantomData,
    };
    async move { call.attempts(&request).await }.boxed()
}

/// The request that sends a batch. The version of each request is in its URL.
struct PostBatch<V> {
    /// The requests, as JSON.
    batch: String,
    calls: usize,
    _version: PhantomData<fn() -> V>,
}

impl<V: GraphVersion> Request for PostBatch<V> {
    type Version = V;
    type Output = serde::de::IgnoredAny;

    const NAME: &'static str = NAME;
    const PATH: &'static str = "/";
    const METHOD: &'static str = "POST";
    const IS_BATCH: bool = true;
    const PERMISSIONS: &'static [Permission] = &[];

    fn check(&self) -> Result<(), Invalid> {
        Ok(())
    }

    fn names(&self, name: &str) -> bool {
        name == "batch"
    }

    fn calls(&self) -> usize {
        self.calls
    }

    async fn send(&self, session: Session) -> SendResult {
        let url = format!("{}/", session.base_url(V::VERSION));
        let form = [("batch", self.batch.as_str()), ("include_headers", "true")];
        let mut request = session.http().post(url).form(&form).build()?;
        let prepared = session.prepare(&mut request).await;
        prepared.map_err(SendError::Custom)?;
        let response = session.http().execute(request).await?;
        Ok(ResponseValue::stream(response))
    }
}

/// The answer to one request of a batch.
#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow, default)]
    code: Option<&'a RawValue>,
    #[serde(borrow, default)]
    headers: Option<&'a RawValue>,
    #[serde(borrow, default)]
    body: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
}

/// Reads the responses in the response to a batch of so many requests. A request that Graph
/// did not answer has [`Error::Unanswered`].
pub(super) fn responses(
    response: &RawResponse,
    version: Version,
    requests: usize,
    session: &Session,
) -> Result<Vec<Result<RawResponse, Error>>, Error> {
    let text = String::from_utf8_lossy(response.body());
    let items: Vec<&RawValue> =
        serde_json::from_str(&text).map_err(|error| response.undecodable(session, &error))?;
    if items.len() != requests {
        let answers = items.len();
        let message = format!("{answers} answers to a batch of {requests} requests");
        return Err(response.decode_error(session, None, &message));
    }
    // Of requests that do not state it themselves.
    let other_version = response.answered_by_another(version);
    let items = items.into_iter().enumerate().map(|(place, item)| {
        let Ok(item) = serde_json::from_str::<Option<Item<'_>>>(item.get()) else {
            let path = Some(format!("[{place}]"));
            return Err(response.decode_error(session, path, "expected an answer"));
        };
        let Some(item) = item else {
            return Err(Error::Unanswered);
        };
        let Some(status) = item.status() else {
            let path = Some(format!("[{place}].code"));
            return Err(response.decode_error(session, path, "expected an HTTP status"));
        };
        let (mut headers, body) = (item.headers(), item.body().into_bytes());
        if let Some(other) = &other_version
            && !headers.contains_key(ANSWERED_BY)
        {
            headers.insert(ANSWERED_BY, other.clone());
        }
        Ok(RawResponse::new(status, headers, body, session))
    });
    Ok(items.collect())
}

impl Item<'_> {
    /// Returns the status, which may be written as text.
    fn status(&self) -> Option<u16> {
        self.code?.get().trim_matches('"').trim().parse().ok()
    }

    /// Returns the headers. Those that cannot be read are left out.
    fn headers(&self) -> HeaderMap {
        let headers = self.headers.map(RawValue::get).unwrap_or_default();
        let headers: Vec<&RawValue> = serde_json::from_str(headers).unwrap_or_default();
        let headers = headers.into_iter().filter_map(|header| {
            let header: Header = serde_json::from_str(header.get()).ok()?;
            let name = HeaderName::try_from(header.name).ok()?;
            Some((name, HeaderValue::try_from(header.value).ok()?))
        });
        let mut map = HeaderMap::new();
        headers.for_each(|(name, value)| {
            map.append(name, value);
        });
        map
    }

    /// Returns the body, which is JSON in a text, or JSON itself.
    fn body(&self) -> String {
        let body = self.body.map_or("", RawValue::get);
        match serde_json::from_str::<Text<'_>>(body) {
            Ok(text) => text.text.into_owned(),
            Err(_) => body.to_owned(),
        }
    }
}
