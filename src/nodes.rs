//! Any number of nodes by their ids.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};

use crate::call::call;
use crate::error::Error;
use crate::request::NodesRequest;
use crate::session::Session;

/// Nodes by their ids, read as many at once as Graph takes.
///
/// They come in the order in which they were asked for, one that was asked for
/// twice in a call once. An id that Graph does not know is left out, or fails the
/// call, as Graph has it. The stream ends after an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Nodes<T>(BoxStream<'static, Result<(String, T), Error>>);

impl<T: Send + 'static> Nodes<T> {
    pub(crate) fn new<R>(session: Session, request: R) -> Self
    where
        R: NodesRequest<Node = T> + 'static,
    {
        // Asks for no more chunks after one that failed.
        let chunks = request.chunks().into_iter();
        let chunks = stream::try_unfold((session, chunks), |(session, mut chunks)| async move {
            let Some(chunk) = chunks.next() else {
                return Ok::<_, Error>(None);
            };
            let nodes = read(&chunk, &session).await?;
            Ok(Some((stream::iter(nodes).map(Ok), (session, chunks))))
        });
        Self(chunks.try_flatten().boxed())
    }
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
