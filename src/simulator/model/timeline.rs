//! What happens to a world on its own: a script, and traffic.

use std::collections::VecDeque;
use std::time::Duration;

use super::change::{Change, ChangeError};
use super::traffic::{RunningTraffic, Traffic};
use super::world::World;
use crate::types::timestamp::Timestamp;

/// A change of a script or of traffic that the world refused when it was due.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SkippedChange {
    /// When it was due.
    pub at: Timestamp,
    /// The change.
    pub change: Change,
    /// Why the world refused it.
    pub error: ChangeError,
}

/// The changes to come.
#[derive(Debug)]
pub(crate) struct Timeline {
    /// Changes with their times since the start, in order.
    script: VecDeque<(Duration, Change)>,
    traffic: Option<RunningTraffic>,
    /// Number of changes of traffic that were left out.
    left_out: u64,
}

impl Timeline {
    pub(crate) fn new(mut script: Vec<(Duration, Change)>, traffic: Option<Traffic>) -> Self {
        script.sort_by_key(|(time, _)| *time);
        Self {
            script: script.into(),
            traffic: traffic.and_then(RunningTraffic::start),
            left_out: 0,
        }
    }

    /// Returns how many changes of traffic were left out, because too many were due.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Returns the first change of the script that a world refuses. Traffic may get
    /// in the way of a script, so that with it nothing is refused beforehand.
    pub(crate) fn problem(&self, world: &World, start: Timestamp) -> Option<String> {
        if self.traffic.is_some() {
            return None;
        }
        let mut world = world.clone();
        let mut script = self.script.iter();
        script.find_map(|(time, change)| {
            let at = start.saturating_add(*time);
            let error = world.change(change.clone(), at).err()?;
            Some(format!("the change of the script after {time:?}: {error}"))
        })
    }

    /// Returns whether a change is due at a time since the start.
    pub(crate) fn is_due(&self, elapsed: Duration) -> bool {
        self.next().is_some_and(|next| next <= elapsed)
    }

    /// Applies the changes that are due, each at its own time. Returns those that the
    /// world refused.
    pub(crate) fn apply(
        &mut self,
        world: &mut World,
        start: Timestamp,
        elapsed: Duration,
    ) -> Vec<SkippedChange> {
        if let Some(traffic) = &mut self.traffic {
            let left_out = traffic.leave_out(elapsed);
            self.left_out = self.left_out.saturating_add(left_out);
        }
        let mut skipped = Vec::new();
        while let Some(next) = self.next().filter(|next| *next <= elapsed) {
            let at = start.saturating_add(next);
            let Some(change) = self.take(next, world) else {
                continue;
            };
            if let Err(error) = world.change(change.clone(), at) {
                skipped.push(SkippedChange { at, change, error });
            }
        }
        skipped
    }

    /// Returns when the next change is due.
    fn next(&self) -> Option<Duration> {
        let scripted = self.script.front().map(|(time, _)| *time);
        let random = self.traffic.as_ref().map(RunningTraffic::next);
        [scripted, random].into_iter().flatten().min()
    }

    /// Returns the change that is due at a time, that of the script first.
    fn take(&mut self, time: Duration, world: &World) -> Option<Change> {
        let is_scripted = self.script.front().is_some_and(|(due, _)| *due <= time);
        match is_scripted {
            true => self.script.pop_front().map(|(_, change)| change),
            false => self.traffic.as_mut()?.draw(world),
        }
    }
}
