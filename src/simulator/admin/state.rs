//! What the admin API knows besides the state of the simulator.

use std::net::SocketAddr;
use std::time::Duration;

use super::settings::Admin;
use crate::simulator::clock::{Clock, RunningClock};
use crate::simulator::faults::schedule::Schedule;
use crate::simulator::model::change::Change;
use crate::simulator::model::living_world::LivingWorld;
use crate::simulator::model::timeline::Timeline;
use crate::simulator::model::traffic::Traffic;
use crate::simulator::model::world::World;
use crate::simulator::server::access::Lifetimes;

/// The settings of the API, and what a reset restores.
pub(crate) struct AdminState {
    pub(super) admin: Admin,
    pub(super) start: Start,
    /// Whether the simulator listens on loopback.
    pub(super) is_loopback: bool,
}

/// What the simulator began with.
pub(crate) struct Start {
    pub(crate) world: World,
    pub(crate) clock: Clock,
    pub(crate) script: Vec<(Duration, Change)>,
    pub(crate) traffic: Option<Traffic>,
    pub(crate) tokens: Lifetimes,
    pub(crate) faults: Schedule,
}

impl AdminState {
    /// Refuses settings that would let anyone on the network steer the simulator.
    pub(crate) fn new(admin: Admin, start: Start, address: SocketAddr) -> std::io::Result<Self> {
        admin.check(address)?;
        Ok(Self {
            admin,
            start,
            is_loopback: address.ip().is_loopback(),
        })
    }
}

impl Start {
    /// Returns the world as it was at the start, from now on.
    pub(super) fn again(&self) -> LivingWorld {
        let clock = RunningClock::start(self.clock);
        let timeline = Timeline::new(self.script.clone(), self.traffic.clone());
        LivingWorld::new(self.world.clone(), clock, timeline)
    }
}
