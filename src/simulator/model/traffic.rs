//! Changes at random.

use std::time::Duration;

use super::change::{Change, NewMessage, Sender};
use super::page::Page;
use super::seed;
use super::thread::{Platform, Thread};
use super::thread_filter::ThreadFilter;
use super::world::World;

/// The shortest mean time between two changes, in microseconds.
const SHORTEST: u64 = 1_000;

/// How many changes that are due at the same time happen, on average. A pause can be a
/// night, and a call waits for them.
const MOST_DUE: u64 = 20_000;

/// How many of the newest messages of a conversation change.
const NEWEST_MESSAGES: usize = 20;

/// Folders that conversations move to. More of them are archived than spam.
const FOLDERS: [&str; 6] = [
    "page_done",
    "page_done",
    "page_done",
    "spam",
    "inbox",
    "inbox",
];

const REACTIONS: [&str; 4] = ["❤", "👍", "😂", "😮"];

/// Kinds of changes, and their default weights.
const WEIGHTS: [(TrafficKind, u32); 8] = [
    (TrafficKind::MessageFromPerson, 50),
    (TrafficKind::MessageFromPage, 20),
    (TrafficKind::NewThread, 10),
    (TrafficKind::Move, 6),
    (TrafficKind::Read, 8),
    (TrafficKind::Reaction, 4),
    (TrafficKind::DeletedMessage, 1),
    (TrafficKind::DeletedThread, 1),
];

/// A kind of change in [`Traffic`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TrafficKind {
    /// A person writes in a conversation.
    MessageFromPerson,
    /// A Page writes in a conversation.
    MessageFromPage,
    /// A new person writes to a Page.
    NewThread,
    /// A conversation is archived, marked as spam, or moved back to the inbox.
    Move,
    /// A conversation is read.
    Read,
    /// A person reacts to a message.
    Reaction,
    /// A message is deleted.
    DeletedMessage,
    /// A conversation is deleted.
    DeletedThread,
}

/// Changes at random, to all Pages and platforms, and to new conversations more often
/// than to old ones.
///
/// The same seed makes the same changes at the same times, whatever is read in
/// between. After a pause in which more than 20,000 changes were due, only about the
/// last 20,000 happen: [`Simulator::left_out_changes`] counts the others.
///
/// [`Simulator::left_out_changes`]: crate::simulator::Simulator::left_out_changes
///
/// ```
/// use std::time::Duration;
///
/// use page_conversations::Timestamp;
/// use page_conversations::simulator::{Clock, Simulator, Traffic, TrafficKind};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let start = Timestamp::from_unix_seconds(1_785_400_000);
/// let traffic = Traffic::new(7, 30, Duration::from_secs(60));
/// let simulator = Simulator::builder()
///     .clock(Clock::Fixed(start))
///     .traffic(traffic.weight(TrafficKind::DeletedThread, 0))
///     .start()
///     .await?;
/// simulator.advance(Duration::from_secs(600));
/// assert!(simulator.world().newest_time() > Some(start));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Traffic {
    seed: u64,
    changes: u32,
    per: Duration,
    weights: [(TrafficKind, u32); 8],
}

impl Traffic {
    /// Creates traffic of a number of changes on average per time of the simulator.
    /// The maximum is one change in a millisecond; zero changes are no traffic.
    pub fn new(seed: u64, changes: u32, per: Duration) -> Self {
        Self {
            seed,
            changes,
            per,
            weights: WEIGHTS,
        }
    }

    /// Sets how often a kind of change is drawn, compared with the others. The sum of
    /// the defaults is 100; with zero for all of them, nothing changes.
    #[must_use]
    pub fn weight(mut self, kind: TrafficKind, weight: u32) -> Self {
        for (other, value) in &mut self.weights {
            if *other == kind {
                *value = weight;
            }
        }
        self
    }

    fn total(&self) -> u64 {
        let weights = self.weights.iter();
        weights.map(|(_, weight)| u64::from(*weight)).sum()
    }
}

/// Traffic while it runs.
#[derive(Debug)]
pub(crate) struct RunningTraffic {
    traffic: Traffic,
    random: fastrand::Rng,
    /// Mean time between changes, in microseconds.
    mean: u64,
    next: Duration,
}

impl RunningTraffic {
    /// Starts traffic; `None` if there is nothing in it.
    pub(crate) fn start(traffic: Traffic) -> Option<Self> {
        if traffic.total() == 0 {
            return None;
        }
        let mean = traffic
            .per
            .as_micros()
            .checked_div(traffic.changes.into())?;
        // A longer time is not reached.
        let mean = u64::try_from(mean).unwrap_or(u64::MAX).min(u64::MAX / 4);
        let mut running = Self {
            random: fastrand::Rng::with_seed(traffic.seed),
            traffic,
            mean: mean.max(SHORTEST),
            next: Duration::ZERO,
        };
        running.wait();
        Some(running)
    }

    /// Returns when the next change is due, since the start.
    pub(crate) fn next(&self) -> Duration {
        self.next
    }

    /// Leaves out what was due so long ago that too much has been due since. Returns how
    /// many changes that is, at the mean rate.
    pub(crate) fn leave_out(&mut self, elapsed: Duration) -> u64 {
        let most = Duration::from_micros(self.mean.saturating_mul(MOST_DUE));
        let first = elapsed.saturating_sub(most);
        let late = first.saturating_sub(self.next).as_micros();
        self.next = self.next.max(first);
        u64::try_from(late.div_ceil(self.mean.into())).unwrap_or(u64::MAX)
    }

    fn wait(&mut self) {
        let pause = 1 + self.random.u64(..2 * self.mean);
        self.next = self.next.saturating_add(Duration::from_micros(pause));
    }

    /// Returns the change that is due; `None` if the world has nothing to change.
    pub(crate) fn draw(&mut self, world: &World) -> Option<Change> {
        self.wait();
        let kind = self.kind();
        let page = world.pages().get(self.below(world.pages().len())?)?;
        let platform = match page.username.is_some() && self.random.bool() {
            true => Platform::Instagram,
            false => Platform::Messenger,
        };
        let threads = world.thread_list(page, platform, &ThreadFilter::default());
        // A place below a random one: the newest are drawn most often.
        let place = self
            .below(threads.len())
            .and_then(|end| self.below(end + 1));
        let thread = place.and_then(|place| threads.get(place));
        match (kind, thread) {
            (TrafficKind::NewThread, _) | (_, None) => Some(Change::NewThread {
                page_id: page.id.to_string(),
                platform,
                person: None,
                message: self.message(Sender::Person),
            }),
            (kind, Some(thread)) => self.change(kind, world, page, &thread),
        }
    }

    /// Returns a change of a conversation.
    fn change(
        &mut self,
        kind: TrafficKind,
        world: &World,
        page: &Page,
        thread: &Thread,
    ) -> Option<Change> {
        // One that was added without a person has no one who writes.
        thread.people(page).next()?;
        let id = thread.id.as_str();
        let change = match kind {
            TrafficKind::Move => {
                Change::move_thread(id, FOLDERS[self.random.usize(..FOLDERS.len())])
            }
            TrafficKind::Read => Change::read(id),
            TrafficKind::DeletedThread => Change::delete_thread(id),
            TrafficKind::DeletedMessage => Change::delete_message(self.message_of(world, thread)?),
            TrafficKind::Reaction => {
                let reaction = REACTIONS[self.random.usize(..REACTIONS.len())];
                Change::react(self.message_of(world, thread)?, reaction)
            }
            TrafficKind::MessageFromPage => Change::NewMessage {
                thread_id: id.to_owned(),
                message: self.message(Sender::Page),
            },
            TrafficKind::MessageFromPerson | TrafficKind::NewThread => Change::NewMessage {
                thread_id: id.to_owned(),
                message: self.message(Sender::Person),
            },
        };
        Some(change)
    }

    fn message(&mut self, from: Sender) -> NewMessage {
        NewMessage::new(from, seed::text(self.random.usize(..)))
    }

    /// Returns the id of one of the newest messages, unless it was deleted.
    fn message_of(&mut self, world: &World, thread: &Thread) -> Option<String> {
        let count = world.message_count(thread).min(NEWEST_MESSAGES);
        let message = world.message(thread, self.below(count)?)?;
        (!message.is_deleted).then(|| message.id.clone())
    }

    fn kind(&mut self) -> TrafficKind {
        let mut rest = self.random.u64(..self.traffic.total());
        for (kind, weight) in self.traffic.weights {
            match rest.checked_sub(weight.into()) {
                Some(left) => rest = left,
                None => return kind,
            }
        }
        TrafficKind::MessageFromPerson
    }

    /// Returns a number below another; `None` below zero.
    fn below(&mut self, end: usize) -> Option<usize> {
        (end > 0).then(|| self.random.usize(..end))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_of_any_length_leaves_out_all_but_the_last_changes() {
        let second = Duration::from_secs(1);
        let mut traffic = RunningTraffic::start(Traffic::new(1, 1, second)).unwrap();
        let first = traffic.next();
        let most = second * 20_000;
        assert_eq!(traffic.leave_out(first + most), 0);
        assert_eq!(traffic.next(), first);
        assert_eq!(traffic.leave_out(first + most + second * 5), 5);
        assert_eq!(traffic.next(), first + second * 5);
        assert_eq!(traffic.leave_out(Duration::ZERO), 0);
        // In microseconds, too.
        assert!(traffic.leave_out(Duration::MAX) > u64::MAX - 30_000);
        assert_eq!(traffic.next(), Duration::MAX - most);
    }
}
