//! The entry point: sends requests.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

use crate::batch::Batch;
use crate::client::account::{self, Account};
use crate::client::builder::{GraphBuilder, TokenSource, check_host};
use crate::client::call::call;
use crate::client::call_phase::CallPhase;
use crate::client::pacing::{Pacer, PacerFuture, Pacing};
use crate::client::response::Response;
use crate::client::session::Session;
use crate::client::token::{AccessToken, TokenProvider, Tokens};
use crate::error::{Error, Invalid};
use crate::paging::{Items, NodesById, Page, PageReader, Pages};
use crate::request::{Continues, EdgeRequest, FieldRequest, NodesRequest, Request};
use crate::types::edge::Edge;

/// Sends requests to the Graph API with one access token.
///
/// Clones are cheap, and share connections and rate limits. For further tokens use
/// [`with_token`](Self::with_token), which shares the connections.
///
/// The token is sent in a header, never in a URL, and does not appear in any `Debug`
/// output, error or log of this crate.
#[derive(Clone)]
pub struct Graph {
    session: Session,
}

impl Graph {
    /// Returns a builder with an access token.
    pub fn builder(access_token: impl Into<String>) -> GraphBuilder {
        let access_token = AccessToken::new(access_token);
        GraphBuilder::new(TokenSource::Fixed(access_token))
    }

    /// Returns a builder whose access token comes from a provider, which also renews it.
    pub fn builder_with_provider(provider: impl TokenProvider) -> GraphBuilder {
        GraphBuilder::new(TokenSource::Provided(Tokens::provided(provider)))
    }

    /// Returns a `Graph` that sends calls with another access token, over the same
    /// connections and with the same configuration. Pace and rate limits are those of the
    /// new token.
    ///
    /// This is cheap: use it to serve many Pages. The app secret also proves the calls with
    /// the new token. Keep the returned `Graph` for as long as the token is used: calling
    /// this twice with the same token results in two paces.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] if the token is empty, not ASCII or not valid in a header.
    pub fn with_token(&self, access_token: impl Into<AccessToken>) -> Result<Self, Error> {
        Ok(self.with_tokens(Tokens::fixed(access_token.into())?))
    }

    /// Returns a `Graph` as [`with_token`](Self::with_token) does, with tokens of a provider.
    pub fn with_token_provider(&self, provider: impl TokenProvider) -> Self {
        self.with_tokens(Tokens::provided(provider))
    }

    fn with_tokens(&self, tokens: Tokens) -> Self {
        let Account {
            host, app_secret, ..
        } = self.session.account().clone();
        let config = self.session.config();
        let limits = (config.pacing, config.retry_budget);
        let account = Account::new(host, app_secret, tokens, limits);
        Self::new(self.session.with_account(account))
    }

    /// Returns a `Graph` that proves its calls with another app secret. It shares all else,
    /// including the token and its rate limits.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] if the secret is empty.
    pub fn with_app_secret(&self, app_secret: impl Into<String>) -> Result<Self, Error> {
        let app_secret = SecretString::from(app_secret.into());
        Ok(Self::new(self.session.with_account(Account {
            app_secret: Some(account::app_secret(app_secret.expose_secret())?),
            ..self.session.account().clone()
        })))
    }

    /// Returns a `Graph` that sends calls to another host, such as
    /// [`hosts::INSTAGRAM`](crate::hosts::INSTAGRAM). It shares all else, including the token
    /// and its rate limits.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] if the host is not an HTTPS or loopback URL, or if its
    /// scheme is another one than that of this `Graph`: the HTTP client was built for one of
    /// them.
    pub fn with_host(&self, url: &str) -> Result<Self, Error> {
        let host = check_host(url)?;
        let account = self.session.account();
        let is_secure = |host: &str| host.starts_with("https://");
        if is_secure(&host) != is_secure(&account.host) {
            let message = "host must have the scheme of the host that the `Graph` was built with";
            return Err(Invalid::new(message).into());
        }
        Ok(Self::new(self.session.with_account(Account {
            host: host.into(),
            ..account.clone()
        })))
    }

    /// Returns a `Graph` whose calls are paced by a pacer, such as one that other processes
    /// share. It shares all else.
    pub fn with_pacer(&self, pacer: impl Pacer) -> Self {
        Self::new(self.session.with_account(Account {
            pacer: Arc::new(pacer),
            ..self.session.account().clone()
        }))
    }

    /// Returns for how long the token pauses because Graph limits its rate; `None` if it
    /// does not.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Pacer`] if the pacer fails, and [`Error::OperationTimeout`] if it does not
    /// answer. The default pacer does neither.
    pub async fn rate_limited_for(&self) -> Result<Option<Duration>, Error> {
        self.paced(|pacer| pacer.paused_for()).await
    }

    /// Ends the pause of a rate-limited token, also for calls that wait for its end. Calls that
    /// are sent too early prolong the limit.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Pacer`] if the pacer fails, and [`Error::OperationTimeout`] if it does not
    /// answer. The default pacer does neither.
    pub async fn clear_rate_limit(&self) -> Result<(), Error> {
        self.paced(|pacer| pacer.resume()).await
    }

    /// Calls the pacer, within the operation timeout.
    async fn paced<'a, T>(
        &'a self,
        call: impl FnOnce(&'a dyn Pacer) -> PacerFuture<'a, T>,
    ) -> Result<T, Error> {
        let after = self.session.operation_timeout();
        let called = timeout(after, self.session.account().paced(call)).await;
        called.unwrap_or_else(|_| {
            Err(Error::OperationTimeout {
                after,
                during: CallPhase::Pace,
                info: None,
            })
        })
    }

    /// Returns after how many empty pages in a row a stream ends with an error.
    pub(crate) fn max_empty_pages(&self) -> usize {
        self.session.config().max_empty_pages
    }

    /// Returns the session for the calls of a request.
    pub(crate) fn session_for(&self, request: &impl Request) -> Session {
        self.session.with_options(request.options())
    }

    /// Returns the pace of the calls.
    pub(crate) fn pacing(&self) -> Pacing {
        self.session.config().pacing
    }

    /// Identifies the pacer, which clones share.
    pub(crate) fn pacer_id(&self) -> usize {
        self.session.account().pacer.address()
    }

    /// Returns the pacer.
    #[cfg(feature = "sync")]
    pub(crate) fn pacer(&self) -> Arc<dyn Pacer> {
        self.session.account().pacer.clone()
    }

    pub(crate) fn new(session: Session) -> Self {
        Self { session }
    }

    /// Sends a request and returns the decoded body.
    ///
    /// For edges prefer [`page`](Self::page), [`pages`](Self::pages) or
    /// [`items`](Self::items), which require `data` in the response.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send<R: Request>(&self, request: &R) -> Result<R::Output, Error> {
        let session = self.session_for(request);
        let response = call(request, &session).await?;
        let (body, _) = response.decode(&session)?;
        Ok(body)
    }

    /// Sends a request and returns the decoded body with its metadata: the quota used,
    /// the version that answered, mismatches and, if enabled, the raw body.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_with_info<R: Request>(
        &self,
        request: &R,
    ) -> Result<Response<R::Output>, Error> {
        let session = self.session_for(request);
        call(request, &session).await?.into_response(&session)
    }

    /// Returns an empty batch, which sends up to 50 requests in one call.
    pub fn batch(&self) -> Batch {
        Batch::new(self.session.clone())
    }

    /// Reads one page of an edge.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn page<R: EdgeRequest>(&self, request: &R) -> Result<Page<R::Node>, Error> {
        let session = self.session_for(request);
        let response = call(request, &session).await?;
        Page::read(response, &session)
    }

    /// Returns a stream of all pages of an edge. Each page is read when it is polled.
    ///
    /// If Graph asks for less data, the pages become smaller, and grow again later.
    pub fn pages<R: EdgeRequest + 'static>(&self, request: R) -> Pages<R::Node>
    where
        R::Node: 'static,
    {
        let session = self.session_for(&request);
        Pages::new(Box::new(PageReader::new(session, request, None)))
    }

    /// Returns a stream of all nodes of an edge.
    pub fn items<R: EdgeRequest + 'static>(&self, request: R) -> Items<R::Node>
    where
        R::Node: 'static,
    {
        self.pages(request).items()
    }

    /// Returns a stream of the nodes of an edge that is a field of a node: those in
    /// `edge`, then those of the following pages.
    ///
    /// `request` is the request that returned the node, and `id` the id of the node. The
    /// following pages are read with the fields, the limit and the modifiers of the field
    /// in `request`.
    pub fn continue_edge<R, T>(&self, request: &R, id: impl AsRef<str>, edge: Edge<T>) -> Items<T>
    where
        R: Continues<T> + Request,
        R::Request: 'static,
        T: Send + 'static,
    {
        let session = self.session_for(request);
        let request = R::Request::of_field(id.as_ref(), request.selected());
        let reader = PageReader::new(session, request, Some(edge.into()));
        Pages::new(Box::new(reader)).items()
    }

    /// Returns a stream of nodes by their ids, of which there may be any number. Each
    /// call reads as many as Graph accepts.
    pub fn nodes_by_id<R: NodesRequest + 'static>(&self, request: R) -> NodesById<R::Node>
    where
        R::Node: 'static,
    {
        NodesById::new(self.session_for(&request), request)
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut graph = f.debug_struct("Graph");
        graph
            .field("host", &self.session.account().host)
            .finish_non_exhaustive()
    }
}
