//! Opens files that are stores, and others.

use std::time::Duration;

use page_conversations::sync::{SqliteStore, Store, StoreError, StoreStatus, SyncError, ThreadRow};

use super::database::{Sqlite, query_file};
use super::mirror::number;
use super::{Setup, execute};

#[tokio::test]
#[cfg(unix)]
async fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let setup = Setup::<Sqlite>::new(5).await;
    setup.run(&setup.messenger()).await;
    let files: Vec<_> = std::fs::read_dir(setup.database.folder())
        .unwrap()
        .collect();
    assert_eq!(files.len(), 3, "the file, its journal and its index");
    for file in files {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn other_files_are_refused_and_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("letter.txt");
    std::fs::write(&text, "Dear Robin,\n".repeat(100)).unwrap();
    let database = folder.path().join("other.db");
    std::fs::write(&database, "").unwrap();
    query_file(&database, "CREATE TABLE letters (text TEXT)").await;
    for path in [text, database] {
        let before = std::fs::read(&path).unwrap();
        let error = SqliteStore::open(&path).await.unwrap_err();
        assert!(matches!(error, StoreError::Foreign { .. }), "{error}");
        assert!(error.to_string().contains("choose another one"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[tokio::test]
async fn stores_of_newer_versions_and_broken_ones_are_refused() {
    let setup = Setup::<Sqlite>::new(5).await;
    let path = setup.database.path();
    let migrations = "UPDATE _sqlx_migrations SET";
    query_file(&path, &format!("{migrations} checksum = x'00'")).await;
    let error = SqliteStore::open(&path).await.unwrap_err();
    assert!(matches!(error, StoreError::Broken { .. }), "{error}");

    query_file(
        &path,
        &format!("{migrations} version = 9 WHERE version = 2"),
    )
    .await;
    let error = SqliteStore::open(&path).await.unwrap_err();
    assert!(
        matches!(error, StoreError::TooNew { version: 9 }),
        "{error}"
    );
    assert!(error.to_string().contains("update this program"), "{error}");
}

#[tokio::test]
async fn a_missing_folder_and_a_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for path in [
        folder.path().join("none/mirror.db"),
        folder.path().to_owned(),
    ] {
        let error = SqliteStore::open(&path).await.unwrap_err();
        let is_expected = matches!(error, StoreError::Other { .. } | StoreError::ReadOnly);
        assert!(is_expected, "{error:?}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_an_error_that_says_so() {
    let setup = Setup::<Sqlite>::new(5).await;
    let inbox = setup.messenger();
    setup.run(&inbox).await;
    let before = number(&setup.database, "SELECT count(*) FROM runs").await;
    // As in a file that may only be read, which nothing prevents root from writing.
    let triggers = "CREATE TRIGGER full BEFORE INSERT ON runs BEGIN SELECT raise(ABORT, 'no'); END";
    execute(&setup.database, triggers).await;
    let error = setup.sync().run(&inbox).await.unwrap_err();
    assert!(
        matches!(error, SyncError::Store(StoreError::Other { .. })),
        "{error:?}"
    );
    execute(&setup.database, "DROP TRIGGER full").await;
    setup.run(&inbox).await;
    let after = number(&setup.database, "SELECT count(*) FROM runs").await;
    assert_eq!(
        after,
        before + 1,
        "nothing of the run that failed was written"
    );
}

/// SQLite rolls back by itself where a disk is full, among others.
#[tokio::test]
async fn a_transaction_that_sqlite_ended_does_not_disturb_the_next_one() {
    for table in ["runs", "threads", "messages"] {
        let setup = Setup::<Sqlite>::new(5).await;
        let inbox = setup.messenger();
        let trigger = format!(
            "CREATE TRIGGER ended BEFORE INSERT ON {table} BEGIN SELECT raise(ROLLBACK, 'no'); END"
        );
        execute(&setup.database, &trigger).await;
        for _ in 0..2 {
            let error = setup.sync().run(&inbox).await.unwrap_err();
            let error = format!("{error:?}");
            assert!(error.contains(r#""no""#), "{table}: {error}");
        }
        execute(&setup.database, "DROP TRIGGER ended").await;
        setup.run(&inbox).await;
        setup.assert_mirrored(&inbox).await;
    }
}

#[tokio::test]
async fn a_full_disk_is_an_error_and_the_next_run_continues() {
    let setup = Setup::<Sqlite>::new(60).await;
    let inbox = setup.messenger();
    let store = setup.store.clone();
    store.limit_size(250_000).await.unwrap();
    let error = setup.sync().run(&inbox).await.unwrap_err();
    assert!(
        matches!(error, SyncError::Store(StoreError::Full)),
        "{error:?}"
    );
    store.limit_size(1_000_000_000).await.unwrap();
    setup.run(&inbox).await;
    setup.assert_mirrored(&inbox).await;
}

#[tokio::test]
async fn a_locked_file_is_an_error_that_says_so() {
    let setup = Setup::<Sqlite>::new(5).await;
    let mut other = super::database::connect(&setup.database.path()).await;
    sqlx::raw_sql("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .unwrap();
    let error = setup.sync().run(&setup.messenger()).await.unwrap_err();
    assert!(
        matches!(error, SyncError::Store(StoreError::Locked)),
        "{error:?}"
    );
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    setup.run(&setup.messenger()).await;
}

#[tokio::test]
async fn a_write_waits_for_one_of_another_process() {
    let setup = Setup::<Sqlite>::new(5).await;
    let lease = setup.store.begin(&setup.messenger()).await.unwrap();
    let mut other = super::database::connect(&setup.database.path()).await;
    let written = "BEGIN IMMEDIATE; UPDATE settings SET keep_since = 0";
    sqlx::raw_sql(written).execute(&mut other).await.unwrap();
    let commit = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
    };
    let thread = ThreadRow {
        id: "t_1".to_owned(),
        ..ThreadRow::default()
    };
    let stored = setup.store.put_thread(&lease, &thread, &[]);
    let (stored, ()) = tokio::join!(stored, commit);
    assert!(stored.unwrap().is_new_thread);
}

#[tokio::test]
async fn a_store_of_the_first_version_is_brought_up_to_date() {
    let setup = Setup::<Sqlite>::new(5).await;
    let inbox = setup.messenger();
    setup.run(&inbox).await;
    for statement in [
        "ALTER TABLE runs DROP COLUMN threads_without_id",
        "ALTER TABLE runs DROP COLUMN values_of_other_types",
        "DELETE FROM _sqlx_migrations WHERE version > 1",
    ] {
        execute(&setup.database, statement).await;
    }
    let store = SqliteStore::open(setup.database.path()).await.unwrap();
    let runs = |status: &StoreStatus| status.inboxes[0].runs.len();
    assert_eq!(runs(&store.status().await.unwrap()), 1);
    let sync = super::Sync::new(setup.graph.clone(), store.clone());
    sync.run(&inbox).await.unwrap();
    assert_eq!(runs(&store.status().await.unwrap()), 2);
    setup.assert_mirrored(&inbox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_may_be_created_by_several_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..20 {
        let path = folder.path().join(format!("{round}.db"));
        let opened = (0..4).map(|_| tokio::spawn(SqliteStore::open(path.clone())));
        for opened in futures_util::future::join_all(opened).await {
            opened.unwrap().unwrap().close().await;
        }
    }
}

#[tokio::test]
async fn a_file_that_was_closed_is_an_error_for_clones_of_its_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("mirror.db"))
        .await
        .unwrap();
    let clone = store.clone();
    store.close().await;
    let error = clone.status().await.unwrap_err();
    assert!(matches!(error, StoreError::Other { .. }), "{error}");
    clone.close().await;
}
