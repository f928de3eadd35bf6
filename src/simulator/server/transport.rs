//! What carries the bytes of connections: TCP, or TLS on it.

use std::io::{Error, Result};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

#[cfg(feature = "simulator-server")]
use super::tls::Endpoint;

/// What carries the bytes of connections.
#[derive(Clone, Debug)]
pub(crate) enum Transport {
    Plain,
    #[cfg(feature = "simulator-server")]
    Tls(Endpoint),
}

impl Transport {
    fn scheme(&self) -> &'static str {
        match self {
            Self::Plain => "http",
            #[cfg(feature = "simulator-server")]
            Self::Tls(_) => "https",
        }
    }

    /// Returns the URL of a server that listens on an address. Where it listens on all
    /// addresses of the machine, the URL has the one of loopback.
    pub(crate) fn url(&self, mut address: SocketAddr) -> String {
        if address.ip().is_unspecified() {
            address.set_ip(match address.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("{}://{address}", self.scheme())
    }
}

/// Listens on an address and a port.
pub(crate) async fn listen(address: IpAddr, port: u16) -> Result<TcpListener> {
    let address = SocketAddr::new(address, port);
    let listener = TcpListener::bind(address).await;
    listener
        .map_err(|error| Error::new(error.kind(), format!("cannot listen on {address}: {error}")))
}
