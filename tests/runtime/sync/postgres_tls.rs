//! TLS to a PostgreSQL server.

use std::path::PathBuf;
use std::sync::Arc;

use page_conversations::sync::StoreError;
use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_rustls::TlsAcceptor;

use super::Setup;
use super::database::skip;
use super::postgres::{Postgres, url};
use crate::https::{authority, certificate, config};

/// Begins TLS as a server of PostgreSQL does, and passes on what it contains.
async fn forward(mut client: TcpStream, acceptor: TlsAcceptor, socket: PathBuf) {
    // The request for TLS has a length and a code.
    let mut request = [0; 8];
    client.read_exact(&mut request).await.unwrap();
    assert_eq!(request[4..], 80_877_103_u32.to_be_bytes());
    client.write_all(b"S").await.unwrap();
    if let Ok(mut client) = acceptor.accept(client).await {
        let mut server = UnixStream::connect(socket).await.unwrap();
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}

#[tokio::test]
async fn the_certificate_of_the_server_is_checked() {
    let Some(url) = url() else {
        return skip("TLS");
    };
    let options: PgConnectOptions = url.parse().unwrap();
    let Some(folder) = options.get_socket() else {
        return println!("skipped: the server has no socket");
    };
    let socket = folder.join(format!(".s.PGSQL.{}", options.get_port()));
    let authority = authority();
    let config = config(certificate("localhost", (-1, 1)), Some(&authority));
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(forward(client, acceptor.clone(), socket.clone()));
        }
    });

    let mut setup = Setup::<Postgres>::new(5).await;
    let address = format!("postgres://test@localhost:{port}/postgres?sslmode=verify-full");
    let error = setup.database.open_at(&address).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");

    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    std::fs::write(&root, authority.pem()).unwrap();
    let address = format!("{address}&sslrootcert={}", root.display());
    setup.store = setup.database.open_at(&address).await.unwrap();
    setup.run(&setup.messenger()).await;
    setup.assert_mirrored(&setup.messenger()).await;
}
