//! A running simulator.

use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use tokio::task::JoinHandle;

use super::access::Validity;
use super::builder::SimulatorBuilder;
use super::call_log::LoggedCall;
use super::state::{State, lock};
use super::transport::Transport;
use crate::client::builder::GraphBuilder;
use crate::client::graph::Graph;
use crate::client::pacing::Pacing;
use crate::client::retry::Retry;
use crate::error::Error;
use crate::simulator::clock::Clock;
use crate::simulator::faults::fault::Fault;
use crate::simulator::faults::schedule::{Chance, Schedule};
use crate::simulator::model::change::{Change, ChangeError, Changed};
use crate::simulator::model::timeline::SkippedChange;
use crate::simulator::model::token;
use crate::simulator::model::world::World;
use crate::simulator::render::node::APP_ID;
use crate::types::timestamp::Timestamp;

/// A local Graph that is running. Dropping it stops it.
#[derive(Debug)]
pub struct Simulator {
    pub(crate) state: Arc<State>,
    #[cfg_attr(not(feature = "simulator-server"), expect(dead_code))]
    pub(super) transport: Transport,
    pub(super) server: JoinHandle<()>,
}

impl Simulator {
    /// Starts a simulator with a seeded world on a free port.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot listen on a port.
    pub async fn start() -> std::io::Result<Self> {
        Self::builder().start().await
    }

    /// Returns a builder with the default settings.
    pub fn builder() -> SimulatorBuilder {
        SimulatorBuilder::new()
    }

    /// Returns the URL, such as `http://127.0.0.1:40123`. Where it listens on all
    /// addresses, the URL has the one of loopback.
    pub fn url(&self) -> String {
        self.state.url.clone()
    }

    /// Returns the certificate that clients have to trust, with those between it and its
    /// root, as PEM; `None` without [TLS](SimulatorBuilder::tls).
    #[cfg(feature = "simulator-server")]
    pub fn certificate(&self) -> Option<&str> {
        match &self.transport {
            Transport::Plain => None,
            Transport::Tls(endpoint) => Some(&endpoint.certificate),
        }
    }

    /// Returns the access token that may read all Pages. `me` is the first of them.
    ///
    /// Graph has no such token: see [tokens](crate::simulator#tokens).
    pub fn access_token(&self) -> &str {
        &self.state.access.access_token
    }

    /// Accepts another access token, which may read all Pages unless it is one of a Page or an
    /// account. An expired one becomes valid.
    pub fn add_token(&self, token: impl Into<String>) {
        self.state.access.set(token.into(), Validity::Always);
    }

    /// Lets an access token expire: calls with it get the error 190 with the subcode 463.
    pub fn expire_token(&self, token: impl Into<String>) {
        self.expire_token_at(token, self.now());
    }

    /// Lets an access token expire at a time of the simulator, which `debug_token`
    /// states.
    pub fn expire_token_at(&self, token: impl Into<String>, at: Timestamp) {
        self.state.access.set(token.into(), Validity::Until(at));
    }

    /// Returns the access token of a Page; `None` if there is no such Page.
    pub fn page_token(&self, page_id: &str) -> Option<String> {
        self.state.world().find_page(page_id).map(token::of_page)
    }

    /// Returns the access token of Instagram Login for the account that is linked to
    /// a Page; `None` if there is no such Page, or no account.
    pub fn instagram_token(&self, page_id: &str) -> Option<String> {
        let world = self.state.world();
        let page = world.find_page(page_id)?;
        page.username.as_ref().map(|_| token::of_account(page))
    }

    /// Returns the access token of the person who manages all Pages.
    pub fn user_token(&self) -> &str {
        token::USER_TOKEN
    }

    /// Returns the id of the app.
    pub fn app_id(&self) -> &str {
        APP_ID
    }

    /// Returns the access token of the app, if it has a secret.
    pub fn app_token(&self) -> Option<String> {
        self.state.access.app_token()
    }

    /// Returns the secret of the app, if it has one.
    pub fn app_secret(&self) -> Option<&str> {
        self.state.access.app_secret.as_deref()
    }

    /// Returns the ids of the Pages.
    pub fn page_ids(&self) -> Vec<String> {
        let world = self.state.world();
        world.page_ids().map(str::to_owned).collect()
    }

    /// Returns the ids of the Pages with a linked Instagram account.
    pub fn instagram_page_ids(&self) -> Vec<String> {
        let world = self.state.world();
        let ids = world.instagram_page_ids();
        ids.map(str::to_owned).collect()
    }

    /// Returns a client of the simulator, without pacing and with short retries. It
    /// trusts the certificate of the simulator.
    ///
    /// # Errors
    ///
    /// As [`GraphBuilder::build`](crate::GraphBuilder::build).
    pub fn graph(&self) -> Result<Graph, Error> {
        let mut graph = Graph::builder(self.access_token())
            .host(self.url())
            .pacing(Pacing::off())
            .retry(Retry::default().initial_backoff(Duration::from_millis(10)));
        if let Some(secret) = self.app_secret() {
            graph = graph.app_secret(secret);
        }
        self.trusted_by(graph).build()
    }

    /// Lets a client trust the certificate. What is wrong with it, its connections
    /// report.
    #[cfg(all(
        feature = "simulator-server",
        any(feature = "rustls-no-provider", feature = "native-tls")
    ))]
    fn trusted_by(&self, graph: GraphBuilder) -> GraphBuilder {
        let pem = self.certificate().unwrap_or_default().as_bytes();
        let roots = reqwest::Certificate::from_pem_bundle(pem).unwrap_or_default();
        graph.http(|http| {
            roots
                .into_iter()
                .fold(http, |http, root| http.add_root_certificate(root))
        })
    }

    #[cfg(not(all(
        feature = "simulator-server",
        any(feature = "rustls-no-provider", feature = "native-tls")
    )))]
    fn trusted_by(&self, graph: GraphBuilder) -> GraphBuilder {
        graph
    }

    /// Adds a fault to the script: the next call that the script does not cover
    /// yet has it.
    pub fn fail_next(&self, fault: Fault) {
        self.faults().script.push_back(Some(fault));
    }

    /// Adds a number of calls without a fault to the script.
    pub fn pass_next(&self, calls: usize) {
        let script = &mut self.faults().script;
        script.extend(std::iter::repeat_n(None, calls));
    }

    /// Draws a fault for calls that the script does not cover. A rate of 0.1 is one
    /// call in ten. The same seed draws the same faults.
    pub fn fail_at_rate(&self, seed: u64, rate: f64, faults: impl IntoIterator<Item = Fault>) {
        let faults = faults.into_iter().collect();
        self.faults().chance = Some(Chance::new(seed, rate, faults));
    }

    /// Adds a permanent fault. Every call has all of them besides its own, until
    /// [`stop_failing`](Simulator::stop_failing).
    pub fn fail_always(&self, fault: impl Into<Fault>) {
        self.faults().always.push(fault.into());
    }

    /// Removes the permanent faults, those of [`fail_always`](Simulator::fail_always). The
    /// others stay; [`clear_faults`](Simulator::clear_faults) removes them too.
    pub fn stop_failing(&self) {
        self.faults().always.clear();
    }

    /// Removes all faults: the script, those that are drawn, and the permanent ones.
    pub fn clear_faults(&self) {
        *self.faults() = Schedule::default();
    }

    /// Returns a copy of the world as it is now, to compare with what was read of it.
    ///
    /// ```
    /// use page_conversations::simulator::{Platform, Simulator};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let simulator = Simulator::start().await?;
    /// let world = simulator.world();
    /// for page in world.pages() {
    ///     for thread in world.threads(page.id(), Platform::Messenger) {
    ///         let messages = world.messages(&thread.id);
    ///         let newest = messages.map(|message| message.created_time).max();
    ///         assert_eq!(newest, Some(thread.updated_time));
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn world(&self) -> World {
        self.state.world().as_ref().clone()
    }

    /// Changes the world for the calls to come.
    ///
    /// A cursor is a position in a list. A walk that continues after a conversation
    /// moved to the top reads the last conversation of the previous page again,
    /// because all moved down by one, and reads the moved one only if it did so
    /// before. Whether Graph's cursors are positions is not known.
    ///
    /// # Errors
    ///
    /// As [`World::change`].
    pub fn change(&self, change: Change) -> Result<Changed, ChangeError> {
        lock(&self.state.living).change(change)
    }

    /// Returns the changes of the script and of traffic that the world refused when
    /// they were due: they name something that was gone, for example. At most the
    /// last 1,000 are kept.
    pub fn skipped_changes(&self) -> Vec<SkippedChange> {
        lock(&self.state.living).skipped()
    }

    /// Returns about how many changes of traffic were left out. After a pause in which
    /// more than 20,000 were due, only about the last 20,000 happen.
    pub fn left_out_changes(&self) -> u64 {
        lock(&self.state.living).left_out()
    }

    /// Returns the clock, as it was set.
    pub fn clock(&self) -> Clock {
        lock(&self.state.living).clock()
    }

    /// Returns the time of the simulator.
    pub fn now(&self) -> Timestamp {
        self.state.moment().time
    }

    /// Moves the clock on, whichever it is, and applies what is due by then. Returns
    /// the new time.
    pub fn advance(&self, by: Duration) -> Timestamp {
        lock(&self.state.living).advance(by).time
    }

    /// Returns the calls that it answered, in order, without their tokens. At most
    /// the last 100,000 are kept, and of large ones fewer, in 32 MiB.
    pub fn calls(&self) -> Vec<LoggedCall> {
        lock(&self.state.calls).calls()
    }

    /// Waits for as long as the simulator runs.
    pub async fn run(mut self) {
        // The task ends with the runtime only, and returns nothing.
        let _ = (&mut self.server).await;
    }

    fn faults(&self) -> MutexGuard<'_, Schedule> {
        lock(&self.state.faults)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}
