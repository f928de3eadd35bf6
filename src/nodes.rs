//! Any number of nodes by their ids.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::future;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};

use crate::call::call;
use crate::error::Error;
use crate::request::NodesRequest;
use crate::session::Session;

/// Nodes by their ids, read as many at once as Graph takes.
///
/// They come in the order in which they were asked for. An id that Graph does
/// not know is left out, or fails the call, as Graph has it. The stream ends
/// after an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Nodes<T>(BoxStream<'static, Result<(String, T), Error>>);

impl<T: Send + 'static> Nodes<T> {
    pub(crate) fn new<R>(session: Session, request: R) -> Self
    where
        R: NodesRequest<Node = T> + 'static,
    {
        let chunks = request.chunks().into_iter();
        let chunks = stream::iter(chunks).then(move |chunk| {
            let session = session.clone();
            async move { read(&chunk, &session).await }
        });
        let nodes = chunks.map_ok(|nodes| stream::iter(nodes).map(Ok));
        Self(until_error(nodes.try_flatten()).boxed())
    }
}

/// Ends a stream after its first error.
fn until_error<T>(
    nodes: impl Stream<Item = Result<T, Error>>,
) -> impl Stream<Item = Result<T, Error>> {
    nodes.scan(false, |failed, item| {
        let ended = std::mem::replace(failed, item.is_err());
        future::ready((!ended).then_some(item))
    })
}

/// Reads a chunk, in the order of its ids.
async fn read<R: NodesRequest>(
    chunk: &R,
    session: &Session,
) -> Result<Vec<(String, R::Node)>, Error> {
    let answer = call(chunk, session).await?;
    let mut nodes: HashMap<String, R::Node> = answer.decode(session)?;
    let ids = chunk.ids().into_iter();
    let ordered = ids.filter_map(|id| nodes.remove_entry(&id));
    Ok(ordered.collect())
}

impl<T> Stream for Nodes<T> {
    type Item = Result<(String, T), Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for Nodes<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nodes").finish_non_exhaustive()
    }
}
