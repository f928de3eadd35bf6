//! Certificates of HTTPS servers, on loopback.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use page_conversations::v26_0::ListConversations;
use page_conversations::{
    Advice, Error, Graph, GraphBuilder, Pacing, Page, Retry, TransportErrorKind,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use time::OffsetDateTime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::loopback::{ACCESS_TOKEN, PAGE_ID};

/// An authority that signs certificates.
fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// The parameters of a certificate that is valid from one day to another, relative to now.
fn certificate(name: &str, days: (i64, i64)) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let day = |days: i64| OffsetDateTime::now_utc() + time::Duration::days(days);
    params.not_before = day(days.0);
    params.not_after = day(days.1);
    params
}

/// A server with a certificate, that counts the requests that it received.
struct Server {
    url: String,
    requests: Arc<AtomicUsize>,
}

/// Starts a server with a certificate of an authority, or one that it signed itself.
async fn serve(
    params: CertificateParams,
    issuer: Option<&CertifiedIssuer<'static, KeyPair>>,
) -> Server {
    let key = KeyPair::generate().unwrap();
    let certificate = match issuer {
        Some(issuer) => params.signed_by(&key, issuer).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = requests.clone();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (acceptor, counted) = (acceptor.clone(), counted.clone());
            tokio::spawn(async move {
                let Ok(mut socket) = acceptor.accept(socket).await else {
                    return;
                };
                let mut request = [0; 4096];
                let Ok(1..) = socket.read(&mut request).await else {
                    return;
                };
                counted.fetch_add(1, Ordering::SeqCst);
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\":[]}";
                let _ = socket.write_all(answer).await;
                let _ = socket.shutdown().await;
            });
        }
    });
    Server { url, requests }
}

/// Reads a page with what a builder sets.
async fn read(
    server: &Server,
    set: impl FnOnce(GraphBuilder) -> GraphBuilder,
) -> Result<Page<page_conversations::v26_0::UnifiedThread>, Error> {
    let quick = Retry::default().initial_backoff(Duration::ZERO);
    let builder = Graph::builder(ACCESS_TOKEN).host(&server.url);
    let builder = set(builder.pacing(Pacing::off()).retry(quick));
    builder
        .build()?
        .page(&ListConversations::new(PAGE_ID))
        .await
}

/// Trusts an authority.
fn trusting(
    authority: &CertifiedIssuer<'static, KeyPair>,
) -> impl Fn(GraphBuilder) -> GraphBuilder + use<> {
    let root = reqwest::Certificate::from_der(authority.der()).unwrap();
    move |builder| {
        let root = root.clone();
        builder.http(|http| http.add_root_certificate(root))
    }
}

#[tokio::test]
async fn a_certificate_of_a_trusted_authority_is_accepted() {
    let authority = authority();
    let server = serve(certificate("localhost", (-1, 1)), Some(&authority)).await;
    read(&server, trusting(&authority)).await.unwrap();
    assert_eq!(server.requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_certificate_that_cannot_be_verified_is_refused_whatever_the_hook_sets() {
    let authority = authority();
    let trusted = trusting(&authority);
    let signed = |params| serve(params, Some(&authority));
    let servers = [
        (
            "self-signed",
            serve(certificate("localhost", (-1, 1)), None).await,
        ),
        ("expired", signed(certificate("localhost", (-9, -2))).await),
        (
            "not yet valid",
            signed(certificate("localhost", (2, 9))).await,
        ),
        (
            "wrong name",
            signed(certificate("example.org", (-1, 1))).await,
        ),
    ];
    for (wrong, server) in servers {
        let accepting = |builder: GraphBuilder| {
            builder.http(|http| {
                http.tls_danger_accept_invalid_certs(true)
                    .tls_danger_accept_invalid_hostnames(true)
            })
        };
        for set in [
            &accepting as &dyn Fn(GraphBuilder) -> GraphBuilder,
            &trusted,
        ] {
            let error = read(&server, set).await.unwrap_err();
            let Error::Transport(transport) = &error else {
                panic!("{wrong}: {error:?}");
            };
            assert_eq!(
                transport.kind(),
                TransportErrorKind::Certificate,
                "{wrong}: {error:?}"
            );
            assert_eq!(error.advice(), Advice::FixConnection, "{wrong}");
        }
        assert_eq!(server.requests.load(Ordering::SeqCst), 0, "{wrong}");
    }
}

#[tokio::test]
async fn an_untrusted_authority_is_refused() {
    let server = serve(certificate("localhost", (-1, 1)), Some(&authority())).await;
    let error = read(&server, |builder| builder).await.unwrap_err();
    assert_eq!(error.advice(), Advice::FixConnection, "{error:?}");
    assert_eq!(server.requests.load(Ordering::SeqCst), 0);
}
