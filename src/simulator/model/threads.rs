//! The conversations that a list call reads.

use std::borrow::Cow;
use std::ops::Range;

use crate::simulator::model::seed::{self, Seed};
use crate::simulator::model::thread::{Platform, Thread};
use crate::simulator::model::world::Page;
use crate::types::timestamp::Timestamp;

/// Which conversations are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) folder: Option<String>,
    /// Id of the person who started it.
    pub(crate) person: Option<String>,
    /// Unix times in milliseconds, both of them not taken in.
    pub(crate) updated_after_ms: Option<i64>,
    pub(crate) updated_before_ms: Option<i64>,
}

impl Filter {
    pub(crate) fn takes(&self, thread: &Thread) -> bool {
        let folder = self.folder.as_ref();
        let mut people = thread.participants.iter();
        folder.is_none_or(|folder| thread.folder == *folder)
            && self
                .person
                .as_ref()
                .is_none_or(|id| people.any(|person| person.id == *id))
            && self.takes_time(thread.updated_time)
    }

    fn takes_time(&self, time: Timestamp) -> bool {
        let milliseconds = milliseconds(time);
        self.updated_after_ms
            .is_none_or(|after| milliseconds > after)
            && self
                .updated_before_ms
                .is_none_or(|before| milliseconds < before)
    }
}

fn milliseconds(time: Timestamp) -> i64 {
    time.unix_seconds().saturating_mul(1_000)
}

/// Conversations, newest first: those made by hand, then those of the seed.
pub(crate) struct Threads<'a> {
    pub(crate) made: Vec<&'a Thread>,
    pub(crate) seeded: Option<Seeded<'a>>,
    pub(crate) page: &'a Page,
    /// Whether one person's is wanted.
    pub(crate) by_person: bool,
}

impl<'a> Threads<'a> {
    pub(crate) fn len(&self) -> usize {
        let seeded = self.seeded.as_ref().map_or(0, Seeded::len);
        self.made.len().saturating_add(seeded)
    }

    /// The conversation at a place that is below the length.
    pub(crate) fn get(&self, place: usize) -> Option<Cow<'a, Thread>> {
        if let Some(thread) = self.made.get(place) {
            return Some(Cow::Borrowed(thread));
        }
        let seeded = self.seeded.as_ref()?;
        let index = seeded.index(seeded.place(place - self.made.len()));
        let thread = seeded
            .seed
            .thread(self.page, seeded.page, seeded.platform, index);
        Some(Cow::Owned(thread))
    }
}

/// Conversations of the seed. A folder takes every so many of them, so that the
/// one at a place is known without looking at those before it.
pub(crate) struct Seeded<'a> {
    seed: &'a Seed,
    /// Place of the Page.
    page: usize,
    platform: Platform,
    folder: Option<String>,
    places: Range<usize>,
    /// Those of the places whose conversations have moved, in order.
    moved: Vec<usize>,
}

impl<'a> Seeded<'a> {
    pub(crate) fn new(
        seed: &'a Seed,
        page: &Page,
        place: usize,
        platform: Platform,
        filter: &Filter,
        moved: impl Iterator<Item = usize>,
    ) -> Self {
        let mut seeded = Self {
            seed,
            page: place,
            platform,
            // A person's is found by its place among all.
            folder: filter.folder.clone().filter(|_| filter.person.is_none()),
            places: 0..0,
            moved: Vec::new(),
        };
        let count = seed::count(seeded.folder.as_deref(), seed.page_threads);
        seeded.places = match &filter.person {
            Some(person) => seeded.of_person(person, page, filter),
            None => seeded.within(count, filter),
        };
        let moved = moved.filter_map(|index| seeded.find(index));
        let mut moved: Vec<_> = moved.collect();
        moved.sort_unstable();
        seeded.moved = moved;
        seeded
    }

    fn len(&self) -> usize {
        self.places.len() - self.moved.len()
    }

    /// The place of one of those that have not moved, by its number among them.
    fn place(&self, number: usize) -> usize {
        let place = self.places.start + number;
        let after = |place, moved: &usize| if *moved <= place { place + 1 } else { place };
        self.moved.iter().fold(place, after)
    }

    /// The place of a conversation, where it is one of these.
    fn find(&self, index: usize) -> Option<usize> {
        let Range { start, end } = self.places;
        let place = first(start..end, |place| self.index(place) >= index);
        (place < end && self.index(place) == index).then_some(place)
    }

    /// The places within the times, which go down from place to place.
    fn within(&self, count: usize, filter: &Filter) -> Range<usize> {
        let time = |place| milliseconds(self.seed.updated_time(self.index(place)));
        let start = filter
            .updated_before_ms
            .map_or(0, |before| first(0..count, |place| time(place) < before));
        let end = filter
            .updated_after_ms
            .map_or(count, |after| first(0..count, |place| time(place) <= after));
        start..end.max(start)
    }

    fn of_person(&self, person: &str, page: &Page, filter: &Filter) -> Range<usize> {
        let index = self.seed.find_person(person, self.page, self.platform);
        let index = index.filter(|index| {
            filter.takes(&self.seed.thread(page, self.page, self.platform, *index))
        });
        index.map_or(0..0, |index| index..index + 1)
    }

    fn index(&self, place: usize) -> usize {
        match &self.folder {
            Some(folder) => seed::index(folder, place),
            None => place,
        }
    }
}

/// The first place where something holds that holds for all places after it.
fn first(places: Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let Range {
        start: mut low,
        end: mut high,
    } = places;
    while low < high {
        let middle = low + (high - low) / 2;
        match holds(middle) {
            true => high = middle,
            false => low = middle + 1,
        }
    }
    low
}
