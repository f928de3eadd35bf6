//! TLS: certificates, and the handshake of connections.

use std::fmt;
use std::io::{Error, ErrorKind, Result};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// For how long the server waits until a handshake is complete.
pub(super) const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// The first byte of a connection with TLS: that of a record with a handshake.
pub(super) const HANDSHAKE: u8 = 0x16;

/// Names that each certificate made at the start has.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// For how long a certificate made at the start is valid. Some systems accept at most 825
/// days.
const LIFETIME: Duration = DAY.saturating_mul(365);

/// The certificate of a simulator that is reached over HTTPS.
///
/// ```
/// use page_conversations::simulator::{Simulator, Tls};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let simulator = Simulator::builder().tls(Tls::self_signed()).start().await?;
/// assert!(simulator.url().starts_with("https://127.0.0.1:"));
///
/// // A client has to trust it.
/// let certificate = simulator.certificate().unwrap();
/// assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Tls(Source);

#[derive(Clone)]
enum Source {
    SelfSigned { names: Vec<String> },
    Pem { certificates: String, key: String },
}

impl Tls {
    /// Makes a certificate at the start, which signs itself and is valid for a year. Its
    /// names are `localhost`, `127.0.0.1`, `::1` and the address that the simulator
    /// listens on. The key is kept in memory only.
    pub fn self_signed() -> Self {
        Self(Source::SelfSigned { names: Vec::new() })
    }

    /// Uses a certificate, with those between it and its root after it, and its key, all
    /// as PEM.
    ///
    /// What is wrong with them is an error when the simulator
    /// [starts](super::super::SimulatorBuilder::start).
    pub fn from_pem(certificates: impl Into<String>, key: impl Into<String>) -> Self {
        Self(Source::Pem {
            certificates: certificates.into(),
            key: key.into(),
        })
    }

    /// Adds a name of the host or an IP address to the certificate made at the start,
    /// such as the name of a container. It has no effect on one of [PEM](Tls::from_pem).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        if let Source::SelfSigned { names } = &mut self.0 {
            names.push(name.into());
        }
        self
    }

    /// Returns what accepts connections to an address.
    pub(crate) fn endpoint(self, address: IpAddr) -> Result<Endpoint> {
        match self.0 {
            Source::SelfSigned { names } => self_signed(names, address),
            Source::Pem { certificates, key } => from_pem(certificates, &key),
        }
    }
}

/// Shows no key.
impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

/// Accepts connections with TLS.
#[derive(Clone)]
pub(crate) struct Endpoint {
    acceptor: TlsAcceptor,
    /// The certificates, as PEM.
    pub(crate) certificate: Arc<str>,
}

impl Endpoint {
    fn new(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
        pem: String,
    ) -> Result<Self> {
        // The provider is named, because the process can have several.
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(Error::other)?
            .with_no_client_auth()
            .with_single_cert(chain, key);
        let mut config =
            config.map_err(|error| invalid("certificate and key cannot be used", error))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            certificate: pem.into(),
        })
    }

    /// Completes the handshake of a connection. Returns `None` if it fails.
    pub(crate) async fn accept<S>(&self, stream: S) -> Option<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.acceptor.accept(stream).await.ok()
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").finish_non_exhaustive()
    }
}

fn self_signed(mut names: Vec<String>, address: IpAddr) -> Result<Endpoint> {
    names.extend(LOOPBACK.map(str::to_owned));
    if !address.is_unspecified() {
        names.push(address.to_string());
    }
    names.sort_unstable();
    names.dedup();
    let wrong = |error| invalid("no certificate can be made for these names", error);
    let mut params = CertificateParams::new(names).map_err(wrong)?;
    let name = (DnType::CommonName, "page-conversations simulator");
    params.distinguished_name.push(name.0, name.1);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = rcgen::date_time_ymd(1970, 1, 1) + now.unwrap_or_default();
    // Clocks differ.
    params.not_before = now - DAY;
    params.not_after = now + LIFETIME;
    let key = KeyPair::generate().map_err(Error::other)?;
    let certificate = params.self_signed(&key).map_err(Error::other)?;
    let (chain, pem) = (vec![certificate.der().clone()], certificate.pem());
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(Error::other)?;
    Endpoint::new(chain, key, pem)
}

fn from_pem(certificates: String, key: &str) -> Result<Endpoint> {
    let chain = CertificateDer::pem_slice_iter(certificates.as_bytes());
    let chain = chain.collect::<std::result::Result<Vec<_>, _>>();
    let chain = chain.map_err(|error| invalid("the certificate is not PEM", error))?;
    if chain.is_empty() {
        let expected = "a block that starts with -----BEGIN CERTIFICATE----- is expected";
        return Err(invalid("there is no certificate", expected));
    }
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes());
    let key = key.map_err(|error| invalid("there is no private key as PEM", error))?;
    Endpoint::new(chain, key, certificates)
}

fn invalid(what: &str, why: impl fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidInput, format!("{what}: {why}"))
}
