//! A mirror of inboxes: conversations and messages in a database, kept up to date.
//!
//! A [`Sync`] brings one [`Inbox`] up to date with each [`run`](Sync::run), as often as the
//! caller wants. [`SqliteStore`] keeps any number of inboxes in one file. `PostgresStore`, with
//! the feature `postgres`, keeps them in a database that many machines share. [`run_all`] runs
//! many at once, each at the pace of its token, and [`run_due`] those that are due.
//!
//! ```
//! use page_conversations::simulator::Simulator;
//! use page_conversations::sync::{Inbox, SqliteStore, Sync};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let file = folder.path().join("mirror.db");
//! let simulator = Simulator::start().await?;
//! let store = SqliteStore::open(file).await?;
//! let sync = Sync::new(simulator.graph()?, store);
//! let inbox = Inbox::messenger(&*simulator.page_ids()[0]);
//!
//! let report = sync.run(&inbox).await?;
//! assert_eq!(report.threads_new, 60);
//! let report = sync.run(&inbox).await?;
//! assert_eq!(report.messages_new, 0);
//! assert!(report.calls <= 2);
//! # Ok(())
//! # }
//! ```
//!
//! # What a run does
//!
//! 1. It takes the **lease** of the inbox.
//! 2. It lists `id,updated_time`, newest first, back to the **watermark**, and remembers the
//!    time of the first conversation it sees. From v26.0 on, `updated_after_ms` lets Graph leave
//!    out what is older; before, the run stops there by itself.
//! 3. It reads the conversations of the page that may have changed, 50 in a call, each with its
//!    newest 20 messages, and further messages until one that the store has. Each conversation
//!    is one transaction. A conversation of more than 1,000 new messages is several, and is
//!    incomplete until the last.
//! 4. It tries again what could not be read before and is due.
//! 5. Only now, with the list walked to its end, it sets the watermark to the time of step 2,
//!    and gives the lease back.
//!
//! The first run has no watermark. It reads messages together with the list, 50 conversations a
//! page with up to 50 messages each. It stores the cursor of each page, so that it does not list
//! those again if it is stopped.
//!
//! # Why nothing is lost
//!
//! - **A stop at any moment**, also a dropped future: what was committed stays, and the
//!   watermark is the old one, so that the next run lists the same conversations again. Those
//!   that are stored with the time that is listed are not read again.
//! - **The watermark is inclusive.** Times are whole seconds, and another message may arrive in
//!   the second of the newest one. A conversation is *settled* if its time is before that of the
//!   newest conversation of the list that it was read for: then a later message has a later time.
//!   Others are read again when they are listed again, mostly one in each run.
//! - **A time in the future**, by the clock of this machine, is not taken for the watermark: it
//!   would hide all that changes until then. Each run reads such a conversation again.
//! - **Conversations that move to the top** while pages are read have a time at or after the
//!   watermark, so that the next run reads them. What is listed twice is stored once.
//! - **Cursors are hints.** The page of a stored cursor has to have a conversation that it had
//!   before. If it does not, or if Graph refuses a cursor, the list is read from its beginning,
//!   without reading again what is stored.
//! - **What cannot be read** is a row in `unreadable`, with its error. It is tried again after a
//!   minute, then after twice as long each time, at most after a day, and before that if it
//!   changes. All else of it is stored: one message that fails costs no other.
//! - **What Graph does not let read**, such as all but the newest 20 messages of a conversation
//!   on Instagram, is a row in `gaps` with its times. What is stored already stays. A first run
//!   cannot tell whether a conversation of exactly 20 messages has more, and stores a gap.
//! - **What vanished** from Graph is marked in `vanished_at`, and stays.
//! - **Values that are not of the expected type** are NULL in their column, and kept in `raw`.
//!   A listed node without an id keeps the watermark where it is.
//!
//! Graph shows no list of what was deleted. [`Depth::Changes`] finds messages that vanished among
//! the newest of a conversation that changed. [`Depth::Threads`] also finds conversations that
//! vanished, and those that it may have missed because others vanished from the list while its
//! pages were read. [`Depth::Everything`] finds all. Run them from time to time, such as each
//! night and each month.
//!
//! # Calls
//!
//! | Run | Calls at most |
//! |---|---|
//! | nothing new | 2: the list, and the newest conversation |
//! | `k` of at most 50 changed, each with up to 100 new messages | 2 + `k` |
//! | first, `n` conversations of up to 50 messages, on Instagram of any number | `n` / 50, rounded up |
//! | [`Depth::Threads`], nothing new | `n` / 100 + 1 |
//!
//! Graph documents one limit for them, 50 ids in a call, from which `n` / 50 follows as the
//! fewest for the first run: 200 for 10,000. A conversation of more messages takes a call for
//! each further 100. Retries are calls too. If Graph asks for less data, pages become smaller,
//! and there are more of them.
//!
//! # Many workers
//!
//! A store that was opened is a worker, with its clones. Workers on any number of machines share
//! a PostgreSQL store, and processes of one machine a SQLite file. [`run_due`] takes the
//! [scheduled](Store::schedule) inboxes that are due one by one, and leaves out those that
//! another worker has.
//!
//! A lease is valid for a minute, and each write renews it. Each write also carries its number,
//! and is refused with [`StoreError::LeaseLost`] once another worker has taken the inbox over.
//! [`Sync::run`] takes over leases of its own store at once; a lease of another one has to end
//! before. The clock of the database decides about leases and about what is due, for SQLite that
//! of the machine. It does not decide about what is read.
//!
//! # Scale on paper
//!
//! The benchmark `sync` measured these figures on a machine with two processors: a run of 1,000 Pages
//! by two workers took 11 s on SQLite and on PostgreSQL, 1.1 of what the calls alone take, and 54 to
//! 66 MiB. On a slower machine, which the server of PostgreSQL shared with both workers, it took 1.3
//! there. The simulator answered after 150 ms. The rest is arithmetic.
//!
//! - **Calls**: a Page without news takes 2, of the 2 a second that the default pace allows its
//!   token. Each 5 minutes, these are 2 of 600. The first run of 10,000 conversations takes 200
//!   calls, so 100 s.
//! - **One worker** with 20 runs at once and 150 ms a call: a Page takes 2 × 0.15 s = 0.3 s, so
//!   that there are 20 / 0.3 s = 66 Pages a second, and 1,000 Pages take 15 s.
//! - **Ten workers** the same, on PostgreSQL: 666 Pages a second, if the database keeps up. Each
//!   Page takes about 6 transactions, and workers choose the next one by one. More than 85 Pages
//!   a second were not measured.
//! - **The Pages of a platform**: 10,000, each 5 minutes, are 10,000 / 300 s = 34 Pages and 67
//!   calls a second. At 0.3 s, 10 runs at once suffice: one worker, and a second one in case the
//!   first is gone. A worker that is gone delays its Pages by a minute.
//! - **Memory**: a run holds one page, of a few megabytes at most, and up to 1,000 messages of
//!   one conversation. With 20 at once, this is about 100 MB at most.
//! - **Database**: a message of 80 characters takes 650 bytes with its indexes in SQLite, so that
//!   a million takes 650 MB, and 10,000 conversations of 20 messages 130 MB.
//!
//! # The tables
//!
//! Times are Unix times in seconds: `datetime(created_time, 'unixepoch')` shows them in SQLite,
//! `to_timestamp(created_time)` in PostgreSQL, where the tables are in the schema
//! `page_conversations`. There, U+0000 is U+2400 (␀) in columns, and `\u0000` in `raw`.
//!
//! | Table | Columns |
//! |---|---|
//! | `inboxes` | `key`, `account_id`, `platform` (`messenger`, `instagram`, `instagram_login`), `watermark`, `is_scheduled`, `started_at` (of the last run), and the state of a run |
//! | `threads` | `key`, `inbox`, `id`, `updated_time`, `is_settled`, `is_complete`, `synced_at`, `vanished_at`, `raw` (JSON without messages) |
//! | `messages` | `key`, `thread`, `id`, `created_time`, `sender_id`, `sender_name`, `text`, `stored_at`, `changed_at`, `vanished_at`, `raw` (JSON) |
//! | `participants` | `thread`, `person_id`, `name`, `username`, `email`; also those who have left |
//! | `attachments` | `message`, `position`, `id`, `mime_type`, `name`, `size` in bytes; the files are not stored, and their URLs in `raw` expire |
//! | `gaps` | `thread`, `from_time` (NULL: from its beginning), `to_time`, `found_at` |
//! | `unreadable` | `inbox`, `id`, `thread_id`, `updated_time`, `code`, `error`, `attempts`, `first_at`, `last_at`, `next_at` |
//! | `runs` | `inbox`, `started_at`, `ended_at`, `outcome` (`running`, `complete`, `failed`, `stopped`), `error`, and the numbers of [`SyncReport`] |
//! | `forgotten` | `hash`, `forgotten_at` |
//! | `settings` | `salt` of the hashes, `keep_since` |
//!
//! `inbox`, `thread` and `message` are the `key` of a row there. The last ten messages:
//!
//! ```sql
//! SELECT datetime(created_time, 'unixepoch'), sender_name, text FROM messages
//! WHERE vanished_at IS NULL ORDER BY created_time DESC LIMIT 10;
//! ```
//!
//! # Other people's messages
//!
//! The file is created for its owner alone. [`forget`](SqliteStore::forget) removes a person,
//! and [`expire`](SqliteStore::expire) what is old; later runs do not bring them back. No text of
//! a message is in an error, in a log, or in `Debug` output.
//!
//! # Other stores
//!
//! [`Store`] is the interface of a run to its store.

mod call_counter;
mod error;
mod inbox;
mod json;
mod left_out;
mod node;
#[cfg(feature = "postgres")]
mod postgres;
mod reader;
mod report;
mod run;
mod run_many;
mod sql;
mod sqlite;
mod status;
mod store;
mod thread;
mod threads_by_id;
mod walk;

pub use self::error::{StoreError, SyncError};
pub use self::inbox::Inbox;
#[cfg(feature = "postgres")]
pub use self::postgres::{PostgresStore, PostgresStoreBuilder};
pub use self::report::SyncReport;
pub use self::run::{Depth, Sync};
pub use self::run_many::{run_all, run_due};
pub use self::sqlite::SqliteStore;
pub use self::status::{
    GapStatus, InboxStatus, ParseOutcomeError, RunOutcome, RunStatus, StoreStatus, UnreadableStatus,
};
pub use self::store::{
    AttachmentRow, Changes, Gap, KnownThread, Lease, MessageRow, PersonRow, Progress, Store,
    ThreadRow, UnreadableRow, Vanished, WalkPosition,
};
