//! The world of a simulator as time passes.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::change::{Change, ChangeError, Changed};
use super::timeline::{SkippedChange, Timeline};
use super::world::World;
use crate::simulator::clock::{Clock, RunningClock};
use crate::types::timestamp::Timestamp;

/// Maximum number of skipped changes that are kept.
const MAX_SKIPPED: usize = 1_000;

/// A world at a time.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) world: Arc<World>,
    pub(crate) time: Timestamp,
}

/// A world with its clock, and with what happens on its own.
///
/// No task runs in the background: what is due happens when someone looks, so that
/// the same times have the same changes.
#[derive(Debug)]
pub(crate) struct LivingWorld {
    world: Arc<World>,
    clock: RunningClock,
    timeline: Timeline,
    skipped: VecDeque<SkippedChange>,
}

impl LivingWorld {
    pub(crate) fn new(world: World, clock: RunningClock, timeline: Timeline) -> Self {
        Self {
            world: Arc::new(world),
            clock,
            timeline,
            skipped: VecDeque::new(),
        }
    }

    #[cfg(feature = "simulator-server")]
    pub(crate) fn start_time(&self) -> Timestamp {
        self.clock.start_time()
    }

    pub(crate) fn clock(&self) -> Clock {
        self.clock.clock()
    }

    /// Returns the changes that were refused when they were due, the oldest first.
    pub(crate) fn skipped(&self) -> Vec<SkippedChange> {
        self.skipped.iter().cloned().collect()
    }

    /// Returns how many changes of traffic were left out.
    pub(crate) fn left_out(&self) -> u64 {
        self.timeline.left_out()
    }

    /// Returns the world as it is now. Whoever reads it reads the same to the end.
    pub(crate) fn moment(&mut self) -> Moment {
        let elapsed = self.clock.elapsed();
        let start = self.clock.start_time();
        if self.timeline.is_due(elapsed) {
            let world = Arc::make_mut(&mut self.world);
            let skipped = self.timeline.apply(world, start, elapsed);
            self.skipped.extend(skipped);
            let excess = self.skipped.len().saturating_sub(MAX_SKIPPED);
            self.skipped.drain(..excess);
        }
        Moment {
            world: self.world.clone(),
            time: start.saturating_add(elapsed),
        }
    }

    /// Returns the world for a call, which moves a stepped clock.
    pub(crate) fn call(&mut self) -> Moment {
        let moment = self.moment();
        self.clock.step();
        moment
    }

    pub(crate) fn advance(&mut self, by: Duration) -> Moment {
        self.clock.advance(by);
        self.moment()
    }

    /// Changes the world, after what is due.
    pub(crate) fn change(&mut self, change: Change) -> Result<Changed, ChangeError> {
        let Moment { time, .. } = self.moment();
        Arc::make_mut(&mut self.world).change(change, time)
    }

    /// Changes the world by all of the changes or, if one is refused, by none, and
    /// returns that one's place among them.
    #[cfg(feature = "simulator-server")]
    pub(crate) fn change_all(
        &mut self,
        changes: Vec<Change>,
    ) -> Result<Vec<Changed>, (usize, ChangeError)> {
        let Moment { time, .. } = self.moment();
        let mut world = World::clone(&self.world);
        let changes = changes.into_iter().enumerate();
        let changed = changes.map(|(place, change)| {
            let changed = world.change(change, time);
            changed.map_err(|error| (place, error))
        });
        let changed = changed.collect::<Result<_, _>>()?;
        self.world = Arc::new(world);
        Ok(changed)
    }
}
