//! Keeps the calls of an HTTP client from everyone but their host.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::ClientBuilder;

use crate::client::tls;

/// The addresses of `localhost`, with the port of the URL.
const LOOPBACK: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// Returns a client that sends the token to the host alone: with verified certificates, or
/// without TLS on this machine.
#[doc(hidden)]
pub fn protected(http: ClientBuilder, is_secure: bool) -> ClientBuilder {
    let http = http
        // Another host must not receive the token, and Graph does not redirect.
        .redirect(reqwest::redirect::Policy::none())
        .https_only(is_secure)
        .connection_verbose(false);
    match is_secure {
        true => tls::verified(http),
        false => http
            // A proxy would receive the token without TLS.
            .no_proxy()
            // As would the address that a resolver knows.
            .resolve_to_addrs("localhost", &LOOPBACK),
    }
}
