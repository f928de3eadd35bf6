//! The crate without TLS: `cargo test --no-default-features --test no_tls`.

#![allow(clippy::unwrap_used)]
#![cfg(not(any(feature = "rustls-no-provider", feature = "native-tls")))]

use page_conversations::{Error, Graph};

#[test]
fn an_https_host_is_refused_with_the_features_that_it_needs() {
    for builder in [
        Graph::builder("token"),
        Graph::builder("token").host("https://localhost:1"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        assert_eq!(
            error.to_string(),
            "invalid request: an HTTPS host requires the feature `rustls`, `rustls-ring` or \
             `native-tls`"
        );
    }
}

#[test]
fn a_loopback_host_needs_no_tls() {
    Graph::builder("token")
        .host("http://127.0.0.1:1")
        .build()
        .unwrap();
}
