//! Processor time per page, compared with a hand-written client.

use std::error::Error;
use std::hint::black_box;
use std::io;
use std::time::Duration;

use futures_util::TryStreamExt;
use indicatif::ProgressIterator;
use page_conversations::Graph;

use super::server::Server;
use super::table::Row;
use super::{bar, by_hand, full_threads, graph};

/// Pages that each client reads in a round.
pub const PAGES: usize = 50;

/// Threads of a page.
pub const LIMIT: usize = 25;

/// Measured rounds. They are short, so that other load affects both clients.
const ROUNDS: usize = 301;

/// Rounds for the floor.
const FLOOR_ROUNDS: usize = 51;

/// Warm-up rounds.
const WARM_UP: usize = 10;

/// Compares the two clients, round by round.
pub async fn row() -> Result<Row, Box<dyn Error>> {
    let server = Server::start(PAGES, LIMIT)?;
    let ours = graph(&server.host)?;
    let theirs = by_hand::Client::new(&server.host)?;
    let mut rounds = Vec::new();
    for round in (0..WARM_UP + ROUNDS).progress_with(bar(WARM_UP + ROUNDS, "rounds")?) {
        let times = round_of(&ours, &theirs, round % 2 == 0).await?;
        if round >= WARM_UP {
            rounds.push(times.map(|time| time.as_secs_f64() * 1e6 / PAGES as f64));
        }
    }
    // Other load slows down both clients of a round. So each round yields a ratio, of
    // which the median counts.
    let ratios = sorted(rounds.iter().map(|[ours, theirs]| ours / theirs));
    let [low, middle, high] = [1, 5, 9].map(|tenth| ratios[ROUNDS * tenth / 10]);
    let times = [0, 1].map(|who| sorted(rounds.iter().map(|round| round[who])));
    let row = Row::ratio(
        format!(
            "processor time of a page of {LIMIT} full threads, {:.0} µs",
            times[0][ROUNDS / 2]
        ),
        format!(
            "reqwest and serde_json by hand, {:.0} µs",
            times[1][ROUNDS / 2]
        ),
        middle,
        format!("{low:.2} to {high:.2} in 8 of 10 of {ROUNDS} rounds"),
        1.1,
    );
    Ok(row.floor(floor(&theirs).await?))
}

/// Returns the share of the hand-written client that receiving the same pages takes, without
/// decoding them.
async fn floor(client: &by_hand::Client) -> Result<f64, Box<dyn Error>> {
    let mut ratios = Vec::new();
    for _ in 0..FLOOR_ROUNDS {
        let received = async {
            client.receive(PAGES, LIMIT).await?;
            Ok(PAGES * LIMIT)
        };
        let received = time_of(received).await?;
        let read = time_of(client.read(LIMIT)).await?;
        ratios.push(received.as_secs_f64() / read.as_secs_f64());
    }
    Ok(sorted(ratios.into_iter())[FLOOR_ROUNDS / 2])
}

/// Returns the processor time that our client takes for a page, in the fastest round.
pub async fn micros_of_page(ours: &Graph) -> Result<f64, Box<dyn Error>> {
    let mut fastest = f64::MAX;
    for _ in 0..WARM_UP {
        let time = time_of(read(ours)).await?;
        fastest = fastest.min(time.as_secs_f64() * 1e6 / PAGES as f64);
    }
    Ok(fastest)
}

fn sorted(figures: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut figures = Vec::from_iter(figures);
    figures.sort_by(f64::total_cmp);
    figures
}

/// Measures our client and the other one, in either order.
async fn round_of(
    ours: &Graph,
    theirs: &by_hand::Client,
    ours_first: bool,
) -> Result<[Duration; 2], Box<dyn Error>> {
    if ours_first {
        let first = time_of(read(ours)).await?;
        return Ok([first, time_of(theirs.read(LIMIT)).await?]);
    }
    let first = time_of(theirs.read(LIMIT)).await?;
    Ok([time_of(read(ours)).await?, first])
}

/// Reads and counts all threads.
async fn read(graph: &Graph) -> Result<usize, Box<dyn Error>> {
    let mut items = graph.items(full_threads(LIMIT));
    let mut count = 0;
    while let Some(thread) = items.try_next().await? {
        black_box(thread);
        count += 1;
    }
    Ok(count)
}

/// Returns the processor time of this process for reading.
async fn time_of(
    reading: impl Future<Output = Result<usize, Box<dyn Error>>>,
) -> Result<Duration, Box<dyn Error>> {
    let start = processor_time()?;
    let count = reading.await?;
    let end = processor_time()?;
    assert_eq!(count, PAGES * LIMIT, "threads received");
    Ok(end - start)
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
