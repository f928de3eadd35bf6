//! A PostgreSQL server that refuses connections, ends them, or has something else.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use page_conversations::sync::{Depth, PostgresStore, StoreError, SyncError};
use sqlx::postgres::PgConnectOptions;
use tokio::net::{TcpListener, UnixStream};
use tokio::task::AbortHandle;

use super::Setup;
use super::database::{TestDatabase, skip};
use super::mirror::{assert_same, in_world, number, stored};
use super::postgres::{Postgres, url};

/// A port in front of the server's socket.
struct Proxy {
    port: u16,
    connections: Arc<Mutex<Vec<AbortHandle>>>,
}

impl Proxy {
    async fn start(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(Mutex::new(Vec::new()));
        let open = connections.clone();
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let socket = socket.clone();
                let copying = tokio::spawn(async move {
                    let mut server = UnixStream::connect(socket).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                });
                open.lock().unwrap().push(copying.abort_handle());
            }
        });
        Self { port, connections }
    }

    /// Ends all connections.
    fn cut(&self) {
        for connection in self.connections.lock().unwrap().drain(..) {
            connection.abort();
        }
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
    let mut setup = Setup::<Postgres>::new(200).await;
    let address = format!("postgres://test:hunter2@127.0.0.1:{}/postgres", proxy.port);
    setup.store = setup.database.open_at(&address).await.unwrap();
    let (sync, inbox) = (setup.sync(), setup.messenger());
    let cut = async {
        let threads = "SELECT count(*) FROM threads";
        while number(&setup.database, threads).await == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        proxy.cut();
    };
    let (result, ()) = futures_util::future::join(sync.run(&inbox), cut).await;
    let error = result.unwrap_err();
    let is_lost = matches!(error, SyncError::Store(StoreError::Unavailable { .. }));
    assert!(is_lost, "{error:?}");
    assert!(error.to_string().contains("run the sync again"), "{error}");
    assert!(!format!("{error:?} {:?}", setup.store).contains("hunter2"));

    setup.run_at(&inbox, Depth::Changes).await;
    let stored = stored(&setup.database, &inbox).await;
    assert_same(&stored, &in_world(&setup.simulator.world(), &inbox));
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
    let newer = "UPDATE _sqlx_migrations SET version = 9";
    database.query(newer).await;
    let error = database.open().await.unwrap_err();
    assert!(
        matches!(error, StoreError::TooNew { version: 9 }),
        "{error}"
    );
    let other = "UPDATE _sqlx_migrations SET version = 1, checksum = '\\x00'";
    database.query(other).await;
    let error = database.open().await.unwrap_err();
    assert!(matches!(error, StoreError::Broken { .. }), "{error}");
    database.query("COMMENT ON TABLE inboxes IS NULL").await;
    let error = database.open_at(&url).await.unwrap_err();
    assert!(matches!(error, StoreError::Foreign { .. }), "{error}");
}
