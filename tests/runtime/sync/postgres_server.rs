//! A PostgreSQL server that refuses connections, ends them, or has something else.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use page_conversations::sync::{PostgresStore, StoreError, SyncError};
use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};

use super::Setup;
use super::database::{TestDatabase, skip};
use super::mirror::number;
use super::postgres::{Postgres, url};

/// A port in front of the server's socket. It ends a connection instead of passing on a
/// statement that writes, once.
struct Proxy {
    port: u16,
    /// How many of them it passes on before, and one more. 0 for all.
    writes: Arc<AtomicUsize>,
}

impl Proxy {
    async fn start(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let writes = Arc::new(AtomicUsize::new(0));
        let counted = writes.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(client, socket.clone(), counted.clone()));
            }
        });
        Self { port, writes }
    }
}

async fn forward(mut client: TcpStream, socket: PathBuf, writes: Arc<AtomicUsize>) {
    let mut server = UnixStream::connect(socket).await.unwrap();
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let statements = async {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let length = from_client.read(&mut buffer).await.unwrap_or(0);
            // Those that store messages are long.
            let is_write = length > 1_000;
            let next = |left: usize| left.checked_sub(1);
            if length == 0 || is_write && writes.fetch_update(SeqCst, SeqCst, next) == Ok(1) {
                return;
            }
            let _ = to_server.write_all(&buffer[..length]).await;
        }
    };
    tokio::select! {
        () = statements => {}
        _ = tokio::io::copy(&mut from_server, &mut to_client) => {}
    }
}

#[tokio::test]
async fn a_server_that_went_away_is_an_error_and_the_next_run_continues() {
    let Some(url) = url() else {
        return skip("a server that went away");
    };
    let options: PgConnectOptions = url.parse().unwrap();
    let Some(folder) = options.get_socket() else {
        return println!("skipped: the server has no socket");
    };
    let socket = folder.join(format!(".s.PGSQL.{}", options.get_port()));
    let proxy = Proxy::start(socket).await;
    let mut setup = Setup::<Postgres>::new(60).await;
    let address = format!("postgres://test:hunter2@127.0.0.1:{}/postgres", proxy.port);
    setup.store = setup.database.open_at(&address).await.unwrap();
    let inbox = setup.messenger();
    proxy.writes.store(10, SeqCst);
    let error = setup.sync().run(&inbox).await.unwrap_err();
    let is_lost = matches!(error, SyncError::Store(StoreError::Unavailable { .. }));
    assert!(is_lost, "{error:?}");
    assert!(error.to_string().contains("run the sync again"), "{error}");
    assert!(!format!("{error:?} {:?}", setup.store).contains("hunter2"));

    let threads = "SELECT count(*) FROM threads";
    let threads = number(&setup.database, threads).await;
    assert!((1..60).contains(&threads), "{threads}");

    setup.run(&inbox).await;
    setup.assert_mirrored(&inbox).await;
}

#[tokio::test]
async fn addresses_without_a_server_are_errors_without_their_password() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    for address in [
        format!("postgres://test:hunter2@127.0.0.1:{port}/postgres"),
        "postgres://test:hunter2@127.0.0.1:notaport/postgres".to_owned(),
        "postgres://test:hunter2@127.0.0.1/postgres?sslmode=hunter2".to_owned(),
    ] {
        let store = PostgresStore::builder(&*address);
        assert!(!format!("{store:?}").contains("hunter2"));
        let connected = store.connect_timeout(Duration::from_secs(1)).connect();
        let error = connected.await.unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
        let is_expected = matches!(
            error,
            StoreError::Unavailable { .. } | StoreError::Other { .. }
        );
        assert!(is_expected, "{error:?}");
    }
}

#[tokio::test]
async fn other_schemas_and_newer_ones_are_refused() {
    let Some(url) = url() else {
        return skip("other schemas");
    };
    let database = Postgres::create().await;
    database.open().await.unwrap();
    let newer = "UPDATE _sqlx_migrations SET version = 9 WHERE version = 2";
    database.query(newer).await;
    let error = database.open().await.unwrap_err();
    assert!(
        matches!(error, StoreError::TooNew { version: 9 }),
        "{error}"
    );
    let other = "UPDATE _sqlx_migrations SET version = 2, checksum = '\\x00' WHERE version = 9";
    database.query(other).await;
    let error = database.open().await.unwrap_err();
    assert!(matches!(error, StoreError::Broken { .. }), "{error}");
    database.query("COMMENT ON TABLE inboxes IS NULL").await;
    let error = database.open_at(&url).await.unwrap_err();
    assert!(matches!(error, StoreError::Foreign { .. }), "{error}");
}
