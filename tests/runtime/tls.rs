//! Certificates of HTTPS servers, on loopback, and the TLS backend.

use std::net::{Ipv4Addr, SocketAddr};

#[cfg(feature = "rustls")]
use page_conversations::Graph;
use page_conversations::{Advice, Error, TransportErrorKind};
#[cfg(feature = "rustls")]
use rcgen::KeyPair;
use reqwest::ClientBuilder;
use reqwest::tls::Version;
#[cfg(feature = "rustls")]
use tokio_rustls::rustls::{
    ClientConfig, RootCertStore, ServerConfig, pki_types::PrivateKeyDer,
    server::WebPkiClientVerifier, version,
};

use crate::https::{
    Adjust, Authority, SUCCESS, Server, adjust, authority, certificate, read_with, root, serve,
    serve_trusted, trusting,
};
#[cfg(feature = "rustls")]
use crate::https::{serve_plain, serve_with};
#[cfg(feature = "rustls")]
use crate::loopback::ACCESS_TOKEN;

#[tokio::test]
async fn a_certificate_of_a_trusted_authority_is_accepted() {
    let authority = authority();
    let server = serve_trusted(&authority, SUCCESS).await;
    let (root, only) = (root(&authority), root(&authority));
    let hooks = [
        trusting(&authority, |http| http),
        trusting(&authority, |http| http.tls_version_min(Version::TLS_1_0)),
        trusting(&authority, |http| http.tls_version_min(Version::TLS_1_3)),
        trusting(&authority, |http| http.tls_sni(false).tls_info(true)),
        adjust(move |http| http.add_root_certificate(root.clone())),
        adjust(move |http| http.tls_certs_only([only.clone()])),
    ];
    for hook in &hooks {
        read_with(&server, hook).await.unwrap();
    }
    assert_eq!(server.heads().len(), hooks.len());
}

/// Servers with certificates that do not prove that they are `localhost` now.
async fn unverifiable(authority: &Authority) -> [(&'static str, Server); 4] {
    let signed = |params| serve(params, Some(authority), SUCCESS);
    [
        (
            "self-signed",
            serve(certificate("localhost", (-1, 1)), None, SUCCESS).await,
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
    ]
}

/// Asserts that an error is one of a certificate, which `native-tls` does not tell apart.
fn assert_kind(kind: TransportErrorKind, case: &str, error: &Error) {
    let expected = match cfg!(feature = "rustls") {
        true => TransportErrorKind::Certificate,
        false => TransportErrorKind::Connect,
    };
    assert_eq!(kind, expected, "{case}: {error:?}");
}

/// Asserts that the certificate of a server is refused, and that nothing was sent.
pub async fn assert_refused(case: &str, server: &Server, hook: &Adjust) {
    let connections = server.connections();
    let error = read_with(server, hook).await.unwrap_err();
    let Error::Transport(transport) = &error else {
        panic!("{case}: {error:?}");
    };
    assert_kind(transport.kind(), case, &error);
    // The builder of the tests retries what may pass.
    if cfg!(feature = "rustls") {
        assert_eq!(server.connections(), connections + 1, "{case}");
        assert_eq!(error.advice(), Advice::FixConnection, "{case}");
    }
    assert_eq!(server.heads(), [""; 0], "{case}");
}

#[tokio::test]
async fn a_certificate_that_cannot_be_verified_is_refused_whatever_the_hook_sets() {
    let authority = authority();
    let only = root(&authority);
    let hooks = [
        adjust(|http| http),
        adjust(|http| http.tls_danger_accept_invalid_certs(true)),
        trusting(&authority, |http| http),
        trusting(&authority, |http| {
            http.tls_danger_accept_invalid_hostnames(true)
        }),
        trusting(&authority, |http| {
            http.danger_accept_invalid_certs(true)
                .danger_accept_invalid_hostnames(true)
        }),
        // Only then does rustls accept a wrong name.
        adjust(move |http| {
            http.tls_certs_only([only.clone()])
                .tls_danger_accept_invalid_hostnames(true)
        }),
    ];
    for (wrong, server) in unverifiable(&authority).await {
        for (index, hook) in hooks.iter().enumerate() {
            assert_refused(&format!("{wrong}, hook {index}"), &server, hook).await;
        }
    }
}

#[tokio::test]
async fn an_untrusted_authority_is_refused() {
    let server = serve_trusted(&authority(), SUCCESS).await;
    let other = authority();
    assert_refused("no root", &server, &adjust(|http| http)).await;
    assert_refused("another root", &server, &trusting(&other, |http| http)).await;
    assert_refused("none", &server, &adjust(|http| http.tls_certs_only([]))).await;
}

#[tokio::test]
async fn the_certificate_proves_the_host_wherever_its_name_leads() {
    let authority = authority();
    let to_loopback = |http: ClientBuilder| {
        http.resolve(
            "graph.example.org",
            SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        )
    };
    for (name, is_accepted) in [("graph.example.org", true), ("localhost", false)] {
        let certificate = certificate(name, (-1, 1));
        let mut server = serve(certificate, Some(&authority), SUCCESS).await;
        server.url = server.url.replace("localhost", "graph.example.org");
        let hook = trusting(&authority, to_loopback);
        match is_accepted {
            true => drop(read_with(&server, &hook).await.unwrap()),
            false => assert_refused(name, &server, &hook).await,
        }
    }
}

#[tokio::test]
async fn an_older_tls_version_than_1_2_is_not_offered() {
    let authority = authority();
    let server = serve_trusted(&authority, SUCCESS).await;
    let old = trusting(&authority, |http| http.tls_version_max(Version::TLS_1_1));
    let error = read_with(&server, &old).await.unwrap_err();
    if cfg!(feature = "rustls") {
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        assert!(error.to_string().contains("cannot be set up"), "{error}");
    }
    assert_eq!(server.heads(), [""; 0]);
}

/// Returns a configuration of TLS with a key and a certificate of an authority.
#[cfg(feature = "rustls")]
fn identity(authority: &Authority) -> (String, ServerConfig) {
    let key = KeyPair::generate().unwrap();
    let certificate = certificate("localhost", (-1, 1));
    let certificate = certificate.signed_by(&key, authority).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).unwrap();
    let clients = WebPkiClientVerifier::builder(roots.into()).build().unwrap();
    let pem = key.serialize_pem() + &certificate.pem();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_protocol_versions(&[&version::TLS12])
        .with_client_cert_verifier(clients)
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    (pem, config)
}

#[cfg(feature = "rustls")]
#[tokio::test]
async fn a_client_certificate_of_the_hook_is_kept() {
    let authority = authority();
    let (pem, config) = identity(&authority);
    let server = serve_with(config, SUCCESS).await;
    let without = trusting(&authority, |http| http);
    read_with(&server, &without).await.unwrap_err();
    let identity = reqwest::Identity::from_pem(pem.as_bytes()).unwrap();
    let with = trusting(&authority, move |http| http.identity(identity.clone()));
    read_with(&server, &with).await.unwrap();
    assert_eq!(server.heads().len(), 1);
}

/// A configuration of TLS that trusts an authority.
#[cfg(feature = "rustls")]
fn preconfigured(authority: &Authority) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).unwrap();
    let config = ClientConfig::builder().with_root_certificates(roots);
    config.with_no_client_auth()
}

#[cfg(feature = "rustls")]
#[tokio::test]
async fn a_tls_backend_of_the_hook_is_an_error_and_not_dropped_in_silence() {
    let authority = authority();
    let (secure, plain) = (
        serve_trusted(&authority, SUCCESS).await,
        serve_plain(SUCCESS).await,
    );
    let config = preconfigured(&authority);
    let deprecated = config.clone();
    let hooks = [
        adjust(move |http| http.tls_backend_preconfigured(config.clone())),
        adjust(move |http| http.use_preconfigured_tls(deprecated.clone())),
        adjust(|http| http.tls_backend_preconfigured("not a backend")),
        adjust(|http| http.tls_backend_rustls()),
        adjust(|_| ClientBuilder::new()),
        trusting(&authority, |_| {
            ClientBuilder::new().danger_accept_invalid_certs(true)
        }),
    ];
    for server in [secure, plain] {
        for hook in &hooks {
            let error = read_with(&server, hook).await.unwrap_err();
            assert!(matches!(error, Error::Invalid(_)), "{error:?}");
            assert!(error.to_string().contains("TLS backend"), "{error}");
        }
        assert_eq!(server.heads(), [""; 0]);
    }
}

/// Without rustls, reqwest has no way to observe a backend.
#[cfg(not(feature = "rustls"))]
#[tokio::test]
async fn a_tls_backend_of_the_hook_is_reset() {
    let authority = authority();
    let server = serve_trusted(&authority, SUCCESS).await;
    let hook = trusting(&authority, |http| {
        http.tls_backend_preconfigured("not a backend")
    });
    read_with(&server, &hook).await.unwrap();
    let server = serve_trusted(&authority, SUCCESS).await;
    assert_refused(
        "no root",
        &server,
        &adjust(|http| http.tls_backend_native()),
    )
    .await;
}

#[cfg(feature = "rustls")]
#[tokio::test]
async fn what_cannot_be_set_up_is_an_invalid_client() {
    let pem = b"-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n";
    let crl = reqwest::tls::CertificateRevocationList::from_pem(pem).unwrap();
    for builder in [
        Graph::builder(ACCESS_TOKEN).http(|http| http.tls_crls_only([crl])),
        Graph::builder(ACCESS_TOKEN).user_agent("two\nlines"),
        Graph::builder(ACCESS_TOKEN).http(|http| http.user_agent("two\nlines")),
    ] {
        let error = builder.build().unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        assert_eq!(error.advice(), Advice::FixRequest { parameter: None });
    }
}
