//! A filtered list of conversations, stored and seeded ones.

use std::borrow::Cow;
use std::ops::Range;

use super::page::Page;
use super::seed::{self, Seed, SeedKey};
use super::thread::{Platform, Thread};
use super::thread_filter::ThreadFilter;
use crate::types::timestamp::Timestamp;

/// The conversations of a Page on a platform that pass a filter, newest first.
///
/// Seeded conversations are created on access, so that the length of the list
/// costs nothing.
pub(crate) struct ThreadList<'a> {
    page: &'a Page,
    stored: Vec<&'a Thread>,
    /// Positions of the stored conversations in the list.
    positions: Vec<usize>,
    seeded: Option<SeededThreads<'a>>,
}

impl<'a> ThreadList<'a> {
    /// Creates the list. Seeded conversations at the `moved` indexes are left out.
    pub(crate) fn new(
        page: &'a Page,
        platform: Platform,
        filter: &ThreadFilter,
        seed: Option<&'a Seed>,
        moved: impl Iterator<Item = usize>,
    ) -> Self {
        let stored = page.threads.iter();
        let stored = stored.filter(|thread| thread.platform == platform && filter.matches(thread));
        let stored: Vec<_> = stored.collect();
        let seeded = seed.map(|seed| SeededThreads::new(seed, page, platform, filter, moved));
        let positions = stored.iter().enumerate().map(|(place, thread)| {
            let seeded = seeded.as_ref();
            place + seeded.map_or(0, |seeded| seeded.count_after(thread.updated_time))
        });
        Self {
            page,
            positions: positions.collect(),
            stored,
            seeded,
        }
    }

    /// Returns the Page that the conversations belong to.
    pub(crate) fn page(&self) -> &'a Page {
        self.page
    }

    /// Returns the number of conversations.
    pub(crate) fn len(&self) -> usize {
        let seeded = self.seeded.as_ref().map_or(0, SeededThreads::len);
        self.stored.len().saturating_add(seeded)
    }

    /// Returns the conversation at a position below the length.
    pub(crate) fn get(&self, position: usize) -> Option<Cow<'a, Thread>> {
        match self.positions.binary_search(&position) {
            Ok(place) => Some(Cow::Borrowed(self.stored[place])),
            Err(stored_before) => {
                let seeded = self.seeded.as_ref()?;
                let key = seeded.key(position - stored_before);
                Some(Cow::Owned(seeded.seed.thread(self.page, key)))
            }
        }
    }
}

/// The seeded conversations of a list.
///
/// A slot is a position among the conversations of the folder, or among all
/// without one. Folders repeat at fixed intervals, so that the conversation of a
/// slot is computed without looking at those before it.
struct SeededThreads<'a> {
    seed: &'a Seed,
    page: usize,
    platform: Platform,
    folder: Option<String>,
    slots: Range<usize>,
    /// Slots whose conversations have moved to the stored ones, in order.
    moved: Vec<usize>,
}

impl<'a> SeededThreads<'a> {
    fn new(
        seed: &'a Seed,
        page: &Page,
        platform: Platform,
        filter: &ThreadFilter,
        moved: impl Iterator<Item = usize>,
    ) -> Self {
        let mut seeded = Self {
            seed,
            page: page.index,
            platform,
            // The conversation of a person is found by its index among all.
            folder: filter.folder.clone().filter(|_| filter.person.is_none()),
            slots: 0..0,
            moved: Vec::new(),
        };
        seeded.slots = match &filter.person {
            Some(person) => seeded.slots_of_person(person, page, filter),
            None => seeded.slots_in_time(filter),
        };
        let moved = moved.filter_map(|index| seeded.slot(index));
        let mut moved: Vec<_> = moved.collect();
        moved.sort_unstable();
        seeded.moved = moved;
        seeded
    }

    fn len(&self) -> usize {
        self.slots.len() - self.moved.len()
    }

    /// Returns the number of conversations after a time.
    fn count_after(&self, time: Timestamp) -> usize {
        let time_of = |position| self.seed.updated_time(self.key(position).index);
        partition_point(0..self.len(), |position| time_of(position) > time)
    }

    /// Returns the key of the conversation at a position in the list.
    fn key(&self, position: usize) -> SeedKey {
        let slot = self.slots.start + position;
        let skip = |slot, moved: &usize| if *moved <= slot { slot + 1 } else { slot };
        let slot = self.moved.iter().fold(slot, skip);
        self.key_of(self.index(slot))
    }

    fn key_of(&self, index: usize) -> SeedKey {
        SeedKey {
            page: self.page,
            platform: self.platform,
            index,
        }
    }

    /// Returns the index of the conversation in a slot.
    fn index(&self, slot: usize) -> usize {
        match &self.folder {
            Some(folder) => seed::index_in_folder(folder, slot),
            None => slot,
        }
    }

    /// Returns the slot of the conversation with an index, if it is in the list.
    fn slot(&self, index: usize) -> Option<usize> {
        let Range { start, end } = self.slots;
        let slot = partition_point(start..end, |slot| self.index(slot) < index);
        (slot < end && self.index(slot) == index).then_some(slot)
    }

    /// Returns the slots within the bounds of time. Times fall from slot to slot.
    fn slots_in_time(&self, filter: &ThreadFilter) -> Range<usize> {
        let count = seed::count_in_folder(self.folder.as_deref(), self.seed.page_threads);
        let time = |slot| self.seed.updated_time(self.index(slot));
        let start = partition_point(0..count, |slot| !filter.is_before_end(time(slot)));
        let end = partition_point(0..count, |slot| !filter.is_before_start(time(slot)));
        start..end.max(start)
    }

    fn slots_of_person(&self, person: &str, page: &Page, filter: &ThreadFilter) -> Range<usize> {
        let index = self.seed.find_person(person, self.page, self.platform);
        let index =
            index.filter(|index| filter.matches(&self.seed.thread(page, self.key_of(*index))));
        index.map_or(0..0, |index| index..index + 1)
    }
}

/// Returns the first position at which a condition no longer holds, as
/// [`slice::partition_point`] does.
fn partition_point(positions: Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let Range {
        start: mut low,
        end: mut high,
    } = positions;
    while low < high {
        let middle = low + (high - low) / 2;
        match holds(middle) {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    low
}
