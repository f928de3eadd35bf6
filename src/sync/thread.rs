//! Reads the messages of a conversation, and stores them.

use std::collections::HashSet;

use super::error::SyncError;
use super::json::RawNode;
use super::left_out;
use super::node::{Messages, ReadThread};
use super::run::{Depth, Run};
use super::store::{Gap, KnownThread, MessageRow, Store, ThreadRow, UnreadableRow, Vanished};
use super::walk::{code_of, is_refused_cursor, is_unusable, next_page};
use crate::error::advice::Advice;
use crate::error::{Error, UnreadableNode};
use crate::paging::Pages;
use crate::types::timestamp::Timestamp;
use crate::version::GraphVersion;

/// Messages of a conversation that are held in memory. More are stored before all are read.
const BUFFERED: usize = 1_000;

/// Why no older messages are read.
enum End {
    /// There are none.
    Whole,
    /// The store has them.
    Known,
    /// The platform lets read no more.
    Limit,
    /// They are too old to keep.
    TooOld,
    /// The rest cannot be read.
    Failed(String, Option<i64>),
}

/// The messages of a conversation that were read so far, newest first.
#[derive(Default)]
struct Window {
    ids: HashSet<String>,
    /// Those that are not stored yet.
    rows: Vec<MessageRow>,
    /// Id of the last one, unless this run stored it.
    last: Option<String>,
    /// Whether the store had the last one before this run stored it.
    had_last: bool,
    /// Time of the oldest one.
    oldest: Option<Timestamp>,
    unreadable: Vec<UnreadableNode>,
    without_id: usize,
    other_types: u64,
}

impl Window {
    fn add(&mut self, messages: Messages, keep_since: Option<Timestamp>) {
        self.without_id += messages.without_id;
        self.other_types += messages.other_types;
        for row in messages.rows {
            // The last one is the oldest. The time of one before it may be wrong.
            self.oldest = row.created_time.or(self.oldest);
            // One that moved to another page is not the end of what is new.
            if self.ids.insert(row.id.clone()) {
                self.last = Some(row.id.clone());
            }
            let is_kept = row.created_time.is_none_or(|time| Some(time) >= keep_since);
            if is_kept {
                self.rows.push(row);
            }
        }
    }

    fn add_unreadable(&mut self, nodes: &[UnreadableNode]) {
        self.ids.extend(nodes.iter().map(|node| node.id.clone()));
        self.unreadable.extend_from_slice(nodes);
    }

    /// Returns which messages of the store have vanished.
    fn vanished(&self, end: &End, readable: Option<usize>) -> Vanished {
        let ids = self.ids.iter().cloned().collect();
        match end {
            End::Failed(..) => Vanished::Unknown,
            _ if self.without_id > 0 => Vanished::Unknown,
            End::Whole if readable.is_none() => Vanished::NotIn { ids },
            _ => Vanished::NewerThan {
                ids,
                oldest: self.oldest.unwrap_or(Timestamp::MAX),
                or_all_of: readable.unwrap_or(0),
            },
        }
    }
}

impl<S: Store, V: GraphVersion + Copy> Run<'_, S, V> {
    /// Stores the conversation of an id, which was read with its newest messages, and reads further
    /// ones.
    pub(super) async fn store_thread(
        &mut self,
        id: &str,
        node: &RawNode,
        known: Option<&KnownThread>,
    ) -> Result<(), SyncError> {
        let thread = match read_thread(id, node) {
            Ok(thread) => thread,
            Err(problem) => return self.put_damaged(id, node, problem).await,
        };
        let has_older = match known {
            Some(KnownThread::Stored {
                is_complete,
                is_vanished,
                ..
            }) => *is_complete && !is_vanished && self.depth != Depth::Everything,
            _ => false,
        };
        let next = match &thread.paging {
            Some(paging) if paging.has_next => match paging.next_cursor() {
                Some(cursor) => {
                    let pages = self.reader.messages(&thread.id);
                    Some(pages.resume_after(cursor))
                }
                // From the beginning, because there is no cursor.
                None => Some(self.reader.messages(&thread.id)),
            },
            // Graph leaves an empty edge out, and perhaps one that is not.
            _ if thread.messages.is_empty() && thread.message_count != Some(0) => {
                Some(self.reader.messages(&thread.id))
            }
            _ => None,
        };
        self.store_from(thread, next, has_older).await
    }

    /// Stores a conversation that was read without messages, and reads them.
    pub(super) async fn store_apart(&mut self, id: &str, node: &RawNode) -> Result<(), SyncError> {
        match read_thread(id, node) {
            Ok(thread) => {
                let pages = self.reader.messages(&thread.id);
                self.store_from(thread, Some(pages), false).await
            }
            Err(problem) => self.put_damaged(id, node, problem).await,
        }
    }

    /// Reads a conversation whose call failed, without its messages, and then these. So all of
    /// it is stored that can be read.
    pub(super) async fn read_apart(
        &mut self,
        id: &str,
        time: Option<Timestamp>,
        error: &Error,
    ) -> Result<(), SyncError> {
        let may_help =
            error.is_server_failure() || is_unusable(error) || error.advice() == Advice::ShrinkPage;
        if may_help && self.reader.refused_id(id).is_none() {
            match self.reader.thread(id).await {
                Ok(node) => return self.store_apart(id, &node).await,
                Err(error) if error.affects_all_nodes() => return Err(error.into()),
                // The first error is the one of the whole.
                Err(_) => {}
            }
        }
        self.put_unreadable(id, time, code_of(error), &error.to_string())
            .await
    }

    async fn store_from(
        &mut self,
        thread: ReadThread,
        pages: Option<Pages<RawNode>>,
        has_older: bool,
    ) -> Result<(), SyncError> {
        self.report.threads_read += 1;
        let mut row = ThreadRow {
            is_settled: thread.updated_time.is_some() && thread.updated_time < self.newest,
            id: thread.id,
            updated_time: thread.updated_time,
            participants: thread.participants,
            raw: thread.raw,
            ..ThreadRow::default()
        };
        let mut window = Window::default();
        window.add(thread.messages, self.progress.keep_since);
        let end = self
            .read_back(&mut row, &mut window, pages, has_older)
            .await?;
        let readable = self.lease.inbox.readable_messages();
        row.vanished = window.vanished(&end, readable);
        row.is_complete = !matches!(end, End::Failed(..));
        row.gap = match end {
            End::Limit => window.oldest.map(|to| Gap { to }),
            _ => None,
        };
        row.unreadable = unreadable_rows(&row, &window, &end);
        self.report.unreadable += row.unreadable.len() as u64;
        self.report.values_of_other_types += window.other_types;
        self.put(&row, &window.rows).await?;
        // A store has the rest with the conversation only if that is complete.
        if let End::Failed(error, code) = end {
            let (id, time) = (row.id, row.updated_time);
            self.put_unreadable(&id, time, code, &error).await?;
        }
        Ok(())
    }

    /// Reads older messages until they are not wanted.
    async fn read_back(
        &mut self,
        row: &mut ThreadRow,
        window: &mut Window,
        mut pages: Option<Pages<RawNode>>,
        has_older: bool,
    ) -> Result<End, SyncError> {
        let mut has_restarted = false;
        loop {
            if has_older && self.has_last(row, window).await? {
                return Ok(End::Known);
            }
            if window.oldest.is_some() && window.oldest < self.progress.keep_since {
                return Ok(End::TooOld);
            }
            let readable = self.lease.inbox.readable_messages();
            if readable.is_some_and(|readable| window.ids.len() >= readable) {
                return self.end_at_limit(row, window).await;
            }
            let Some(reading) = &mut pages else {
                return Ok(End::Whole);
            };
            match next_page(reading).await {
                Ok(None) => return Ok(End::Whole),
                Ok(Some(page)) => {
                    window.add_unreadable(page.report.unreadable());
                    let lost = left_out::count(&page.report);
                    window.without_id += usize::try_from(lost).unwrap_or(usize::MAX);
                    window.add(Messages::of_nodes(&page.items), self.progress.keep_since);
                }
                Err(error) if code_of(&error) == Some(crate::errors::MESSAGE_DELETED) => {
                    return self.end_at_limit(row, window).await;
                }
                Err(error) if is_refused_cursor(&error) && !has_restarted => {
                    has_restarted = true;
                    pages = Some(self.reader.messages(&row.id));
                }
                Err(error) if error.affects_all_nodes() => return Err(error.into()),
                Err(error) => return Ok(End::Failed(error.to_string(), code_of(&error))),
            }
            if window.rows.len() >= BUFFERED {
                window.had_last = self.has_last(row, window).await?;
                window.last = None;
                self.put(row, &window.rows).await?;
                window.rows.clear();
            }
        }
    }

    /// Returns how reading ended where the platform lets read no more: with a gap, unless the
    /// store has the message before it.
    async fn end_at_limit(&self, row: &ThreadRow, window: &Window) -> Result<End, SyncError> {
        let has_last = self.has_last(row, window).await?;
        Ok(if has_last { End::Known } else { End::Limit })
    }

    /// Returns whether the store had the last message of a window before this run.
    async fn has_last(&self, row: &ThreadRow, window: &Window) -> Result<bool, SyncError> {
        match &window.last {
            Some(last) => Ok(self.store.has_message(self.lease, &row.id, last).await?),
            None => Ok(window.had_last),
        }
    }

    /// Stores a conversation with messages.
    async fn put(&mut self, row: &ThreadRow, messages: &[MessageRow]) -> Result<(), SyncError> {
        let changes = self.store.put_thread(self.lease, row, messages).await?;
        self.report.threads_new += u64::from(changes.is_new_thread);
        self.report.left_out += u64::from(changes.is_left_out);
        self.report.messages_new += changes.messages_new;
        self.report.messages_changed += changes.messages_changed;
        self.report.messages_vanished += changes.messages_vanished;
        self.report.gaps += changes.gaps;
        Ok(())
    }

    /// Stores that a conversation was read but has no usable form.
    async fn put_damaged(
        &mut self,
        id: &str,
        node: &RawNode,
        problem: &str,
    ) -> Result<(), SyncError> {
        let time = node.json().object().time("updated_time");
        self.put_unreadable(id, time, None, problem).await
    }

    pub(super) async fn put_unreadable(
        &mut self,
        id: &str,
        updated_time: Option<Timestamp>,
        code: Option<i64>,
        error: &str,
    ) -> Result<(), SyncError> {
        self.report.unreadable += 1;
        let node = UnreadableRow {
            id: id.to_owned(),
            thread_id: id.to_owned(),
            updated_time,
            code,
            error: error.to_owned(),
        };
        self.store.put_unreadable(self.lease, &node).await?;
        Ok(())
    }
}

/// Reads the node of an id. Returns what is wrong with it.
fn read_thread(id: &str, node: &RawNode) -> Result<ReadThread, &'static str> {
    let thread = ReadThread::new(node)?;
    match thread.id == id {
        true => Ok(thread),
        false => Err("Graph answers with a conversation of another id"),
    }
}

/// Returns what of a complete conversation cannot be read.
fn unreadable_rows(row: &ThreadRow, window: &Window, end: &End) -> Vec<UnreadableRow> {
    if matches!(end, End::Failed(..)) {
        return Vec::new();
    }
    let of = |id: &str, code, error: String| UnreadableRow {
        id: id.to_owned(),
        thread_id: row.id.clone(),
        updated_time: row.updated_time,
        code,
        error,
    };
    let nodes = window.unreadable.iter();
    let mut rows: Vec<_> = nodes
        .map(|node| of(&node.id, code_of(&node.error), node.error.to_string()))
        .collect();
    if window.without_id > 0 {
        let error = format!("{} messages have no `id`", window.without_id);
        rows.push(of(&row.id, None, error));
    }
    rows
}
