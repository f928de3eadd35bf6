//! Endpoints that set, show and clear faults.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::AdminError;
use super::fault::{self, FaultJson};
use super::route::Request;
use super::values::Rate;
use crate::simulator::faults::schedule::{Chance, Schedule};
use crate::simulator::server::state::lock;
use crate::simulator::world_file::values::Several;

/// The faults that are set.
#[derive(Serialize, JsonSchema)]
pub(super) struct Faults {
    /// Faults of every call.
    always: Vec<FaultJson>,
    /// A fault, or none, for each of the next calls.
    next: Vec<Option<FaultJson>>,
    /// Faults that are drawn for the calls after these.
    rate: Option<FaultRate>,
}

/// Faults that are drawn at random.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `rate` and `faults`")]
pub(super) struct FaultRate {
    /// The part of the calls that have a fault.
    rate: Rate,
    /// The same seed draws the same faults.
    #[serde(default = "default_seed")]
    seed: u64,
    /// The faults to draw from.
    faults: Vec<FaultJson>,
}

fn default_seed() -> u64 {
    1
}

/// Changes the faults, and returns all of them.
fn change(request: &Request<'_>, change: impl FnOnce(&mut Schedule)) -> Faults {
    let mut schedule = lock(&request.state.faults);
    change(&mut schedule);
    let form = |fault: &Option<_>| fault.as_ref().map(fault::form);
    Faults {
        always: schedule.always.iter().map(fault::form).collect(),
        next: schedule.script.iter().map(form).collect(),
        rate: schedule.chance.as_ref().map(|chance| FaultRate {
            rate: Rate(chance.rate),
            seed: chance.seed,
            faults: chance.faults.iter().map(fault::form).collect(),
        }),
    }
}

pub(super) fn read(request: &Request<'_>) -> Result<Faults, AdminError> {
    Ok(change(request, |_| {}))
}

pub(super) fn add_always(
    request: &Request<'_>,
    faults: Several<FaultJson>,
) -> Result<Faults, AdminError> {
    let faults = faults.0.into_iter().map(fault::fault);
    Ok(change(request, |schedule| schedule.always.extend(faults)))
}

pub(super) fn add_next(
    request: &Request<'_>,
    faults: Several<Option<FaultJson>>,
) -> Result<Faults, AdminError> {
    let faults = faults.0.into_iter();
    let faults = faults.map(|fault| fault.map(fault::fault));
    Ok(change(request, |schedule| schedule.script.extend(faults)))
}

pub(super) fn set_rate(request: &Request<'_>, rate: FaultRate) -> Result<Faults, AdminError> {
    let faults = rate.faults.into_iter().map(fault::fault).collect();
    let chance = Chance::new(rate.seed, rate.rate.0, faults);
    Ok(change(request, |schedule| schedule.chance = Some(chance)))
}

pub(super) fn clear(request: &Request<'_>) -> Result<Faults, AdminError> {
    Ok(change(request, |schedule| *schedule = Schedule::default()))
}

pub(super) fn clear_always(request: &Request<'_>) -> Result<Faults, AdminError> {
    Ok(change(request, |schedule| schedule.always.clear()))
}

pub(super) fn clear_next(request: &Request<'_>) -> Result<Faults, AdminError> {
    Ok(change(request, |schedule| schedule.script.clear()))
}

pub(super) fn clear_rate(request: &Request<'_>) -> Result<Faults, AdminError> {
    Ok(change(request, |schedule| schedule.chance = None))
}
