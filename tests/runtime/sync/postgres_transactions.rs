//! What workers and others do in a PostgreSQL database at the same moment.

use std::future::Future;
use std::time::Duration;

use futures_util::future::{join, join_all};
use page_conversations::sync::{
    Inbox, PersonRow, PostgresStore, Store, StoreError, SyncReport, ThreadRow,
};
use sqlx::{Connection, PgConnection};

use super::Setup;
use super::database::{TestDatabase, skip};
use super::mirror::number;
use super::postgres::{Postgres, url};

const HOUR: Duration = Duration::from_secs(3_600);

/// Begins a transaction of another program with a statement.
async fn begin(database: &Postgres, statement: &str) -> PgConnection {
    let mut other = PgConnection::connect(&url().unwrap()).await.unwrap();
    let schema = database.schema();
    let begun = format!("SET search_path TO \"{schema}\"; BEGIN; {statement}");
    sqlx::raw_sql(&begun).execute(&mut other).await.unwrap();
    other
}

async fn end(mut other: PgConnection) {
    let ended = sqlx::raw_sql("ROLLBACK").execute(&mut other);
    ended.await.unwrap();
}

/// Runs two at once, the second while the first is within its transaction: before it writes to
/// a table.
async fn second_within_first<F: Future, S: Future>(
    database: &Postgres,
    table: &str,
    first: F,
    second: S,
) -> (F::Output, S::Output) {
    let locked = format!("LOCK TABLE {table} IN SHARE MODE");
    let other = begin(database, &locked).await;
    let waits = format!(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass"
    );
    let is_first_stopped = async {
        while number(database, &waits).await == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let second = async {
        is_first_stopped.await;
        let go_on = async {
            // Time for the second to pass the first by, if it does not wait for it.
            tokio::time::sleep(Duration::from_millis(300)).await;
            end(other).await;
        };
        join(second, go_on).await.0
    };
    join(first, second).await
}

/// A conversation with a person.
fn thread_of(person: &str) -> ThreadRow {
    let person = PersonRow {
        id: person.to_owned(),
        ..PersonRow::default()
    };
    ThreadRow {
        id: "t_1".to_owned(),
        participants: vec![person],
        ..ThreadRow::default()
    }
}

#[tokio::test]
async fn a_person_is_forgotten_while_a_worker_stores_the_same_person() {
    if url().is_none() {
        return skip("forgetting while a worker stores");
    }
    let setup = Setup::<Postgres>::new(1).await;
    let thread = thread_of("7");
    let lease = setup.store.begin(&setup.messenger()).await.unwrap();
    let stored = setup.store.put_thread(&lease, &thread, &[]);
    let forgotten = setup.store.forget("7");
    let both = second_within_first(&setup.database, "participants", stored, forgotten);
    let (stored, forgotten) = both.await;
    assert!(stored.unwrap().is_new_thread);
    assert_eq!(forgotten.unwrap(), 1);
    let threads = "SELECT count(*) FROM threads";
    assert_eq!(number(&setup.database, threads).await, 0);
}

#[tokio::test]
async fn who_is_forgotten_while_a_worker_waits_is_not_stored() {
    if url().is_none() {
        return skip("a worker that waits for forgetting");
    }
    let setup = Setup::<Postgres>::new(1).await;
    let thread = thread_of("7");
    let lease = setup.store.begin(&setup.messenger()).await.unwrap();
    let both = second_within_first(
        &setup.database,
        "forgotten",
        setup.store.forget("7"),
        setup.store.put_thread(&lease, &thread, &[]),
    );
    let (forgotten, stored) = both.await;
    assert_eq!(forgotten.unwrap(), 0);
    assert!(stored.unwrap().is_left_out);
    let threads = "SELECT count(*) FROM threads";
    assert_eq!(number(&setup.database, threads).await, 0);
}

#[tokio::test]
async fn workers_that_decide_at_once_do_not_take_the_same() {
    if url().is_none() {
        return skip("workers that decide at once");
    }
    let setup = Setup::<Postgres>::new(1).await;
    let other = setup.database.open().await.unwrap();
    let (inbox, database) = (setup.messenger(), &setup.database);
    // The other one has the same token.
    let inboxes = [inbox.clone(), setup.instagram()];
    setup.store.schedule(&inboxes, true).await.unwrap();
    let both = second_within_first(
        database,
        "runs",
        setup.store.begin(&inbox),
        other.begin(&inbox),
    );
    let (first, second) = both.await;
    assert!(
        matches!(second, Err(StoreError::Leased { .. })),
        "{second:?}"
    );
    let (first, report) = (first.unwrap(), SyncReport::default());
    setup.store.end(&first, &report, None).await.unwrap();

    super::execute(database, "UPDATE inboxes SET started_at = 0").await;
    let both = second_within_first(
        database,
        "runs",
        setup.store.begin_next(HOUR),
        other.begin_next(HOUR),
    );
    let (first, second) = both.await;
    assert!(first.unwrap().is_some());
    assert_eq!(second.unwrap(), None);
}

#[tokio::test]
async fn an_inbox_that_others_write_to_is_left_for_later() {
    if url().is_none() {
        return skip("an inbox that others write to");
    }
    let setup = Setup::<Postgres>::new(1).await;
    let inboxes = ["1", "2"].map(Inbox::messenger);
    setup.store.schedule(&inboxes, true).await.unwrap();
    let locked = "SELECT key FROM inboxes WHERE account_id = '1' FOR UPDATE";
    let other = begin(&setup.database, locked).await;
    let taken = setup.store.begin_next(HOUR).await.unwrap().unwrap();
    assert_eq!(taken.inbox, inboxes[1]);
    assert_eq!(setup.store.begin_next(HOUR).await.unwrap(), None);
    end(other).await;
    let taken = setup.store.begin_next(HOUR).await.unwrap().unwrap();
    assert_eq!(taken.inbox, inboxes[0]);
}

#[tokio::test]
async fn stores_that_are_opened_at_once_create_the_schema_once() {
    let Some(url) = url() else {
        return skip("stores that are opened at once");
    };
    let database = Postgres::create().await;
    let schema = format!("{} \"quoted\"", database.schema());
    let open = |_| PostgresStore::builder(&*url).schema(&*schema).connect();
    for opened in join_all((0..6).map(open)).await {
        opened.unwrap().close().await;
    }
    let created = format!("SELECT count(*) FROM pg_namespace WHERE nspname = '{schema}'");
    assert_eq!(number(&database, &created).await, 1);
}
