//! Plans: which calls read the conversations of many Pages.

mod checkpoint;
mod estimate;
mod ids;
mod limits;
mod list;
mod nested;
mod nodes;
mod source;

use std::fmt;
use std::sync::Arc;

pub use self::checkpoint::PlanCheckpoint;
pub use self::estimate::{PlanEstimate, SourceEstimate};
use self::ids::IdSource;
use self::list::ListSource;
pub use self::nodes::{PlanError, PlanNode, PlanNodes};
use self::source::Source;
use crate::client::graph::Graph;
use crate::error::{Error, Invalid};
use crate::request::{Continues, EdgeRequest, NodesRequest};

/// Sources that are read at the same time, unless
/// [`sources_at_once`](ReadPlan::sources_at_once) is set.
const SOURCES_AT_ONCE: usize = 100;

/// Reads the newest messages of conversations of many Pages in few calls, each Page within
/// the pace of its token.
///
/// A plan has sources: the newest conversations of a Page, or conversations by their ids. The
/// `limit` of `messages` in the selected fields is the number of messages to read of each. The
/// plan decides how many conversations a call reads, reads their messages in the same call,
/// and makes further calls only for conversations of which more messages are wanted than one
/// call returns. As in any page, there may be fewer, because Graph leaves out some messages,
/// such as deleted ones.
///
/// ```no_run
/// use futures_util::TryStreamExt;
/// use page_conversations::v26_0::{
///     GetConversations, ListConversations, ListMessagesExpansion, UnifiedMessageFields,
///     UnifiedThreadFields,
/// };
/// use page_conversations::{Graph, ReadPlan};
///
/// # async fn read(sales: Graph, support: Graph) -> Result<(), Box<dyn std::error::Error>> {
/// let messages = ListMessagesExpansion::new(UnifiedMessageFields::new().message()).limit(5);
/// let fields = UnifiedThreadFields::new().updated_time().messages_with(messages);
/// let list = ListConversations::new("210000000000001").fields(fields.clone());
/// let these = GetConversations::new(["t_1", "t_2"]).fields(fields);
///
/// let plan = ReadPlan::new()
///     .newest("sales", &sales, list, 500)
///     .by_ids("support", &support, these);
/// println!("{}", plan.estimate());
///
/// let mut threads = plan.read()?;
/// while let Some(thread) = threads.try_next().await? {
///     println!("{}: {}", thread.source, thread.node.id);
/// }
/// println!("{} cannot be read", threads.report().unreadable().len());
/// # Ok(())
/// # }
/// ```
///
/// # Limits
///
/// | Limit | Number | Source |
/// |---|---|---|
/// | ids of a call | 50 | Graph refuses more |
/// | conversations of a page | 50 | not documented; as for ids |
/// | messages of a conversation within its call | 100 | not documented |
/// | messages of all conversations of a call | 500 | not documented |
/// | requests of a [`Batch`](crate::Batch), in which further messages are read | 50 | [Graph's docs](https://developers.facebook.com/docs/graph-api/batch-requests) |
///
/// Where Graph asks for less data, a source continues with smaller pages.
#[must_use = "a plan does nothing until it is read"]
pub struct ReadPlan<T> {
    sources: Vec<(Arc<str>, Box<dyn Source<T>>)>,
    checkpoint: PlanCheckpoint,
    sources_at_once: usize,
}

impl<T: Send + 'static> ReadPlan<T> {
    /// Creates a plan without sources.
    pub fn new() -> Self {
        Self {
            sources: Vec::new(),
            checkpoint: PlanCheckpoint::default(),
            sources_at_once: SOURCES_AT_ONCE,
        }
    }

    /// Adds the newest `nodes` nodes of an edge, such as the conversations of a Page.
    ///
    /// `name` identifies the source in the estimate, the results and the checkpoint. The
    /// `limit` of the request has no effect.
    pub fn newest<M, R>(
        self,
        name: impl Into<String>,
        graph: &Graph,
        request: R,
        nodes: usize,
    ) -> Self
    where
        R: EdgeRequest<Node = T> + Continues<M, Parent = T> + Clone + 'static,
        R::Request: 'static,
        M: Send + 'static,
    {
        self.source(
            name.into(),
            Box::new(ListSource::new(graph, request, nodes)),
        )
    }

    /// Adds nodes by their ids, of which there may be any number.
    pub fn by_ids<M, R>(self, name: impl Into<String>, graph: &Graph, request: R) -> Self
    where
        R: NodesRequest<Node = T> + Continues<M, Parent = T> + Clone + 'static,
        R::Request: 'static,
        M: Send + 'static,
    {
        self.source(name.into(), Box::new(IdSource::new(graph, request)))
    }

    fn source(mut self, name: String, source: Box<dyn Source<T>>) -> Self {
        self.sources.push((name.into(), source));
        self
    }

    /// Sets how many sources are read at the same time. The default is 100; zero is treated
    /// as one.
    ///
    /// Each of them takes the memory of one response. Sources of one token share its pace.
    pub fn sources_at_once(mut self, sources: usize) -> Self {
        self.sources_at_once = sources.max(1);
        self
    }

    /// Continues at the checkpoint of another run of the same plan.
    pub fn resume(mut self, checkpoint: PlanCheckpoint) -> Self {
        for (name, source) in &mut self.sources {
            if let Some(progress) = checkpoint.progress(name) {
                source.resume(progress);
            }
        }
        self.checkpoint = checkpoint;
        self
    }

    /// Returns how many calls the plan takes, and how long. Sends nothing.
    pub fn estimate(&self) -> PlanEstimate {
        let sources = self.sources.iter();
        PlanEstimate::new(
            sources
                .map(|(name, source)| source.estimate(name))
                .collect(),
        )
    }

    /// Returns a stream of the nodes, which reads them when it is polled.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Invalid`] if two sources have the same name.
    pub fn read(self) -> Result<PlanNodes<T>, Error> {
        let mut names: Vec<_> = self.sources.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            let message = format!("two sources of the plan are named `{}`", pair[0]);
            return Err(Invalid::new(message).into());
        }
        Ok(PlanNodes::new(
            self.sources,
            self.checkpoint,
            self.sources_at_once,
        ))
    }
}

impl<T: Send + 'static> Default for ReadPlan<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for ReadPlan<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadPlan")
            .field("sources", &self.sources.len())
            .finish_non_exhaustive()
    }
}
