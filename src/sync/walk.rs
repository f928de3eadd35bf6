//! Lists the conversations of an inbox, and reads those that changed.

use std::collections::HashMap;

use futures_util::StreamExt;

use super::error::SyncError;
use super::json::RawNode;
use super::left_out;
use super::node::ListedThread;
use super::reader::id_chunks;
use super::run::{Depth, Run};
use super::store::{KnownThread, Store, WalkPosition};
use crate::error::advice::Advice;
use crate::error::{Error, UnreadableNode};
use crate::paging::{Page, Pages};
use crate::types::timestamp::Timestamp;
use crate::version::GraphVersion;

/// How often a run lists again from the beginning after Graph refused a cursor.
const LISTINGS: u64 = 4;

/// How many conversations that are due, or were not listed, are read together.
const IDS_AT_ONCE: usize = 500;

/// Conversations to read, with what is known of them.
type ToRead = Vec<(ListedThread, Option<KnownThread>)>;

/// Whether a listing has to start again.
#[derive(PartialEq, Eq)]
enum Listing {
    Complete,
    Refused,
}

/// Conversations in a row after which all are too old. The time of one may be wrong.
const OLD_IN_ROW: usize = 2;

impl<S: Store, V: GraphVersion + Copy> Run<'_, S, V> {
    /// Reads all that changed, and then moves the watermark.
    pub(super) async fn walk(&mut self) -> Result<(), SyncError> {
        let is_first = self.progress.watermark.is_none();
        let mut position = match self.depth {
            Depth::Changes => self.progress.position.take(),
            _ => None,
        };
        if let Some(position) = &position {
            self.newest = position.newest;
        }
        let mut with_messages = is_first || self.depth == Depth::Everything;
        while self.list(with_messages, position.take()).await? == Listing::Refused {
            self.report.listed_again += 1;
            // Most are stored already.
            with_messages = false;
        }
        self.read_due().await?;
        if self.has_lost_nodes {
            // What was listed without an id may be anything: the next run lists it again.
            return Ok(());
        }
        if self.depth != Depth::Changes {
            self.read_unlisted().await?;
        }
        self.store.complete_walk(self.lease, self.newest).await?;
        Ok(())
    }

    async fn list(
        &mut self,
        with_messages: bool,
        position: Option<WalkPosition>,
    ) -> Result<Listing, SyncError> {
        let since = match self.depth {
            // One in the future, by a clock that was set back, would hide what changes until then.
            Depth::Changes => self
                .progress
                .watermark
                .filter(|time| *time <= Timestamp::now()),
            _ => None,
        };
        let mut pages = self.reader.list(&self.lease.inbox, since, with_messages);
        // A page that has to have a conversation, because it had it before.
        let mut expected = None;
        if let Some(WalkPosition {
            cursor: Some(cursor),
            thread_id,
            ..
        }) = position
        {
            pages = pages.resume_after(cursor);
            expected = Some(thread_id);
        }
        let mut old_in_row = 0;
        loop {
            let cursor = pages.checkpoint().cursor().map(str::to_owned);
            let page = match next_page(&mut pages).await {
                Ok(None) => return Ok(Listing::Complete),
                Ok(Some(page)) => page,
                Err(error)
                    if is_refused_cursor(&error) && cursor.is_some()
                        || is_unusable(&error) && with_messages =>
                {
                    match self.report.listed_again < LISTINGS {
                        true => return Ok(Listing::Refused),
                        false => return Err(error.into()),
                    }
                }
                Err(error) => return Err(error.into()),
            };
            let unreadable = page.report.unreadable().to_vec();
            let threads = self.threads_of(page);
            if let Some(id) = expected.take()
                && !threads.iter().any(|thread| thread.id == id)
            {
                // Conversations vanished, so that others are before the cursor now.
                return Ok(Listing::Refused);
            }
            let last = threads.last().map(|thread| thread.id.clone());
            let oldest_wanted = since.max(self.progress.keep_since);
            for time in threads.iter().filter_map(|thread| thread.updated_time) {
                let is_old = oldest_wanted.is_some_and(|oldest| time < oldest);
                old_in_row = if is_old { old_in_row + 1 } else { 0 };
            }
            self.read_listed(threads, unreadable, with_messages).await?;
            if old_in_row >= OLD_IN_ROW {
                return Ok(Listing::Complete);
            }
            // The position stays before a node without an id: it is listed until it has one.
            if !self.has_lost_nodes
                && let (true, Depth::Changes, Some(thread_id)) = (with_messages, self.depth, last)
            {
                let position = WalkPosition {
                    newest: self.newest,
                    cursor,
                    thread_id,
                };
                self.store.put_position(self.lease, &position).await?;
            }
        }
    }

    /// Returns the conversations of a page.
    fn threads_of(&mut self, page: Page<RawNode>) -> Vec<ListedThread> {
        let (nodes, left_out) = (page.items.len(), left_out::count(&page.report));
        let threads = page.items.into_iter().filter_map(ListedThread::new);
        let threads: Vec<_> = threads.collect();
        let lost = (nodes - threads.len()) as u64 + left_out;
        self.has_lost_nodes |= lost > 0;
        self.report.threads_without_id += lost;
        self.report.threads_listed += threads.len() as u64;
        if self.newest.is_none() {
            let times = threads.iter().filter_map(|thread| thread.updated_time);
            let now = Timestamp::now();
            // One in the future would hide what changes until then.
            self.newest = times.filter(|time| *time <= now).max();
        }
        threads
    }

    /// Reads those conversations of a page that changed.
    async fn read_listed(
        &mut self,
        threads: Vec<ListedThread>,
        unreadable: Vec<UnreadableNode>,
        with_messages: bool,
    ) -> Result<(), SyncError> {
        let keep_since = self.progress.keep_since;
        let is_kept = |thread: &ListedThread| {
            let time = thread.updated_time.zip(keep_since);
            time.is_none_or(|(time, oldest)| time >= oldest)
        };
        let ids: Vec<_> = threads.iter().map(|thread| thread.id.clone()).collect();
        let mut known = self.store.listed(self.lease, &ids).await?;
        let mut to_read = ToRead::new();
        for thread in threads.into_iter().filter(is_kept) {
            let known = known.remove(&thread.id);
            self.report.left_out += u64::from(known == Some(KnownThread::Forgotten));
            if !self.may_have_changed(&thread, known.as_ref()) {
                continue;
            }
            match self.reader.refused_id(&thread.id) {
                Some(error) => {
                    self.put_unreadable(&thread.id, thread.updated_time, None, &error.to_string())
                        .await?;
                }
                None => to_read.push((thread, known)),
            }
        }
        match with_messages {
            true => {
                for (thread, known) in to_read {
                    self.store_thread(&thread.id, &thread.node, known.as_ref())
                        .await?;
                }
            }
            false => self.read_by_ids(to_read).await?,
        }
        for node in unreadable {
            self.read_apart(&node.id, None, &node.error).await?;
        }
        Ok(())
    }

    fn may_have_changed(&self, thread: &ListedThread, known: Option<&KnownThread>) -> bool {
        match known {
            Some(KnownThread::Forgotten) => false,
            None => true,
            Some(_) if self.depth == Depth::Everything => true,
            Some(KnownThread::Unreadable { updated_time }) => {
                thread.updated_time.is_some() && *updated_time != thread.updated_time
            }
            Some(KnownThread::Stored {
                updated_time,
                is_settled,
                is_complete,
                is_vanished,
            }) => {
                let is_current = *is_settled && *is_complete && !is_vanished;
                !is_current || thread.updated_time.is_none() || *updated_time != thread.updated_time
            }
        }
    }

    async fn read_by_ids(&mut self, threads: ToRead) -> Result<(), SyncError> {
        let ids = threads
            .iter()
            .map(|(thread, _)| thread.id.clone())
            .collect();
        let threads = threads.into_iter();
        let threads = threads.map(|(thread, known)| (thread.id, (thread.updated_time, known)));
        let threads: HashMap<_, _> = threads.collect();
        for chunk in id_chunks(ids) {
            let mut reader = self.reader.threads(chunk.clone());
            loop {
                let batch = match reader.read().await {
                    Ok(None) => break,
                    Ok(Some(batch)) => batch,
                    Err(error) if is_unusable(&error) => {
                        for id in chunk {
                            let time = threads.get(&id).and_then(|(time, _)| *time);
                            self.read_apart(&id, time, &error).await?;
                        }
                        break;
                    }
                    Err(error) => return Err(error.into()),
                };
                for (id, node) in batch.nodes {
                    let known = threads.get(&id).and_then(|(_, known)| known.as_ref());
                    self.store_thread(&id, &node, known).await?;
                }
                for node in batch.report.unreadable() {
                    let time = threads.get(&node.id).and_then(|(time, _)| *time);
                    self.read_apart(&node.id, time, &node.error).await?;
                }
                for id in batch.report.missing_ids() {
                    let time = threads.get(id).and_then(|(time, _)| *time);
                    self.put_unreadable(id, time, None, "Graph lists it, but omits it by its id")
                        .await?;
                }
            }
        }
        Ok(())
    }

    /// Tries again what cannot be read.
    async fn read_due(&mut self) -> Result<(), SyncError> {
        for id in self.store.due(self.lease, IDS_AT_ONCE).await? {
            if self.reader.refused_id(&id).is_some() {
                continue;
            }
            let error = match self.reader.thread(&id).await {
                Ok(node) => {
                    self.store_apart(&id, &node).await?;
                    continue;
                }
                Err(error) if error.affects_all_nodes() => return Err(error.into()),
                Err(error) => error,
            };
            let time = None;
            self.put_unreadable(&id, time, code_of(&error), &error.to_string())
                .await?;
        }
        Ok(())
    }

    /// Reads the conversations of the store that were not listed: in other folders, or vanished.
    async fn read_unlisted(&mut self) -> Result<(), SyncError> {
        loop {
            let ids = self.store.unlisted(self.lease, IDS_AT_ONCE).await?;
            if ids.is_empty() {
                return Ok(());
            }
            // Marks them as listed, so that each is read once.
            let known = self.store.listed(self.lease, &ids).await?;
            for chunk in id_chunks(ids) {
                let mut reader = self.reader.threads(chunk);
                while let Some(batch) = reader.read().await? {
                    for (id, node) in batch.nodes {
                        self.store_thread(&id, &node, known.get(&id)).await?;
                    }
                    for id in batch.report.missing_ids() {
                        match left_out::has_id(&batch.report, id) {
                            true => {
                                let problem = "Graph's response has no object for this id";
                                self.put_unreadable(id, None, None, problem).await?;
                            }
                            false => self.vanished(id).await?,
                        }
                    }
                    for node in batch.report.unreadable() {
                        match is_missing(&node.error) {
                            true => self.vanished(&node.id).await?,
                            false => self.read_apart(&node.id, None, &node.error).await?,
                        }
                    }
                }
            }
        }
    }

    async fn vanished(&mut self, id: &str) -> Result<(), SyncError> {
        let was_there = self.store.thread_vanished(self.lease, id).await?;
        self.report.threads_vanished += u64::from(was_there);
        Ok(())
    }
}

/// Reads a page.
pub(super) async fn next_page(pages: &mut Pages<RawNode>) -> Result<Option<Page<RawNode>>, Error> {
    pages.next().await.transpose()
}

/// Returns whether a cursor may be the cause of an error, so that a list has to be read from its
/// beginning.
pub(super) fn is_refused_cursor(error: &Error) -> bool {
    let is_broken = matches!(
        error,
        Error::RepeatedCursor { .. } | Error::MissingCursor { .. }
    );
    is_broken || matches!(error.advice(), Advice::FixRequest { .. })
}

/// Returns whether a response has another form than that of the request, or is too large: one
/// for less data may be usable.
pub(super) fn is_unusable(error: &Error) -> bool {
    matches!(error, Error::Decode(_))
}

/// Graph's subcode for a node that does not exist, or that the token may not read.
const NO_SUCH_NODE: i64 = 33;

/// Returns whether Graph has no such node.
fn is_missing(error: &Error) -> bool {
    error.graph().is_some_and(|error| {
        error.code == Some(crate::errors::INVALID_PARAMETER) && error.subcode == Some(NO_SUCH_NODE)
    })
}

pub(super) fn code_of(error: &Error) -> Option<i64> {
    error.graph().and_then(|error| error.code)
}
