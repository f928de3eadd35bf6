//! What time it is in a simulator.

use std::time::Duration;

use crate::types::timestamp::Timestamp;

/// The clock of a simulator. Each of them also moves by
/// [`Simulator::advance`](crate::simulator::Simulator::advance).
///
/// It decides when messages arrive, when a [script](crate::simulator#by-a-script) and
/// [traffic](crate::simulator#by-a-rate) are due, which versions have expired, whether
/// tokens and timed proofs are valid, and when a rate limit ends.
///
/// What waits, such as a latency or a retry, waits on the machine's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Clock {
    /// The time of the machine. It does not run backwards if the machine's does.
    #[default]
    Machine,
    /// A time at which the simulator starts, from which it runs as the machine's.
    StartingAt(Timestamp),
    /// A time that does not move on its own.
    Fixed(Timestamp),
    /// A time that each call moves, after it was answered.
    Stepped {
        /// The time at the start.
        start: Timestamp,
        /// The time from one call to the next. All calls of a batch are one.
        step: Duration,
    },
}

/// 9999-12-31T23:59:59Z, as a Unix time.
pub(crate) const END: i64 = 253_402_300_799;

/// A clock that runs.
#[derive(Debug)]
pub(crate) struct RunningClock {
    clock: Clock,
    start: Timestamp,
    /// The time of the machine at the start.
    machine_start: Timestamp,
    /// By how much it was advanced and stepped.
    moved: Duration,
    /// The latest time that it has shown, since the start.
    shown: Duration,
}

impl RunningClock {
    pub(crate) fn start(clock: Clock) -> Self {
        let machine_start = Timestamp::now();
        Self {
            clock,
            start: match clock {
                Clock::Machine => machine_start,
                Clock::StartingAt(start) | Clock::Fixed(start) | Clock::Stepped { start, .. } => {
                    start
                }
            },
            machine_start,
            moved: Duration::ZERO,
            shown: Duration::ZERO,
        }
    }

    pub(crate) fn clock(&self) -> Clock {
        self.clock
    }

    /// Returns the time at the start.
    pub(crate) fn start_time(&self) -> Timestamp {
        self.start
    }

    /// Returns the time since the start.
    pub(crate) fn elapsed(&mut self) -> Duration {
        let run = match self.clock {
            Clock::Machine | Clock::StartingAt(_) => {
                let run = Timestamp::now().checked_duration_since(self.machine_start);
                run.unwrap_or_default()
            }
            Clock::Fixed(_) | Clock::Stepped { .. } => Duration::ZERO,
        };
        self.shown = self.shown.max(run.saturating_add(self.moved));
        self.shown
    }

    /// Moves on by a call.
    pub(crate) fn step(&mut self) {
        if let Clock::Stepped { step, .. } = self.clock {
            self.advance(step);
        }
    }

    /// Advances by a duration, at most to the end of the year 9999: Graph's form of times has
    /// no later ones.
    pub(crate) fn advance(&mut self, by: Duration) {
        let end = Timestamp::from_unix_seconds(END);
        let most = end.checked_duration_since(self.start).unwrap_or_default();
        self.moved = self.moved.saturating_add(by).min(most);
    }
}
