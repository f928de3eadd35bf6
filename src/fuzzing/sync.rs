//! Keeping a mirror of a world that changes.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::{Connection, Row, SqliteConnection};

use crate::client::graph::Graph;
use crate::client::pacing::Pacing;
use crate::client::retry::Retry;
use crate::simulator::{Change, Fault, Message, Person, Platform, Simulator, Thread, World};
use crate::sync::{Depth, Inbox, SqliteStore, Sync};
use crate::types::timestamp::Timestamp;

const PAGE: &str = "1";
const TIME: i64 = 1_785_283_200;

/// Conversations at the beginning, each with as many messages as its number.
const THREADS: u8 = 4;

/// Changes and runs of one input.
const MOST_STEPS: usize = 12;

/// Changes a world and runs a sync, a byte for each step. At the end, the mirror has what the
/// world has.
pub fn sync(input: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    let file = File::new();
    runtime.block_on(async {
        let simulator = Simulator::builder().world(start()).start().await;
        let simulator = simulator.expect("a simulator");
        let store = SqliteStore::open(&file.0).await.expect("a store");
        for step in input.iter().take(MOST_STEPS) {
            take(*step, &simulator, &store).await;
        }
        simulator.clear_faults();
        for depth in [Depth::Changes, Depth::Everything] {
            run(&simulator, &store, depth).await.expect("a run");
        }
        drop(store);
        assert_eq!(stored(&file.0).await, on_graph(&simulator.world()));
    });
}

/// A file for a mirror.
struct File(PathBuf);

impl File {
    fn new() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("page-conversations-{}-{number}.db", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let path = format!("{}{end}", self.0.display());
            // SQLite removes those of its own.
            let _ = std::fs::remove_file(path);
        }
    }
}

fn start() -> World {
    let world = World::empty().page(PAGE, "A Page", None);
    (0..THREADS).fold(world, |world, thread| {
        let person = Person::on_messenger(format!("7{thread}"), "Robin");
        let time = |second: u8| Timestamp::from_unix_seconds(TIME - i64::from(second));
        let messages = (0..thread).map(|message| {
            let id = format!("m_{thread}_{message}");
            Message::new(id, time(thread / 2 + message), person.clone()).text("A question")
        });
        let row = Thread::on_messenger(format!("t_{thread}"), time(thread / 2));
        world.thread(
            PAGE,
            row.participant(person.clone()),
            messages.collect::<Vec<_>>(),
        )
    })
}

/// Takes a step: what it is, and which conversation it is about.
async fn take(step: u8, simulator: &Simulator, store: &SqliteStore) {
    let thread = step / 16 % THREADS;
    let id = format!("t_{thread}");
    let message = format!("m_{thread}_{}", step / 64);
    let change = match step % 16 {
        0..3 => Change::message(id, "One more question"),
        3 => Change::delete_message(message),
        4 => Change::react(message, "❤"),
        5 => Change::delete_thread(id),
        6 => Change::archive(id),
        7 => return simulator.fail_next(Fault::Html(502)),
        8 => return simulator.fail_next(Fault::EmptyPage),
        9 => return simulator.fail_next(Fault::Disconnect),
        10 => return simulator.fail_always(Fault::TooMuchNested { above: 2 }),
        11 => return simulator.pass_next(step.into()),
        12 => return drop(run(simulator, store, Depth::Threads).await),
        13 => return drop(run(simulator, store, Depth::Everything).await),
        _ => return drop(run(simulator, store, Depth::Changes).await),
    };
    // What was deleted before is not there to be changed.
    let _ = simulator.change(change);
}

async fn run(simulator: &Simulator, store: &SqliteStore, depth: Depth) -> Result<(), String> {
    let graph = Graph::builder(simulator.access_token())
        .host(simulator.url())
        .pacing(Pacing::off())
        .retry(Retry::default().initial_backoff(Duration::ZERO))
        .build();
    let graph = graph.expect("a client");
    let sync = Sync::new(graph, store.clone()).depth(depth);
    let report = sync.run(&Inbox::messenger(PAGE)).await;
    report.map(drop).map_err(|error| error.to_string())
}

/// The texts of messages, by the ids of conversations and messages.
type Mirror = BTreeSet<(String, Option<String>, Option<String>)>;

async fn stored(path: &std::path::Path) -> Mirror {
    let url = format!("sqlite://{}", path.display());
    let mut connection = SqliteConnection::connect(&url).await.expect("the file");
    let rows = sqlx::query(
        "SELECT threads.id, messages.id, messages.text FROM threads
         LEFT JOIN messages ON thread = threads.key AND messages.vanished_at IS NULL
         WHERE threads.vanished_at IS NULL",
    );
    let rows = rows.fetch_all(&mut connection).await.expect("the rows");
    rows.iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect()
}

fn on_graph(world: &World) -> Mirror {
    let mut mirror = Mirror::new();
    for thread in world.threads(PAGE, Platform::Messenger) {
        let messages = world.messages(&thread.id);
        let messages: Vec<_> = messages.filter(|message| !message.is_deleted).collect();
        if messages.is_empty() {
            mirror.insert((thread.id.clone(), None, None));
        }
        for message in messages {
            let text = Some(message.message.clone());
            mirror.insert((thread.id.clone(), Some(message.id.clone()), text));
        }
    }
    mirror
}
