//! The calls of a run.

use super::call_counter::CallCounter;
use super::inbox::{INSTAGRAM_MESSAGES, Inbox};
use super::json::RawNode;
use super::threads_by_id::ThreadsById;
use crate::client::graph::Graph;
use crate::error::{Error, Invalid};
use crate::paging::{NodeReader, OnUnreadable, Pages};
use crate::request::Request;
use crate::request::path_request::PathRequest;
use crate::types::edge::Edge;
use crate::types::timestamp::Timestamp;
use crate::version::GraphVersion;

/// Fields of a message. URLs of media expire, but what `attachments` has of them is kept too.
const MESSAGE: &str = "id,created_time,from,to,message,sticker,tags,is_unsupported,reply_to,\
    story,reactions,attachments,shares{link,name,description,template}";

/// Fields of a conversation. Without `snippet`: a text that stays when its message is deleted.
const THREAD: &str = "id,updated_time,message_count,unread_count,can_reply,participants";

/// Messages of a conversation that are read within its node when it changes, the newest: as many
/// as Instagram lets read.
const NEWEST_MESSAGES: u64 = INSTAGRAM_MESSAGES as u64;

/// Conversations of a page that are read with messages, as many as Graph accepts ids.
const THREADS_WITH_MESSAGES: u64 = 50;

/// Messages of each conversation of such a page, so that the page is a few megabytes.
const MESSAGES_IN_LIST: u64 = 50;

/// Conversations of a page of which only the time is read, and messages of a page. No maximum is
/// documented; public programs use this one. If Graph asks for less data, pages become smaller.
const PAGE: u64 = 100;

/// Ids of a call, of which Graph accepts no more.
pub(super) const IDS: usize = 50;

/// Characters of the ids of a call, which are in its URL.
const ID_CHARACTERS: usize = 7_000;

/// Sends the calls of a run.
pub(super) struct Reader<V> {
    graph: Graph,
    version: V,
    counter: CallCounter,
}

impl<V: GraphVersion + Copy> Reader<V> {
    pub(super) fn new(graph: &Graph, version: V) -> Self {
        let counter = CallCounter::new(graph.pacer());
        Self {
            graph: graph.with_pacer(counter.clone()),
            version,
            counter,
        }
    }

    /// Returns the number of calls so far.
    pub(super) fn calls(&self) -> u64 {
        self.counter.count()
    }

    /// Lists the conversations of an inbox, newest first, with messages or without.
    ///
    /// Versions before v26.0 ignore the time, with which Graph omits older conversations. It is
    /// exclusive, and that of the watermark is not.
    pub(super) fn list(
        &self,
        inbox: &Inbox,
        since: Option<Timestamp>,
        with_messages: bool,
    ) -> Pages<RawNode> {
        let request = PathRequest::<Edge<RawNode>>::new(inbox.path());
        let request = match with_messages {
            true => {
                let messages = match inbox.readable_messages() {
                    Some(_) => NEWEST_MESSAGES,
                    None => MESSAGES_IN_LIST,
                };
                request
                    .fields(with_messages_up_to(messages))
                    .limit(THREADS_WITH_MESSAGES)
            }
            false => request.fields("id,updated_time").limit(PAGE),
        };
        let request = request.query("platform", inbox.parameter());
        let request = match since {
            Some(time) => request.query("updated_after_ms", time.unix_milliseconds() - 1_000),
            None => request,
        };
        self.pages(request)
    }

    /// Lists the messages of a conversation, newest first.
    pub(super) fn messages(&self, thread_id: &str) -> Pages<RawNode> {
        let request = PathRequest::<Edge<RawNode>>::new([thread_id, "messages"]);
        self.pages(request.fields(MESSAGE).limit(PAGE))
    }

    fn pages(&self, request: PathRequest<Edge<RawNode>>) -> Pages<RawNode> {
        let pages = self.graph.pages(request.version(self.version));
        pages.on_unreadable(OnUnreadable::Continue)
    }

    /// Reads conversations with their newest messages, by their ids.
    pub(super) fn threads(&self, ids: Vec<String>) -> NodeReader<ThreadsById<V>> {
        let request = ThreadsById::new(ids, &with_messages_up_to(NEWEST_MESSAGES), self.version);
        let session = self.graph.session_for(&request);
        NodeReader::new(session, request, IDS)
    }

    /// Returns why no call can have an id, if so.
    pub(super) fn refused_id(&self, id: &str) -> Option<Invalid> {
        let among_others = ThreadsById::new(vec![id.to_owned()], THREAD, self.version);
        let alone = PathRequest::<RawNode>::new([id]);
        among_others.check().and_then(|()| alone.check()).err()
    }

    /// Reads a conversation without messages.
    pub(super) async fn thread(&self, id: &str) -> Result<RawNode, Error> {
        let request = PathRequest::<RawNode>::new([id]).fields(THREAD);
        self.graph.send(&request.version(self.version)).await
    }
}

fn with_messages_up_to(messages: u64) -> String {
    format!("{THREAD},messages.limit({messages}){{{MESSAGE}}}")
}

/// Divides ids into those of single calls.
pub(super) fn id_chunks(ids: Vec<String>) -> Vec<Vec<String>> {
    let mut chunks: Vec<Vec<String>> = Vec::new();
    let mut characters = 0;
    for id in ids {
        characters += id.len();
        match chunks.last_mut() {
            Some(chunk) if chunk.len() < IDS && characters <= ID_CHARACTERS => chunk.push(id),
            _ => {
                characters = id.len();
                chunks.push(vec![id]);
            }
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::id_chunks;

    #[test]
    fn a_call_has_at_most_50_ids_and_a_bounded_url() {
        let lengths =
            |ids: Vec<String>| -> Vec<usize> { id_chunks(ids).iter().map(Vec::len).collect() };
        assert_eq!(lengths(vec!["t_1".to_owned(); 120]), [50, 50, 20]);
        assert_eq!(lengths(vec!["x".repeat(3_000); 5]), [2, 2, 1]);
        assert_eq!(lengths(vec!["x".repeat(10_000); 2]), [1, 1]);
        assert!(id_chunks(Vec::new()).is_empty());
    }
}
