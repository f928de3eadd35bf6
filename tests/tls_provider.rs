//! Which cryptography provider rustls uses, by feature. A provider is installed for a whole
//! process, so each test runs in one of its own.

#![allow(clippy::unwrap_used)]

use std::env;
use std::process::Command;
use std::sync::{Arc, Mutex};

use page_conversations::v26_0::ListConversations;
use page_conversations::{Error, Graph, Pacing, Retry};
use rcgen::{CertificateParams, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{CipherSuite, ServerConfig};

/// Runs a test in a process of its own.
fn alone(name: &str, test: impl FnOnce()) {
    const IS_ALONE: &str = "TLS_PROVIDER_TEST_IS_ALONE";
    if env::var_os(IS_ALONE).is_some() {
        return test();
    }
    let mut process = Command::new(env::current_exe().unwrap());
    process.args(["--exact", name]).env(IS_ALONE, "1");
    let output = process.output().unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(output.status.success(), "{out}{err}");
    assert!(out.contains("1 passed"), "{out}");
}

/// An HTTPS server, and the cipher suites of its connections.
struct Server {
    url: String,
    certificate: CertificateDer<'static>,
    suites: Arc<Mutex<Vec<CipherSuite>>>,
}

async fn serve() -> Server {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap().der().clone();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let suites = Arc::<Mutex<Vec<_>>>::default();
    let seen = suites.clone();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let Ok(mut socket) = acceptor.accept(socket).await else {
                continue;
            };
            let suite = socket.get_ref().1.negotiated_cipher_suite().unwrap();
            seen.lock().unwrap().push(suite.suite());
            let _ = socket.read(&mut [0; 4096]).await;
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"data\":[]}";
            let _ = socket.write_all(answer).await;
            let _ = socket.shutdown().await;
        }
    });
    Server {
        url,
        certificate,
        suites,
    }
}

/// Builds a `Graph` for a host, and trusts a certificate.
fn build(host: &str, certificate: &CertificateDer<'_>) -> Result<Graph, Error> {
    let certificate = reqwest::Certificate::from_der(certificate).unwrap();
    Graph::builder("token")
        .host(host)
        .http(|http| http.tls_certs_only([certificate]))
        .pacing(Pacing::off())
        .retry(Retry::off())
        .build()
}

/// Reads a page over HTTPS, and returns the cipher suite.
fn read_page() -> CipherSuite {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let server = serve().await;
        let graph = build(&server.url, &server.certificate).unwrap();
        graph.page(&ListConversations::new("1")).await.unwrap();
        server.suites.lock().unwrap()[0]
    })
}

/// A provider that can be recognized by its only cipher suite.
fn own_provider() -> CryptoProvider {
    CryptoProvider {
        cipher_suites: vec![aws_lc_rs::cipher_suite::TLS13_CHACHA20_POLY1305_SHA256],
        ..aws_lc_rs::default_provider()
    }
}

const OWN: CipherSuite = CipherSuite::TLS13_CHACHA20_POLY1305_SHA256;

#[test]
#[cfg(any(feature = "rustls", feature = "rustls-ring"))]
fn without_an_installed_provider_that_of_the_feature_is_used() {
    alone(
        "without_an_installed_provider_that_of_the_feature_is_used",
        || {
            assert_ne!(read_page(), OWN);
            let installed = CryptoProvider::get_default();
            let installed = installed.map(|provider| format!("{:?}", provider.secure_random));
            // aws-lc is passed to reqwest alone, also if both features are on. ring cannot be.
            let expected = (!cfg!(feature = "rustls")).then(|| "Ring".to_owned());
            assert_eq!(installed, expected);
        },
    );
}

#[test]
fn an_installed_provider_is_used_with_every_feature() {
    alone("an_installed_provider_is_used_with_every_feature", || {
        own_provider().install_default().unwrap();
        assert_eq!(read_page(), OWN);
    });
}

#[test]
#[cfg(feature = "rustls")]
fn a_provider_can_be_installed_after_a_graph_was_built() {
    alone(
        "a_provider_can_be_installed_after_a_graph_was_built",
        || {
            Graph::builder("token").build().unwrap();
            own_provider().install_default().unwrap();
            assert_eq!(read_page(), OWN);
        },
    );
}

#[test]
#[cfg(not(any(feature = "rustls", feature = "rustls-ring")))]
fn no_provider_is_an_error_and_no_panic() {
    alone("no_provider_is_an_error_and_no_panic", || {
        // reqwest sets TLS up for plain HTTP too.
        for host in ["https://localhost:1", "http://localhost:1"] {
            let error = Graph::builder("token").host(host).build().unwrap_err();
            let Error::Invalid(invalid) = error else {
                panic!("{error:?}");
            };
            assert!(invalid.to_string().contains("`rustls-ring`"), "{invalid}");
        }
        own_provider().install_default().unwrap();
        Graph::builder("token").build().unwrap();
    });
}
