//! A filtered list of conversations, stored and seeded ones.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use imbl::Vector;

use super::page::Page;
use super::seed::{self, Seed, SeedKey};
use super::shelf::{Entry, Shelf};
use super::store::{Store, StoredThread};
use super::thread::{Platform, Thread};
use super::thread_filter::ThreadFilter;
use crate::types::timestamp::Timestamp;

/// The conversations of a Page on a platform that pass a filter, newest first.
///
/// Seeded conversations are created on access, so that the length of the list
/// costs nothing.
pub(crate) struct ThreadList<'a> {
    page: &'a Page,
    stored: StoredThreads<'a>,
    seeded: Option<SeededThreads<'a>>,
    /// A position, and how many stored conversations are before it: most look at one
    /// position after the other.
    last: Cell<(usize, usize)>,
}

impl<'a> ThreadList<'a> {
    /// Creates the list.
    pub(crate) fn new(
        page: &'a Page,
        platform: Platform,
        filter: &ThreadFilter,
        seed: Option<&'a Seed>,
        store: &'a Store,
    ) -> Self {
        let shelf = store.shelf(page.index, platform);
        let seeded = seed.map(|seed| SeededThreads::new(seed, page, platform, filter, shelf));
        Self {
            page,
            stored: StoredThreads::new(store, shelf, filter),
            seeded,
            last: Cell::new((0, 0)),
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

    /// Returns the conversation at a position; `None` beyond the end.
    pub(crate) fn get(&self, position: usize) -> Option<Cow<'a, Thread>> {
        let before = self.stored_before(position);
        if self.is_before(before, position + 1) {
            return self.stored.get(before).map(Cow::Borrowed);
        }
        let seeded = self.seeded.as_ref()?;
        let position = position - before;
        let key = (position < seeded.len()).then(|| seeded.key(position))?;
        Some(Cow::Owned(seeded.seed.thread(self.page, key)))
    }

    /// Returns the number of stored conversations before a position.
    fn stored_before(&self, position: usize) -> usize {
        let (last, before) = self.last.get();
        let before = match position.checked_sub(last) {
            Some(0) => before,
            Some(1) => before + usize::from(self.is_before(before, position)),
            _ => {
                let places = 0..self.stored.len();
                partition_point(places, |place| self.is_before(place, position))
            }
        };
        self.last.set((position, before));
        before
    }

    /// Returns whether there is a stored conversation at a place among the stored
    /// ones, and it is before a position in the list.
    fn is_before(&self, place: usize, position: usize) -> bool {
        let seeded = self.seeded.as_ref();
        place < self.stored.len() && {
            let time = self.stored.time(place);
            place + seeded.map_or(0, |seeded| seeded.count_after(time)) < position
        }
    }
}

/// The stored conversations of a list.
struct StoredThreads<'a> {
    store: &'a Store,
    entries: Entries<'a>,
}

enum Entries<'a> {
    /// Part of a list that is kept in order.
    Kept(&'a Vector<Entry>, Range<usize>),
    /// Those of a person, which are few.
    Found(Vec<&'a StoredThread>),
}

impl<'a> StoredThreads<'a> {
    fn new(store: &'a Store, shelf: Option<&'a Shelf>, filter: &ThreadFilter) -> Self {
        let entries = match &filter.person {
            Some(person) => {
                let ids = shelf.into_iter().flat_map(|shelf| shelf.of_person(person));
                let threads = ids.filter_map(|id| store.thread(id));
                let mut threads: Vec<_> = threads
                    .filter(|stored| filter.matches(&stored.thread))
                    .collect();
                threads.sort_by_key(|stored| stored.place());
                Entries::Found(threads)
            }
            None => {
                let listing = shelf.and_then(|shelf| shelf.listing(filter.folder.as_deref()));
                match listing.map(|listing| &listing.stored) {
                    Some(all) => Entries::Kept(all, in_time(all, filter)),
                    None => Entries::Found(Vec::new()),
                }
            }
        };
        Self { store, entries }
    }

    fn len(&self) -> usize {
        match &self.entries {
            Entries::Kept(_, range) => range.len(),
            Entries::Found(threads) => threads.len(),
        }
    }

    fn time(&self, place: usize) -> Timestamp {
        let place = match &self.entries {
            Entries::Kept(all, range) => all[range.start + place].place,
            Entries::Found(threads) => threads[place].place(),
        };
        place.time()
    }

    fn get(&self, place: usize) -> Option<&'a Thread> {
        let stored = match &self.entries {
            Entries::Kept(all, range) => self.store.thread(&all[range.start + place].id)?,
            Entries::Found(threads) => threads.get(place)?,
        };
        Some(&stored.thread)
    }
}

/// Returns the positions of the conversations within the bounds of time.
fn in_time(all: &Vector<Entry>, filter: &ThreadFilter) -> Range<usize> {
    let time = |position: usize| all[position].place.time();
    let count = 0..all.len();
    let start = partition_point(count.clone(), |one| !filter.is_before_end(time(one)));
    let end = partition_point(count, |one| !filter.is_before_start(time(one)));
    start..end.max(start)
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
    /// Indexes of the conversations of the folder that have moved to the stored
    /// ones, and which of them have slots.
    moved: Option<(&'a Vector<usize>, Range<usize>)>,
}

impl<'a> SeededThreads<'a> {
    fn new(
        seed: &'a Seed,
        page: &Page,
        platform: Platform,
        filter: &ThreadFilter,
        shelf: Option<&'a Shelf>,
    ) -> Self {
        let mut seeded = Self {
            seed,
            page: page.index,
            platform,
            // The conversation of a person is found by its index among all.
            folder: filter.folder.clone().filter(|_| filter.person.is_none()),
            slots: 0..0,
            moved: None,
        };
        seeded.slots = match &filter.person {
            Some(person) => seeded.slots_of_person(person, page, filter),
            None => seeded.slots_in_time(filter),
        };
        let listing = shelf.and_then(|shelf| shelf.listing(seeded.folder.as_deref()));
        seeded.moved = listing.map(|listing| {
            let moved = &listing.moved;
            let before =
                |end| partition_point(0..moved.len(), |place| seeded.slot(moved[place]) < end);
            (moved, before(seeded.slots.start)..before(seeded.slots.end))
        });
        seeded
    }

    fn len(&self) -> usize {
        let moved = self.moved.as_ref().map_or(0, |(_, range)| range.len());
        self.slots.len() - moved
    }

    /// Returns the number of conversations after a time.
    fn count_after(&self, time: Timestamp) -> usize {
        let Range { start, end } = self.slots;
        let end = self.slot(self.seed.count_after(time)).clamp(start, end);
        end - self.slots.start - self.count_moved(|_, slot| slot < end)
    }

    /// Returns the key of the conversation at a position in the list.
    fn key(&self, position: usize) -> SeedKey {
        let slot = self.slots.start + position;
        let slot = slot + self.count_moved(|before, moved| moved - before <= slot);
        self.key_of(self.index(slot))
    }

    /// Returns for how many of the moved conversations a condition holds: that on
    /// the number of those before it, and its slot. It holds up to one of them.
    fn count_moved(&self, holds: impl Fn(usize, usize) -> bool) -> usize {
        self.moved.as_ref().map_or(0, |(moved, range)| {
            partition_point(0..range.len(), |before| {
                holds(before, self.slot(moved[range.start + before]))
            })
        })
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

    /// Returns the slot of the conversation with an index, which is in the folder.
    fn slot(&self, index: usize) -> usize {
        seed::count_in_folder(self.folder.as_deref(), index)
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
