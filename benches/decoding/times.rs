//! Compares the processor time of two functions.

use std::hint::black_box;
use std::io;
use std::time::Duration;

/// The times of two functions.
pub struct Compared {
    pub rounds: usize,
    /// The first decile, the median and the last decile of the ratios of the rounds.
    pub ratios: [f64; 3],
    times: [f64; 2],
}

impl Compared {
    /// The microseconds of each in the median round.
    pub fn micros(&self) -> [f64; 2] {
        self.times.map(|seconds| seconds * 1e6)
    }
}

/// Calls both functions so many times in a round, in either order. Other load slows down
/// both of a round, so each round yields a ratio.
pub fn compare<A, B>(
    rounds: usize,
    times: u32,
    mut one: impl FnMut() -> A,
    mut other: impl FnMut() -> B,
) -> io::Result<Compared> {
    let mut figures = Vec::with_capacity(rounds);
    let warm_up = rounds / 20 + 1;
    for round in 0..warm_up + rounds {
        let pair = match round % 2 {
            0 => {
                let first = time_of(times, &mut one)?;
                [first, time_of(times, &mut other)?]
            }
            _ => {
                let first = time_of(times, &mut other)?;
                [time_of(times, &mut one)?, first]
            }
        };
        if round >= warm_up {
            figures.push(pair);
        }
    }
    let ratios = sorted(figures.iter().map(|[one, other]| one / other));
    let times = [0, 1].map(|which| sorted(figures.iter().map(|pair| pair[which])));
    Ok(Compared {
        rounds,
        ratios: [1, 5, 9].map(|tenth| ratios[rounds * tenth / 10]),
        times: times.map(|times| times[rounds / 2]),
    })
}

fn sorted(figures: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut figures = Vec::from_iter(figures);
    figures.sort_by(f64::total_cmp);
    figures
}

/// Returns the processor time of one call, in seconds.
fn time_of<T>(times: u32, work: &mut impl FnMut() -> T) -> io::Result<f64> {
    let start = processor_time()?;
    for _ in 0..times {
        black_box(work());
    }
    let time = processor_time()? - start;
    Ok((time / times).as_secs_f64())
}

/// Returns the processor time of this process so far.
#[cfg(unix)]
fn processor_time() -> io::Result<Duration> {
    use nix::time::{ClockId, clock_gettime};
    Ok(clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?.into())
}

#[cfg(not(unix))]
fn processor_time() -> io::Result<Duration> {
    Err(io::ErrorKind::Unsupported.into())
}
