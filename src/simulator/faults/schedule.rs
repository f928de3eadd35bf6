//! Which faults the next call has: scripted, by chance, or permanent.

use std::collections::VecDeque;

use super::fault::Fault;

/// The faults of the calls to come. A clone draws the same faults as the original.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schedule {
    /// A fault, or none, for each of the next calls.
    pub(crate) script: VecDeque<Option<Fault>>,
    /// Used where the script is over.
    pub(crate) chance: Option<Chance>,
    /// Faults of every call.
    pub(crate) always: Vec<Fault>,
}

/// Faults that are drawn at random.
#[derive(Clone, Debug)]
pub(crate) struct Chance {
    random: fastrand::Rng,
    #[cfg_attr(not(feature = "simulator-server"), expect(dead_code))]
    pub(crate) seed: u64,
    pub(crate) rate: f64,
    pub(crate) faults: Vec<Fault>,
}

impl Chance {
    pub(crate) fn new(seed: u64, rate: f64, faults: Vec<Fault>) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
            seed,
            rate,
            faults,
        }
    }

    fn draw(&mut self) -> Option<Fault> {
        let hit = self.random.f64() < self.rate && !self.faults.is_empty();
        hit.then(|| self.faults[self.random.usize(..self.faults.len())].clone())
    }
}

impl Schedule {
    /// Returns the faults of the next call: its own, then the permanent ones.
    pub(crate) fn next(&mut self) -> Vec<Fault> {
        let own = match self.script.pop_front() {
            Some(scripted) => scripted,
            None => self.chance.as_mut().and_then(Chance::draw),
        };
        own.into_iter().chain(self.always.iter().cloned()).collect()
    }
}
