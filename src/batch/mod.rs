//! Batches: several requests in one call.

mod answers;
mod options;
mod post;
mod request;
mod sending;

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};

pub use self::answers::BatchAnswers;
use self::post::Post;
use self::request::BatchRequest;
use self::sending::Sending;
use crate::client::session::Session;
use crate::error::{Error, Invalid};
use crate::request::Request;

/// Sends up to 50 requests in one call. [`Graph::batch`](crate::Graph::batch) creates it.
///
/// The requests may be of any types and Graph versions. Each has a typed answer of its own, or
/// an error: one that fails does not affect the others.
///
/// ```no_run
/// # async fn read(graph: page_conversations::Graph) -> Result<(), page_conversations::Error> {
/// use page_conversations::v26_0::{GetConversation, ListMessages};
///
/// let mut batch = graph.batch();
/// let thread = batch.add(GetConversation::new("t_1"));
/// let messages = batch.add(ListMessages::new("t_2").limit(5));
///
/// let mut answers = batch.send().await?;
/// println!("{:?}", answers.take(thread)?.body.updated_time);
/// match answers.page(messages) {
///     Ok(page) => println!("{} messages", page.items.len()),
///     Err(error) => println!("t_2 cannot be read: {error}"),
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Limits and retries
///
/// A batch saves round trips, not calls: Graph counts each request as a call, and so do the
/// pace, the retry budget and the [`Pacer`](crate::Pacer). After a batch of 50, the next call
/// waits until the pace has room for all of them, by default 25 seconds.
///
/// Requests that fail are repeated as calls of their own would be, without those that
/// succeeded. So are requests that Graph did not answer, because it took too long.
///
/// # Access token
///
/// The token is sent in a header, as with all calls. Meta's page on batches shows it as a
/// parameter; that Graph accepts the header for a batch has not been tried with Graph itself.
///
/// # Options
///
/// Requests may carry [`CallOptions`](crate::CallOptions). Headers are sent with the request
/// in the batch, and `retry` decides whether the request is repeated. The whole batch has the
/// longest timeouts of its requests, and is sent again as the one with most attempts allows.
/// It is not paced if all its requests are not.
///
/// # Hooks
///
/// A [`Hook`](crate::Hook) sees the batch as one attempt of the operation `Batch`, a `POST`
/// to the root of the version of its first request. It sees neither the requests nor their
/// errors. The requests can only be `GET`.
#[must_use = "a batch does nothing until it is sent"]
pub struct Batch {
    session: Session,
    id: u64,
    requests: Vec<Box<dyn BatchRequest>>,
    /// Sends the batch to the version of the first request.
    post: Option<Post>,
}

impl Batch {
    /// Maximum number of requests. Graph refuses more
    /// ([source](https://developers.facebook.com/docs/graph-api/batch-requests)).
    pub const MAX_REQUESTS: usize = 50;

    pub(crate) fn new(session: Session) -> Self {
        static BATCHES: AtomicU64 = AtomicU64::new(0);
        Self {
            session,
            id: BATCHES.fetch_add(1, Ordering::Relaxed),
            requests: Vec::new(),
            post: None,
        }
    }

    /// Adds a request. [`BatchAnswers`] returns its answer for the handle.
    pub fn add<R: Request + 'static>(&mut self, request: R) -> BatchHandle<R> {
        self.post.get_or_insert_with(Post::to::<R::Version>);
        self.requests.push(Box::new(request));
        BatchHandle {
            batch: self.id,
            place: self.requests.len() - 1,
            _request: PhantomData,
        }
    }

    /// Returns the number of requests.
    pub fn len(&self) -> usize {
        self.requests.len()
    }

    /// Returns whether there are no requests. Such a batch is not sent, and has no answers.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// Returns whether no further request fits.
    pub fn is_full(&self) -> bool {
        self.requests.len() >= Self::MAX_REQUESTS
    }

    /// Sends the requests, and repeats those that fail with a transient error.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] if there are more than [`MAX_REQUESTS`](Self::MAX_REQUESTS);
    /// nothing is sent then. Returns an error if Graph does not answer the batch, or refuses
    /// it as a whole. The errors of single requests are returned by [`BatchAnswers`].
    pub async fn send(self) -> Result<BatchAnswers, Error> {
        let requests = self.requests.len();
        if requests > Self::MAX_REQUESTS {
            let most = Self::MAX_REQUESTS;
            let message = format!("a batch has {requests} requests; Graph accepts at most {most}");
            return Err(Invalid::new(message).into());
        }
        let Some(post) = self.post else {
            return Ok(BatchAnswers::new(self.session, self.id, Vec::new()));
        };
        let options = options::of_batch(&self.requests, &self.session);
        let session = self.session.with_options(Some(&options));
        let sending = Sending::new(&session, &self.requests, post);
        let answers = sending.send().await?;
        Ok(BatchAnswers::new(self.session, self.id, answers))
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

/// A request in a [`Batch`], for which [`BatchAnswers`] returns the answer.
#[must_use = "the answer to the request is returned for its handle"]
pub struct BatchHandle<R> {
    batch: u64,
    place: usize,
    _request: PhantomData<fn() -> R>,
}

impl<R> fmt::Debug for BatchHandle<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BatchHandle").field(&self.place).finish()
    }
}
