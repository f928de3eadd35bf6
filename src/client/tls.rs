//! TLS of the HTTP client: the backend that the features choose, with verified certificates.

use reqwest::ClientBuilder;

use crate::error::Invalid;

/// Calls the hook of [`GraphBuilder::http`](crate::GraphBuilder::http). Refuses it if it sets a
/// TLS backend, which this crate would have to replace.
///
/// A `ClientBuilder` cannot be asked for its backend. It drops the one that another replaces,
/// so the hook gets a builder with a backend whose end can be noticed.
#[cfg(feature = "rustls-no-provider")]
pub(crate) fn adjusted(
    adjust: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<ClientBuilder, Invalid> {
    use std::sync::Arc;

    let observed = Arc::new(rustls::NoKeyLog);
    let mut placeholder = trusting_nothing()?;
    placeholder.key_log = observed.clone();
    let http = reqwest::Client::builder().tls_backend_preconfigured(placeholder);
    let http = adjust(http);
    match Arc::strong_count(&observed) {
        1 => Err(Invalid::new(
            "the hook of `GraphBuilder::http` sets a TLS backend or returns another builder: \
             return the builder that it receives, and set certificates with `tls_certs_merge` \
             or `tls_certs_only` and `identity`",
        )),
        _ => Ok(http),
    }
}

#[cfg(not(feature = "rustls-no-provider"))]
pub(crate) fn adjusted(
    adjust: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<ClientBuilder, Invalid> {
    Ok(adjust(reqwest::Client::builder()))
}

/// Returns a configuration that accepts no certificate.
#[cfg(feature = "rustls-no-provider")]
fn trusting_nothing() -> Result<rustls::ClientConfig, Invalid> {
    let config = rustls::ClientConfig::builder_with_provider(cryptography()?)
        .with_safe_default_protocol_versions()
        .map_err(|error| Invalid::new(format!("TLS cannot be set up: {error}")))?;
    let config = config.with_root_certificates(rustls::RootCertStore::empty());
    Ok(config.with_no_client_auth())
}

/// Returns the cryptography that reqwest uses: of the provider that is installed for the
/// process, else of aws-lc or ring, as the features say.
///
/// # Errors
///
/// Returns an error if there is none; reqwest would panic.
#[cfg(feature = "rustls-no-provider")]
fn cryptography() -> Result<std::sync::Arc<rustls::crypto::CryptoProvider>, Invalid> {
    use rustls::crypto::CryptoProvider;

    if let Some(installed) = CryptoProvider::get_default() {
        return Ok(installed.clone());
    }
    #[cfg(feature = "rustls")]
    return Ok(rustls::crypto::aws_lc_rs::default_provider().into());
    // There is no way to pass it to reqwest alone. It fails only if another thread has just
    // installed one, which then is used.
    #[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
    let _ = rustls::crypto::ring::default_provider().install_default();
    #[cfg(not(feature = "rustls"))]
    CryptoProvider::get_default().cloned().ok_or_else(|| {
        Invalid::new(
            "rustls has no cryptography provider; enable the feature `rustls` or \
             `rustls-ring`, or install a process-wide provider before building the `Graph`",
        )
    })
}

/// Sets the TLS backend, and verifies certificates, whatever the hook of
/// [`GraphBuilder::http`](crate::GraphBuilder::http) sets.
#[cfg(feature = "rustls-no-provider")]
pub(crate) fn verified(http: ClientBuilder) -> ClientBuilder {
    http.tls_backend_rustls()
        // Whoever has the keys of a connection can read the token.
        .tls_sslkeylogfile(false)
        .tls_danger_accept_invalid_certs(false)
        .tls_danger_accept_invalid_hostnames(false)
}

#[cfg(all(feature = "native-tls", not(feature = "rustls-no-provider")))]
pub(crate) fn verified(http: ClientBuilder) -> ClientBuilder {
    http.tls_backend_native()
        .tls_version_min(reqwest::tls::Version::TLS_1_2)
        .tls_danger_accept_invalid_certs(false)
        .tls_danger_accept_invalid_hostnames(false)
}

#[cfg(not(any(feature = "rustls-no-provider", feature = "native-tls")))]
pub(crate) fn verified(http: ClientBuilder) -> ClientBuilder {
    http
}
