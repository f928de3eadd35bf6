//! What all calls to a simulator share.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::access::Access;
use super::call_log::CallLog;
use super::quota::Quotas;
use crate::simulator::faults::schedule::Schedule;
use crate::simulator::model::living_world::{LivingWorld, Moment};
use crate::simulator::model::world::World;

/// The settings of a simulator, and what changes while it runs.
pub(crate) struct State {
    pub(crate) access: Access,
    pub(crate) latency: Duration,
    /// Whether responses are compressed for clients that accept it.
    pub(crate) compresses: bool,
    /// Whether browsers get the explorer.
    #[cfg(feature = "simulator-server")]
    pub(crate) has_explorer: bool,
    pub(crate) max_connections: usize,
    /// In KiB.
    pub(crate) body_budget: Semaphore,
    /// In KiB.
    pub(crate) response_budget: Arc<Semaphore>,
    pub(crate) url: String,
    pub(crate) living: Mutex<LivingWorld>,
    pub(crate) quotas: Mutex<Quotas>,
    pub(crate) faults: Mutex<Schedule>,
    pub(crate) calls: Mutex<CallLog>,
    /// `None` if the admin API is off.
    #[cfg(feature = "simulator-server")]
    pub(crate) admin: Option<crate::simulator::admin::state::AdminState>,
}

impl State {
    /// Returns the world as it is now. A call reads the same world to its end.
    pub(crate) fn world(&self) -> Arc<World> {
        self.moment().world
    }

    /// Returns the world as it is now, with the time.
    pub(crate) fn moment(&self) -> Moment {
        lock(&self.living).moment()
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// Locks a mutex. A panic of another thread leaves its value usable.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
