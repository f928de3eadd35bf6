//! What a hook into the HTTP client may set, besides certificates, redirects and proxies.

use std::net::{Ipv4Addr, SocketAddr};
#[cfg(feature = "rustls")]
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use page_conversations::Error;
use reqwest::ClientBuilder;
use reqwest::dns::{Name, Resolve, Resolving};

use crate::https::{
    SUCCESS, adjust, authority, read_with, serve_late, serve_plain, serve_trusted, trusting,
};
#[cfg(unix)]
use crate::https::{Server, certificate, serve};
use crate::log::Log;
use crate::loopback::ACCESS_TOKEN;
#[cfg(unix)]
use crate::tls::assert_refused;

#[tokio::test]
async fn timeouts_and_the_scheme_of_the_hook_are_replaced() {
    let authority = authority();
    let short = Duration::from_millis(20);
    let impatient = move |http: ClientBuilder| {
        let http = http.timeout(short).connect_timeout(short);
        http.https_only(true)
    };
    // It takes longer to begin a connection.
    let server = serve_late(&authority, short * 10, SUCCESS).await;
    let hook = trusting(&authority, impatient);
    read_with(&server, &hook).await.unwrap();
    let server = serve_plain(SUCCESS).await;
    read_with(&server, &adjust(impatient)).await.unwrap();
}

#[tokio::test]
async fn a_read_timeout_of_the_hook_applies_in_addition() {
    let silent = serve_plain("").await;
    let hook = adjust(|http| http.read_timeout(Duration::from_millis(50)));
    let error = read_with(&silent, &hook).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
}

/// Forwards the connections of a socket to a server.
#[cfg(unix)]
fn forward(socket: &std::path::Path, server: &Server) {
    let listener = tokio::net::UnixListener::bind(socket).unwrap();
    let address = server.url.rsplit("//").next().unwrap().to_owned();
    tokio::spawn(async move {
        while let Ok((mut from, _)) = listener.accept().await {
            let mut to = tokio::net::TcpStream::connect(&address).await.unwrap();
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut from, &mut to).await });
        }
    });
}

#[cfg(unix)]
#[tokio::test]
async fn a_socket_of_the_hook_is_kept_and_the_certificate_is_verified() {
    let authority = authority();
    let folder = tempfile::tempdir().unwrap();
    let trusted = serve_trusted(&authority, SUCCESS).await;
    let wrong_name = certificate("example.org", (-1, 1));
    let wrong = serve(wrong_name, Some(&authority), SUCCESS).await;
    let plain = serve_plain(SUCCESS).await;
    for (name, server) in [("trusted", &trusted), ("wrong", &wrong), ("plain", &plain)] {
        let socket = folder.path().join(name);
        forward(&socket, server);
        let hook = trusting(&authority, move |http| {
            http.unix_socket(socket.clone())
                .danger_accept_invalid_certs(true)
        });
        match name {
            "wrong" => assert_refused(name, server, &hook).await,
            _ => drop(read_with(server, &hook).await.unwrap()),
        }
    }
    assert_eq!((trusted.heads().len(), plain.heads().len()), (1, 1));
}

/// Knows no host.
struct NoHost;

impl Resolve for NoHost {
    fn resolve(&self, name: Name) -> Resolving {
        let error = format!("{} was asked for", name.as_str());
        Box::pin(std::future::ready(Err(error.into())))
    }
}

#[tokio::test]
async fn without_tls_localhost_is_a_loopback_address_whatever_the_hook_sets() {
    let server = serve_plain(SUCCESS).await;
    // No other address is reached, should this fail.
    let elsewhere = SocketAddr::from((Ipv4Addr::new(127, 255, 255, 254), 0));
    let hooks = [
        adjust(move |http| http.resolve("localhost", elsewhere)),
        adjust(move |http| http.resolve_to_addrs("LOCALHOST", &[elsewhere])),
        adjust(|http| http.dns_resolver(Arc::new(NoHost))),
    ];
    for hook in &hooks {
        read_with(&server, hook).await.unwrap();
    }
    assert_eq!(server.heads().len(), hooks.len());
}

/// A process of its own runs this, in which the environment names a file for the keys.
#[cfg(feature = "rustls")]
#[tokio::test]
async fn the_keys_of_a_connection_are_not_logged() {
    let authority = authority();
    let server = serve_trusted(&authority, SUCCESS).await;
    let hook = trusting(&authority, |http| http.tls_sslkeylogfile(true));
    read_with(&server, &hook).await.unwrap();
    assert_eq!(server.heads().len(), 1);
}

#[cfg(feature = "rustls")]
#[test]
fn the_keys_of_a_connection_are_not_written_to_the_file_of_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys");
    let mut test = Command::new(std::env::current_exe().unwrap());
    test.args([
        "--exact",
        "http_hook::the_keys_of_a_connection_are_not_logged",
    ]);
    let output = test.env("SSLKEYLOGFILE", &file).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("1 passed; 0 failed"), "{text}");
    assert!(!file.exists());
}

#[tokio::test]
async fn the_traffic_is_not_logged() {
    let (log, _guard) = Log::start();
    let authority = authority();
    for server in [
        serve_trusted(&authority, SUCCESS).await,
        serve_plain(SUCCESS).await,
    ] {
        let hook = trusting(&authority, |http| http.connection_verbose(true));
        read_with(&server, &hook).await.unwrap();
        assert!(server.heads()[0].contains(ACCESS_TOKEN));
    }
    let log = log.text();
    assert!(log.contains("connecting to"), "{log}");
    assert!(
        !log.contains(ACCESS_TOKEN) && !log.contains("Bearer"),
        "{log}"
    );
}
