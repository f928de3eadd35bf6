//! Settings of the admin API.

use std::fmt;
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;

use hmac_sha256::Hash;
use secrecy::{ExposeSecret, SecretString};

/// Settings of the [admin API](crate::simulator#from-outside), by which other
/// programs steer a simulator.
///
/// ```
/// use page_conversations::simulator::{Admin, Simulator};
///
/// # #[tokio::main]
/// # async fn main() -> std::io::Result<()> {
/// let simulator = Simulator::builder().admin(Admin::new()).start().await?;
/// println!("curl {}/__admin/status", simulator.url());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
#[must_use = "settings have no effect until they are passed to a builder"]
pub struct Admin {
    secret: Option<SecretString>,
}

impl Admin {
    /// Creates settings without a secret, which are for loopback addresses only.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the secret that each request has to send as
    /// `Authorization: Bearer <secret>`. It is required where the simulator listens
    /// on another address than loopback.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = Some(SecretString::from(secret.into()));
        self
    }

    /// Refuses settings that would let anyone on the network steer the simulator.
    pub(super) fn check(&self, address: SocketAddr) -> Result<(), Error> {
        let problem = match &self.secret {
            Some(secret) if secret.expose_secret().is_empty() => {
                "the secret of the admin API is empty: set another one with `Admin::secret`"
                    .to_owned()
            }
            None if !address.ip().is_loopback() => format!(
                "the admin API on {address}, which is not a loopback address, needs a secret: set \
                 one with `Admin::secret`"
            ),
            _ => return Ok(()),
        };
        Err(Error::new(ErrorKind::InvalidInput, problem))
    }

    /// Returns whether a request with a bearer token may use the API.
    pub(super) fn accepts(&self, token: Option<&str>) -> bool {
        let Some(secret) = &self.secret else {
            return true;
        };
        // The time that a comparison of hashes takes says nothing about the secret.
        let hash = |text: &str| Hash::hash(text.as_bytes());
        let expected = hash(secret.expose_secret());
        token.is_some_and(|token| {
            let pairs = hash(token).into_iter().zip(expected);
            pairs.fold(0, |found, (one, other)| found | (one ^ other)) == 0
        })
    }
}

impl fmt::Debug for Admin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_secret = self.secret.is_some();
        f.debug_struct("Admin")
            .field("has_secret", &has_secret)
            .finish()
    }
}
