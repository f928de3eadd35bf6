//! The simulator over HTTPS.

use std::time::Duration;

use futures_util::TryStreamExt;
use page_conversations::simulator::{Simulator, SimulatorBuilder, Tls};
use page_conversations::v26_0::ListConversations;
use rcgen::{CertificateParams, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::simulator::plain::{CLIENT, call, ids, send};

fn secured() -> SimulatorBuilder {
    Simulator::builder().tls(Tls::self_signed())
}

/// A client that trusts the certificate of a simulator.
fn trusting(simulator: &Simulator) -> reqwest::Client {
    let pem = simulator.certificate().unwrap();
    let root = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
    let client = reqwest::Client::builder().add_root_certificate(root);
    client.build().unwrap()
}

async fn connect(simulator: &Simulator) -> TcpStream {
    let address = simulator.url().replace("https://", "");
    TcpStream::connect(address).await.unwrap()
}

/// The path of a list, with the token.
fn list(simulator: &Simulator) -> String {
    let page = simulator.page_ids()[0].clone();
    let token = simulator.access_token();
    format!("/v26.0/{page}/conversations?access_token={token}")
}

#[tokio::test]
async fn the_client_of_a_simulator_reads_all_pages_over_tls() {
    let simulator = secured().start().await.unwrap();
    let request = ListConversations::new(simulator.page_ids()[0].clone());
    let threads = simulator.graph().unwrap().items(request);
    let threads: Vec<_> = threads.try_collect().await.unwrap();
    assert_eq!(threads.len(), 60);
}

#[tokio::test]
async fn the_certificate_has_the_names_of_loopback_and_further_ones() {
    let tls = Tls::self_signed().name("simulator.test");
    let simulator = Simulator::builder().tls(tls).start().await.unwrap();
    let url = simulator.url();
    let port = url.rsplit(':').next().unwrap();
    let client = |name: &'static str| {
        let pem = simulator.certificate().unwrap();
        let root = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
        let address = ([127, 0, 0, 1], 0).into();
        let client = reqwest::Client::builder().add_root_certificate(root);
        client.resolve(name, address).build().unwrap()
    };
    for (name, is_accepted) in [
        ("127.0.0.1", true),
        ("localhost", true),
        ("simulator.test", true),
        ("other.test", false),
    ] {
        let url = format!("https://{name}:{port}{}", list(&simulator));
        let sent = client(name).get(url).send().await;
        assert_eq!(sent.is_ok(), is_accepted, "{name}: {sent:?}");
    }
}

#[tokio::test]
async fn links_to_pages_have_the_scheme() {
    let simulator = secured().start().await.unwrap();
    let url = simulator.url() + &list(&simulator);
    let client = trusting(&simulator);
    let page = send(client.get(url)).await.body;
    let next = page["paging"]["next"].as_str().unwrap();
    assert!(next.starts_with(&simulator.url()), "{next}");
    assert_eq!(ids(&send(client.get(next)).await.body).len(), 25);
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_refused_by_the_client() {
    let simulator = secured().start().await.unwrap();
    let url = simulator.url() + &list(&simulator);
    assert!(CLIENT.get(url).send().await.is_err());
    assert!(simulator.calls().is_empty());
}

#[tokio::test]
async fn a_request_without_tls_is_told_so() {
    let simulator = secured().start().await.unwrap();
    let url = simulator.url().replace("https://", "http://");
    let answer = send(CLIENT.get(url + &list(&simulator))).await;
    assert_eq!(answer.status, 400);
    assert!(answer.text.contains("https://"), "{}", answer.text);
    assert!(simulator.calls().is_empty());
}

#[tokio::test]
async fn a_connection_that_fails_its_handshake_ends_alone() {
    let simulator = secured().start().await.unwrap();
    let mut stream = connect(&simulator).await;
    stream.write_all(&[0x16, 3, 1, 0, 2, 9, 9]).await.unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    // An alert at most.
    assert!(rest.len() < 10, "{rest:?}");
    let url = simulator.url() + &list(&simulator);
    assert_eq!(send(trusting(&simulator).get(url)).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_handshake_that_takes_too_long_is_cut_off() {
    let simulator = secured().max_connections(1).start().await.unwrap();
    // A client that sends nothing, and one that sends the start of a handshake.
    for sent in [&[][..], &[0x16, 3, 1, 2, 0]] {
        let mut stream = connect(&simulator).await;
        let start = Instant::now();
        stream.write_all(sent).await.unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
        let waited = start.elapsed();
        assert!(waited >= Duration::from_secs(9), "{sent:?}: {waited:?}");
        assert!(waited < Duration::from_secs(22), "{sent:?}: {waited:?}");
    }
}

#[tokio::test]
async fn clients_that_delay_their_handshake_hold_up_no_other() {
    let simulator = secured().start().await.unwrap();
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(connect(&simulator).await);
    }
    let url = simulator.url() + &list(&simulator);
    assert_eq!(send(trusting(&simulator).get(url)).await.status, 200);
    drop(silent);
}

/// A certificate and its key, as PEM.
fn own(name: &str) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

#[tokio::test]
async fn a_certificate_of_the_users_own_is_served() {
    let (certificate, key) = own("127.0.0.1");
    let tls = Tls::from_pem(certificate.as_str(), key);
    let simulator = Simulator::builder().tls(tls).start().await.unwrap();
    assert_eq!(simulator.certificate(), Some(certificate.as_str()));
    let request = ListConversations::new(simulator.page_ids()[0].clone());
    let page = simulator.graph().unwrap().page(&request).await.unwrap();
    assert_eq!(page.items.len(), 25);
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_is_an_error() {
    let ((certificate, key), (_, other)) = (own("localhost"), own("localhost"));
    let wrong = certificate.replace("MII", "!!!");
    for (tls, expected) in [
        (Tls::from_pem("", key.as_str()), "no certificate"),
        (Tls::from_pem(wrong, key.as_str()), "not PEM"),
        (Tls::from_pem(certificate.as_str(), ""), "no private key"),
        (Tls::from_pem(certificate.as_str(), other), "cannot be used"),
        (Tls::self_signed().name("not\u{e9}a name"), "these names"),
    ] {
        assert!(!format!("{tls:?}").contains("PRIVATE"));
        let error = Simulator::builder().tls(tls).start().await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert!(error.to_string().contains(expected), "{expected}: {error}");
    }
}

#[tokio::test]
async fn without_tls_there_is_no_certificate() {
    let simulator = Simulator::start().await.unwrap();
    assert_eq!(simulator.certificate(), None);
    let page = call(&simulator, &list(&simulator)).await;
    assert_eq!(ids(&page.body).len(), 25);
}
