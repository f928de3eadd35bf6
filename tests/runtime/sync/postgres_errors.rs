//! What a PostgreSQL server refuses.

use page_conversations::sync::{StoreError, SyncError};

use super::Setup;
use super::database::{TestDatabase, skip};
use super::mirror::number;
use super::postgres::{Postgres, url};

/// Returns the error of a run.
async fn error_of_run(setup: &Setup<Postgres>) -> StoreError {
    match setup.sync().run(&setup.messenger()).await.unwrap_err() {
        SyncError::Store(error) => error,
        error => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_full_disk_is_an_error_and_the_next_run_continues() {
    if url().is_none() {
        return skip("a full disk");
    }
    let setup = Setup::<Postgres>::new(10).await;
    // What the server sends then.
    setup
        .database
        .query(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
             'BEGIN RAISE EXCEPTION ''no space left'' USING ERRCODE = ''disk_full''; END';
             CREATE TRIGGER full_disk BEFORE INSERT ON messages
             FOR EACH ROW EXECUTE FUNCTION full_disk()",
        )
        .await;
    let error = error_of_run(&setup).await;
    assert!(matches!(error, StoreError::Full), "{error:?}");
    let threads = "SELECT count(*) FROM threads JOIN messages ON thread = threads.key";
    assert_eq!(number(&setup.database, threads).await, 0);
    let failed = "SELECT count(*) FROM runs WHERE outcome = 'failed' AND error IS NOT NULL";
    assert_eq!(number(&setup.database, failed).await, 1);
    setup
        .database
        .query("DROP TRIGGER full_disk ON messages")
        .await;
    setup.run(&setup.messenger()).await;
    setup.assert_mirrored(&setup.messenger()).await;
}

#[tokio::test]
async fn a_user_who_may_not_write_is_an_error_that_says_so() {
    let Some(url) = url() else {
        return skip("a user who may not write");
    };
    let mut setup = Setup::<Postgres>::new(5).await;
    let schema = setup.database.schema();
    setup
        .database
        .query(&format!(
            "DROP ROLE IF EXISTS \"{schema}\"; CREATE ROLE \"{schema}\" LOGIN;
             GRANT USAGE ON SCHEMA \"{schema}\" TO \"{schema}\";
             GRANT SELECT ON ALL TABLES IN SCHEMA \"{schema}\" TO \"{schema}\""
        ))
        .await;
    let user = schema.replace(' ', "%20");
    let address = url.replace("//test@", &format!("//{user}@"));
    assert_ne!(address, url);
    let error = setup.database.open_at(&address).await.unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly), "{error:?}");
    assert!(error.to_string().contains("user"), "{error}");

    // As on a server that follows another one.
    let read_only = "?options=-c%20default_transaction_read_only%3Don";
    let opened = setup.database.open_at(&format!("{url}{read_only}")).await;
    let error = match opened {
        Ok(store) => {
            setup.store = store;
            error_of_run(&setup).await
        }
        Err(error) => error,
    };
    assert!(matches!(error, StoreError::ReadOnly), "{error:?}");
    let removal = format!("DROP OWNED BY \"{schema}\"; DROP ROLE \"{schema}\"");
    setup.database.query(&removal).await;
}

#[tokio::test]
async fn errors_of_the_server_have_no_values_of_rows() {
    if url().is_none() {
        return skip("errors of the server");
    }
    let setup = Setup::<Postgres>::new(5).await;
    let constraint = "ALTER TABLE messages ADD CONSTRAINT short CHECK (length(id) < 1)";
    setup.database.query(constraint).await;
    let error = error_of_run(&setup).await;
    let shown = format!("{error:?}");
    assert!(shown.contains("short"), "{shown}");
    let threads = setup.world(&setup.messenger());
    let messages = threads.values().flat_map(|thread| &thread.messages);
    for (id, message) in messages {
        assert!(!shown.contains(id), "{shown}");
        let text = message.text.as_deref().unwrap_or_default();
        assert!(text.is_empty() || !shown.contains(text), "{shown}");
    }
}
