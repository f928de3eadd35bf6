//! Settings of a simulator.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;

use crate::simulator::Simulator;
use crate::simulator::model::world::World;
use crate::simulator::server::access::Access;
use crate::simulator::server::http::{self, Shared};
use crate::simulator::server::quota::Quota;
use crate::version::Date;

/// Settings of a [`Simulator`].
#[must_use = "a builder does nothing until it starts"]
pub struct SimulatorBuilder {
    pub(in crate::simulator) world: World,
    pub(in crate::simulator) port: u16,
    pub(in crate::simulator) access_token: String,
    pub(in crate::simulator) app_secret: Option<String>,
    pub(in crate::simulator) demands_proof: bool,
    pub(in crate::simulator) today: Date,
    pub(in crate::simulator) latency: Duration,
    pub(in crate::simulator) compresses: bool,
    pub(in crate::simulator) quota: Quota,
}

impl fmt::Debug for SimulatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimulatorBuilder")
            .field("port", &self.port)
            .field("today", &self.today)
            .finish_non_exhaustive()
    }
}

impl SimulatorBuilder {
    /// What there is to read.
    pub fn world(mut self, world: World) -> Self {
        self.world = world;
        self
    }

    /// The port to listen on. The default is one that is free.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The access token that is taken.
    pub fn access_token(mut self, access_token: impl Into<String>) -> Self {
        self.access_token = access_token.into();
        self
    }

    /// The secret of the app. A proof that comes with a call is then checked.
    pub fn app_secret(mut self, app_secret: impl Into<String>) -> Self {
        self.app_secret = Some(app_secret.into());
        self
    }

    /// Refuses calls without a proof, where the app has a secret.
    pub fn demand_proof(mut self) -> Self {
        self.demands_proof = true;
        self
    }

    /// The day that it is: versions that are over by then are forwarded. The
    /// default is the real one.
    pub fn today(mut self, today: Date) -> Self {
        self.today = today;
        self
    }

    /// Time that each call takes.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Whether answers are compressed with gzip for clients that take it. The
    /// default is that they are, as Graph's. On loopback it costs more than all
    /// the rest.
    pub fn compress(mut self, compress: bool) -> Self {
        self.compresses = compress;
        self
    }

    /// Calls that use up the quota, and how long calls beyond it are refused.
    /// The default refuses none.
    pub fn throttle_after(mut self, calls: u64, rest: Duration) -> Self {
        self.quota = Quota::new(calls, Some(rest));
        self
    }

    /// Starts it, on loopback.
    ///
    /// # Errors
    ///
    /// Where the port cannot be listened on.
    pub async fn start(self) -> std::io::Result<Simulator> {
        let address = (IpAddr::V4(Ipv4Addr::LOCALHOST), self.port);
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            world: Mutex::new(Arc::new(self.world)),
            access: Access {
                access_token: self.access_token,
                app_secret: self.app_secret,
                demands_proof: self.demands_proof,
            },
            today: self.today,
            latency: self.latency,
            compresses: self.compresses,
            url: format!("http://{address}"),
            quota: Mutex::new(self.quota),
            faults: Mutex::default(),
            seen: Mutex::default(),
        });
        let server = tokio::spawn(http::serve(listener, shared.clone()));
        Ok(Simulator {
            address,
            shared,
            server,
        })
    }
}
