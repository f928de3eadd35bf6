//! The order of the conversations of a Page on a platform.

use std::cmp::Reverse;
use std::sync::Arc;

use imbl::{HashMap, Vector};

use super::seed;
use crate::types::timestamp::Timestamp;

/// The place of a conversation in its lists, the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    time: Reverse<Timestamp>,
    /// Tells conversations with the same time apart.
    order: u64,
}

impl Place {
    pub(crate) fn new(time: Timestamp, order: u64) -> Self {
        let time = Reverse(time);
        Self { time, order }
    }

    pub(crate) fn time(&self) -> Timestamp {
        self.time.0
    }
}

/// A stored conversation in a list.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) place: Place,
    pub(crate) id: Arc<str>,
}

/// A list of conversations: those of a folder, or all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    /// Stored conversations, the newest first.
    pub(crate) stored: Vector<Entry>,
    /// Indexes of seeded conversations that are not computed any more, in order.
    pub(crate) moved: Vector<usize>,
}

impl Listing {
    fn find(&self, place: Place) -> Result<usize, usize> {
        self.stored
            .binary_search_by_key(&place, |entry| entry.place)
    }

    fn add(&mut self, entry: Entry) {
        let (Ok(position) | Err(position)) = self.find(entry.place);
        self.stored.insert(position, entry);
    }

    fn remove(&mut self, place: Place) {
        if let Ok(position) = self.find(place) {
            self.stored.remove(position);
        }
    }

    fn add_moved(&mut self, index: usize) {
        if let Err(position) = self.moved.binary_search(&index) {
            self.moved.insert(position, index);
        }
    }
}

/// What a conversation is listed by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Label<'a> {
    pub(crate) place: Place,
    pub(crate) folder: &'a str,
    /// Ids of the people, without the Page.
    pub(crate) people: &'a [&'a str],
}

/// The conversations of a Page on a platform. Whatever their number, a change and
/// a look take about as long: every list is in order, and known by its length.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shelf {
    all: Listing,
    folders: HashMap<String, Listing>,
    /// Ids of the stored conversations of a person.
    people: HashMap<String, Vector<Arc<str>>>,
}

impl Shelf {
    /// Returns the conversations of a folder, or all; `None` if none of them is
    /// stored or has moved.
    pub(crate) fn listing(&self, folder: Option<&str>) -> Option<&Listing> {
        match folder {
            Some(folder) => self.folders.get(folder),
            None => Some(&self.all),
        }
    }

    /// Returns the ids of the stored conversations of a person.
    pub(crate) fn of_person(&self, id: &str) -> impl Iterator<Item = &Arc<str>> {
        self.people.get(id).into_iter().flatten()
    }

    pub(crate) fn add(&mut self, id: &Arc<str>, label: Label<'_>) {
        let Label {
            place,
            folder,
            people,
        } = label;
        let entry = Entry {
            place,
            id: id.clone(),
        };
        self.all.add(entry.clone());
        self.folders
            .entry(folder.to_owned())
            .or_default()
            .add(entry);
        for person in people {
            let ids = self.people.entry((*person).to_owned()).or_default();
            ids.push_back(id.clone());
        }
    }

    pub(crate) fn remove(&mut self, id: &str, label: Label<'_>) {
        self.all.remove(label.place);
        if let Some(listing) = self.folders.get_mut(label.folder) {
            listing.remove(label.place);
        }
        for person in label.people {
            if let Some(ids) = self.people.get_mut(*person) {
                ids.retain(|other| **other != *id);
            }
        }
    }

    /// Leaves out the seeded conversation with an index.
    pub(crate) fn add_moved(&mut self, index: usize) {
        self.all.add_moved(index);
        let folder = seed::folder(index).to_owned();
        self.folders.entry(folder).or_default().add_moved(index);
    }
}
