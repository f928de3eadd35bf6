//! A request of a batch, whatever its type.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;

use crate::client::options::CallOptions;
use crate::client::response::RawResponse;
use crate::client::session::Session;
use crate::client::url_collector::UrlCollector;
use crate::error::{Error, Invalid};
use crate::request::Request;

/// A request, as a batch contains it.
#[derive(Debug, Serialize)]
pub(super) struct Part {
    method: Get,
    relative_url: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    headers: Vec<String>,
}

/// The only method that a batch can contain.
#[derive(Debug, Serialize)]
enum Get {
    #[serde(rename = "GET")]
    Get,
}

/// A request of a batch. It erases the type of the request.
pub(super) trait BatchRequest: Send + Sync {
    /// Refuses values that cannot be sent unchanged.
    fn check(&self, session: &Session) -> Result<(), Error>;

    /// Returns the request as a batch contains it.
    fn part<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Part, Error>>;

    /// Returns the options of the request, if it has any.
    fn call_options(&self) -> Option<&CallOptions>;

    /// Returns the response if it is a success, else its error.
    fn check_response(
        &self,
        response: RawResponse,
        session: &Session,
    ) -> Result<RawResponse, Error>;
}

impl<R: Request> BatchRequest for R {
    fn check(&self, session: &Session) -> Result<(), Error> {
        let checked = Request::check(self);
        checked.map_err(|invalid| invalid.map(|message| session.redactor().text(message)))?;
        Ok(())
    }

    fn part<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Part, Error>> {
        part(self, session).boxed()
    }

    fn call_options(&self) -> Option<&CallOptions> {
        self.options()
    }

    fn check_response(
        &self,
        response: RawResponse,
        session: &Session,
    ) -> Result<RawResponse, Error> {
        response.check(self, session)
    }
}

/// Returns a request as a batch contains it, with the URL that it has outside of the batch.
async fn part<R: Request>(request: &R, session: &Session) -> Result<Part, Error> {
    let collector = Arc::new(UrlCollector::default());
    let sent = request
        .send(session.with_collector(collector.clone()))
        .await;
    let Some(relative_url) = collector.take() else {
        RawResponse::receive(session, sent).await?;
        return Err(Invalid::new("the request was sent in place of the batch").into());
    };
    let headers = request.options().map(|options| &options.headers);
    if let Some(headers) = headers {
        session.check_headers(headers).map_err(Invalid::new)?;
    }
    let headers = headers.into_iter().flatten().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        format!("{name}: {value}")
    });
    Ok(Part {
        method: Get::Get,
        relative_url,
        headers: headers.collect(),
    })
}
