//! Settings of a simulator.

use std::fmt;
use std::io::{Error, ErrorKind};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::access::{self, Access, Lifetimes};
use super::quota::{self, Quotas};
use super::simulator::Simulator;
use super::state::State;
#[cfg(feature = "simulator-server")]
use super::tls::Tls;
use super::transport::{self, Transport};
use super::{connections, request_body, response_body};
#[cfg(feature = "simulator-server")]
use crate::simulator::admin::settings::Admin;
#[cfg(feature = "simulator-server")]
use crate::simulator::admin::state::{AdminState, Start};
use crate::simulator::clock::{Clock, RunningClock};
use crate::simulator::contract;
use crate::simulator::faults::fault::Fault;
use crate::simulator::faults::schedule::{Chance, Schedule};
use crate::simulator::model::change::Change;
use crate::simulator::model::living_world::LivingWorld;
use crate::simulator::model::timeline::Timeline;
use crate::simulator::model::traffic::Traffic;
use crate::simulator::model::world::World;
#[cfg(feature = "simulator-server")]
use crate::simulator::world_file::WorldFile;
use crate::version::Date;

/// Settings of a [`Simulator`].
#[must_use = "a builder does nothing until it is started"]
pub struct SimulatorBuilder {
    world: World,
    address: IpAddr,
    port: u16,
    #[cfg(feature = "simulator-server")]
    tls: Option<Tls>,
    access_token: String,
    app_secret: Option<String>,
    requires_proof: bool,
    tokens: Lifetimes,
    faults: Schedule,
    clock: Clock,
    script: Vec<(Duration, Change)>,
    traffic: Option<Traffic>,
    latency: Duration,
    compresses: bool,
    #[cfg(feature = "simulator-server")]
    has_explorer: bool,
    quotas: Quotas,
    max_connections: usize,
    #[cfg(feature = "simulator-server")]
    admin: Option<Admin>,
}

impl fmt::Debug for SimulatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimulatorBuilder")
            .field("address", &self.address)
            .field("port", &self.port)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

impl SimulatorBuilder {
    pub(crate) fn new() -> Self {
        Self {
            world: World::seeded(1),
            address: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            #[cfg(feature = "simulator-server")]
            tls: None,
            access_token: "EAAB-simulated-token".to_owned(),
            app_secret: None,
            requires_proof: false,
            tokens: Lifetimes::new(),
            faults: Schedule::default(),
            clock: Clock::default(),
            script: Vec::new(),
            traffic: None,
            latency: Duration::ZERO,
            compresses: true,
            #[cfg(feature = "simulator-server")]
            has_explorer: false,
            quotas: Quotas::new(quota::DEFAULT_CALLS, None),
            max_connections: connections::DEFAULT_MAX,
            #[cfg(feature = "simulator-server")]
            admin: None,
        }
    }

    /// Sets the world to serve. The default is [`World::seeded(1)`](World::seeded).
    pub fn world(mut self, world: World) -> Self {
        self.world = world;
        self
    }

    /// Sets the world of a file, adds its tokens and its script, and sets its traffic, if
    /// it has any.
    #[cfg(feature = "simulator-server")]
    pub fn world_file(mut self, file: WorldFile) -> Self {
        self.tokens.extend(file.tokens);
        self.script.extend(file.script);
        self.traffic = file.traffic.or(self.traffic);
        self.world(file.world)
    }

    /// Sets the address to listen on. The default is that of loopback, `127.0.0.1`.
    /// With `0.0.0.0` or `::`, whoever reaches the machine can call the simulator.
    pub fn address(mut self, address: impl Into<IpAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Sets the port to listen on. The default is a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Serves HTTPS instead of HTTP, with a certificate. A handshake that is not
    /// complete after 10 seconds ends the connection, and a request without TLS is
    /// answered with HTTP 400.
    #[cfg(feature = "simulator-server")]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Sets the access token that may read all Pages.
    pub fn access_token(mut self, access_token: impl Into<String>) -> Self {
        self.access_token = access_token.into();
        self
    }

    /// Sets the secret of the app. Proofs of calls are then checked.
    pub fn app_secret(mut self, app_secret: impl Into<String>) -> Self {
        self.app_secret = Some(app_secret.into());
        self
    }

    /// Refuses calls without a proof, if the app has a secret.
    pub fn require_proof(mut self) -> Self {
        self.requires_proof = true;
        self
    }

    /// Sets the clock. The default is the machine's.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets the date at the start, short for [`Clock::StartingAt`] midnight in UTC:
    /// calls to versions that have expired by then are forwarded.
    pub fn today(self, today: Date) -> Self {
        self.clock(Clock::StartingAt(today.midnight()))
    }

    /// Adds changes at times since the start, in any order, to those that were added
    /// before. Changes at the same time happen in the order in which they were added.
    ///
    /// Each happens at its own time, when the next call after it arrives, or when
    /// something else looks at the world.
    pub fn script(mut self, changes: impl IntoIterator<Item = (Duration, Change)>) -> Self {
        self.script.extend(changes);
        self
    }

    /// Sets changes at random. By default there are none.
    pub fn traffic(mut self, traffic: Traffic) -> Self {
        self.traffic = Some(traffic);
        self
    }

    /// Accepts another access token from the start, as
    /// [`add_token`](Simulator::add_token) does later.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.tokens.insert(token.into(), None);
        self
    }

    /// Accepts another access token for a time from the start, as
    /// [`expire_token_at`](Simulator::expire_token_at) does later.
    pub fn expiring_token(mut self, token: impl Into<String>, after: Duration) -> Self {
        self.tokens.insert(token.into(), Some(after));
        self
    }

    /// Adds an access token that has expired at the start, as
    /// [`expire_token`](Simulator::expire_token) does later.
    pub fn expired_token(self, token: impl Into<String>) -> Self {
        self.expiring_token(token, Duration::ZERO)
    }

    /// Adds a permanent fault from the start, as [`fail_always`](Simulator::fail_always)
    /// does later.
    pub fn fail_always(mut self, fault: impl Into<Fault>) -> Self {
        self.faults.always.push(fault.into());
        self
    }

    /// Draws faults from the start, as [`fail_at_rate`](Simulator::fail_at_rate) does
    /// later.
    pub fn fail_at_rate(
        mut self,
        seed: u64,
        rate: f64,
        faults: impl IntoIterator<Item = Fault>,
    ) -> Self {
        let faults = faults.into_iter().collect();
        self.faults.chance = Some(Chance::new(seed, rate, faults));
        self
    }

    /// Sets the time that each call takes at least. The default is zero.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Sets whether responses are compressed with gzip for clients that accept it,
    /// as Graph's are. The default is `true`. On loopback, compression costs more
    /// than everything else.
    pub fn compress(mut self, compress: bool) -> Self {
        self.compresses = compress;
        self
    }

    /// Sets whether browsers get the [explorer](crate::simulator#the-explorer), a page on
    /// which a person tries queries by hand, at `/`. The default is `false`.
    #[cfg(feature = "simulator-server")]
    pub fn explorer(mut self, explorer: bool) -> Self {
        self.has_explorer = explorer;
        self
    }

    /// Sets the number of calls of each quota, and for how long calls beyond it are
    /// refused. By default none is refused. Each Page and each account of Instagram Login
    /// has a quota, and the tokens of people and of the app share one.
    pub fn throttle_after(mut self, calls: u64, duration: Duration) -> Self {
        self.quotas = self.quotas.with(calls, duration);
        self
    }

    /// Sets whether usage headers state a block of less than a minute as a fraction of a
    /// minute, so that a test does not wait longer. The default is `false`: Graph's minutes
    /// are whole, and some clients read no others.
    pub fn exact_estimates(mut self, exact: bool) -> Self {
        self.quotas.states_seconds = exact;
        self
    }

    /// Sets the maximum number of connections at the same time. Those beyond it are
    /// answered with HTTP 503 and closed. The default is 20,000; the operating system
    /// often allows fewer.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections;
        self
    }

    /// Serves the [admin API](crate::simulator#from-outside), by which other programs
    /// steer the simulator. It is off by default.
    #[cfg(feature = "simulator-server")]
    pub fn admin(mut self, admin: Admin) -> Self {
        self.admin = Some(admin);
        self
    }

    /// Starts the simulator.
    ///
    /// # Errors
    ///
    /// Returns an error of the kind [`InvalidInput`](ErrorKind::InvalidInput) if the
    /// world has a conversation of a Page that it does not have, or an id twice, if the
    /// world refuses a change of the script (unless there is traffic, which
    /// [can be the reason](Simulator::skipped_changes)), or if the certificate cannot be
    /// used; and the system's error if it cannot listen on the address and port.
    pub async fn start(self) -> std::io::Result<Simulator> {
        contract::check()?;
        #[cfg(feature = "simulator-server")]
        let start = Start {
            world: self.world.clone(),
            clock: self.clock,
            script: self.script.clone(),
            traffic: self.traffic.clone(),
            tokens: self.tokens.clone(),
            faults: self.faults.clone(),
        };
        let clock = RunningClock::start(self.clock);
        let tokens = access::from_start(&self.tokens, clock.start_time());
        let timeline = Timeline::new(self.script, self.traffic);
        let mut problems = self.world.problems();
        problems.extend(timeline.problem(&self.world, clock.start_time()));
        if !problems.is_empty() {
            let problems = problems.join("; ");
            return Err(Error::new(ErrorKind::InvalidInput, problems));
        }
        #[cfg(feature = "simulator-server")]
        let transport = match self.tls {
            Some(tls) => Transport::Tls(tls.endpoint(self.address)?),
            None => Transport::Plain,
        };
        #[cfg(not(feature = "simulator-server"))]
        let transport = Transport::Plain;
        let listener = transport::listen(self.address, self.port).await?;
        let address = listener.local_addr()?;
        let url = transport.url(address);
        #[cfg(feature = "simulator-server")]
        let admin = match self.admin {
            Some(admin) => Some(AdminState::new(admin, start, address)?),
            None => None,
        };
        let state = Arc::new(State {
            living: Mutex::new(LivingWorld::new(self.world, clock, timeline)),
            #[cfg(feature = "simulator-server")]
            admin,
            access: Access {
                access_token: self.access_token,
                tokens: Mutex::new(tokens),
                app_secret: self.app_secret,
                requires_proof: self.requires_proof,
            },
            latency: self.latency,
            compresses: self.compresses,
            #[cfg(feature = "simulator-server")]
            has_explorer: self.has_explorer,
            max_connections: self.max_connections,
            body_budget: request_body::budget(),
            response_budget: response_body::budget(),
            url,
            quotas: Mutex::new(self.quotas),
            faults: Mutex::new(self.faults),
            calls: Mutex::default(),
        });
        let server = tokio::spawn(connections::serve(
            listener,
            transport.clone(),
            state.clone(),
        ));
        Ok(Simulator {
            state,
            transport,
            server,
        })
    }
}
