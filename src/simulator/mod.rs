//! A local Graph, to try the crate and to test code that uses it.
//!
//! It listens on loopback and answers as Graph does on the wire, in every
//! version of the contract: it takes a token, refuses what Graph refuses, pages
//! by cursor, and counts calls in the usage headers. What goes wrong is asked
//! for.
//!
//! Where nobody has said what Graph does, it does something simple: `tags` names
//! the folder of a conversation, `source` is checked and chooses nothing, and a
//! page of more than 5,000 nodes is too much data. A call that is refused because
//! there were too many makes the time to wait a tenth longer.
//!
//! The Page itself is no part of the contract. It has `id`, `name` and the field
//! `conversations`; `me` is the first Page, but for `me/conversations`, which the
//! contract has for Instagram.
//!
//! ```
//! use futures_util::TryStreamExt;
//! use page_conversations::simulator::{Fault, Simulator};
//! use page_conversations::v26_0::ListConversations;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let simulator = Simulator::start().await?;
//! simulator.fail_next(Fault::Html(502));
//!
//! let page_id = simulator.page_ids()[0].clone();
//! let threads = simulator.graph()?.items(ListConversations::new(page_id));
//! let threads: Vec<_> = threads.try_collect().await?;
//! assert_eq!(threads.len(), 60);
//!
//! let seen = simulator.seen();
//! assert_eq!(seen[0].status, 502);
//! assert_eq!(seen[1].version.as_deref(), Some("v26.0"));
//! # Ok(())
//! # }
//! ```

mod access;
mod answer;
mod batch;
mod call;
mod contract;
mod edge;
mod fault;
mod fields;
mod form;
mod message;
mod node;
mod page;
mod person;
mod quirk;
mod quota;
mod refusal;
mod seed;
mod server;
mod thread;
mod threads;
mod times;
mod world;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use self::fault::Fault;
pub use self::message::Message;
pub use self::person::Person;
pub use self::server::Seen;
pub use self::thread::{Platform, Thread};
pub use self::world::World;

use self::access::Access;
use self::fault::{Chance, Faults};
use self::quota::{QUOTA, Quota};
use self::server::Shared;
use crate::error::Error;
use crate::graph::Graph;
use crate::pacing::Pacing;
use crate::retry::Retry;
use crate::version::Date;

/// A running local Graph. It stops when it is dropped.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

impl Simulator {
    /// Starts one with a seeded world, on a port that is free.
    ///
    /// # Errors
    ///
    /// Where no port can be listened on.
    pub async fn start() -> std::io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts with the settings.
    pub fn builder() -> SimulatorBuilder {
        SimulatorBuilder {
            world: World::seeded(1),
            port: 0,
            access_token: "EAAB-simulated-token".to_owned(),
            app_secret: None,
            demands_proof: false,
            today: Date::today(),
            latency: Duration::ZERO,
            compresses: true,
            quota: Quota::new(QUOTA, None),
        }
    }

    /// Its URL, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The access token that it takes.
    pub fn access_token(&self) -> &str {
        &self.shared.access.access_token
    }

    /// The secret of its app, if it has one.
    pub fn app_secret(&self) -> Option<&str> {
        self.shared.access.app_secret.as_deref()
    }

    /// Ids of its Pages.
    pub fn page_ids(&self) -> Vec<String> {
        self.shared.world.page_ids().map(str::to_owned).collect()
    }

    /// Ids of its Pages that an Instagram account is linked to.
    pub fn instagram_page_ids(&self) -> Vec<String> {
        let ids = self.shared.world.instagram_page_ids();
        ids.map(str::to_owned).collect()
    }

    /// A `Graph` that calls it, without pacing and with quick retries.
    ///
    /// # Errors
    ///
    /// As [`GraphBuilder::build`](crate::GraphBuilder::build).
    pub fn graph(&self) -> Result<Graph, Error> {
        let mut graph = Graph::builder(self.access_token())
            .host(self.url())
            .pacing(Pacing::off())
            .retry(Retry::default().first_wait(Duration::from_millis(10)));
        if let Some(secret) = self.app_secret() {
            graph = graph.app_secret(secret);
        }
        graph.build()
    }

    /// Lets the next call that no fault waits for go wrong.
    pub fn fail_next(&self, fault: Fault) {
        self.faults().script.push_back(Some(fault));
    }

    /// Lets so many calls go well before the next scripted fault.
    pub fn pass_next(&self, calls: usize) {
        let script = &mut self.faults().script;
        script.extend(std::iter::repeat_n(None, calls));
    }

    /// Lets calls go wrong by chance: a rate of 0.1 is one in ten. The same seed
    /// gives the same faults.
    pub fn fail_at_rate(&self, seed: u64, rate: f64, faults: impl IntoIterator<Item = Fault>) {
        let faults = faults.into_iter().collect();
        self.faults().chance = Some(Chance::new(seed, rate, faults));
    }

    /// The calls that it saw, in the order in which it answered them, without
    /// their tokens. Of more than 100,000 the oldest are gone.
    pub fn seen(&self) -> Vec<Seen> {
        locked(&self.shared.seen).iter().cloned().collect()
    }

    /// Waits, for as long as it runs.
    pub async fn run(mut self) {
        // The task ends with the runtime, and gives nothing.
        let _ = (&mut self.server).await;
    }

    fn faults(&self) -> MutexGuard<'_, Faults> {
        locked(&self.shared.faults)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Settings of a [`Simulator`].
#[must_use = "a builder does nothing until it starts"]
pub struct SimulatorBuilder {
    world: World,
    port: u16,
    access_token: String,
    app_secret: Option<String>,
    demands_proof: bool,
    today: Date,
    latency: Duration,
    compresses: bool,
    quota: Quota,
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
            world: self.world,
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
        let server = tokio::spawn(server::serve(listener, shared.clone()));
        Ok(Simulator {
            address,
            shared,
            server,
        })
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
