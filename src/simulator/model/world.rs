//! What there is to read.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::simulator::model::message::Message;
use crate::simulator::model::seed::{self, Seed};
use crate::simulator::model::thread::{Platform, Thread};
use crate::simulator::model::threads::{Filter, Seeded, Threads};
use crate::types::timestamp::Timestamp;

/// Pages, conversations and messages.
///
/// A [seeded](World::seeded) world makes each conversation from a number and its
/// place, so that it has any number of them and keeps none. What is
/// [added](World::thread) by hand comes first.
#[derive(Clone, Debug)]
pub struct World {
    seed: Option<Seed>,
    pages: Vec<Page>,
    /// Messages made by hand, by the id of their conversation, newest first.
    messages: HashMap<String, Vec<Message>>,
    /// Seeded conversations that are among those made by hand now.
    moved: Vec<(usize, Platform, usize)>,
}

/// A Page.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) id: Cow<'static, str>,
    pub(crate) name: Cow<'static, str>,
    /// Name of the Instagram account that is linked to it.
    pub(crate) username: Option<String>,
    /// Conversations made by hand, newest first.
    pub(crate) threads: Vec<Thread>,
}

impl Page {
    /// Id of the Instagram account that is linked to it.
    pub(crate) fn account_id(&self) -> String {
        format!("1784{}", self.id)
    }
}

impl World {
    /// A world with nothing in it.
    pub fn empty() -> Self {
        Self {
            seed: None,
            pages: Vec::new(),
            messages: HashMap::new(),
            moved: Vec::new(),
        }
    }

    /// A world of two Pages, the first with an Instagram account, made from a
    /// number: the same number makes the same world.
    pub fn seeded(seed: u64) -> Self {
        let seed = Seed::new(seed);
        let mut world = Self::empty();
        for (id, name, username) in seed::PAGES {
            world = world.page(id, name, username.map(str::to_owned));
        }
        Self {
            seed: Some(seed),
            ..world
        }
    }

    /// Makes so many conversations for each Page and platform. Only a seeded
    /// world has any of its own; the default is 60.
    #[must_use]
    pub fn page_threads(mut self, threads: usize) -> Self {
        if let Some(seed) = &mut self.seed {
            seed.page_threads = threads;
        }
        self
    }

    /// Writes a seeded card with one button, as an object: the form of Meta's page.
    /// The default is a list of one to three, which is what captures of both
    /// platforms show.
    #[must_use]
    pub fn single_buttons(mut self) -> Self {
        if let Some(seed) = &mut self.seed {
            seed.forms.single_button = true;
        }
        self
    }

    /// Calls the emoji of a seeded reaction `emoji`, as captures do. The default is
    /// `reaction`, the name on Meta's page.
    #[must_use]
    pub fn emoji_reactions(mut self) -> Self {
        if let Some(seed) = &mut self.seed {
            seed.forms.emoji = true;
        }
        self
    }

    /// Adds a Page, and the name of the Instagram account that is linked to it.
    #[must_use]
    pub fn page(
        mut self,
        id: impl Into<Cow<'static, str>>,
        name: impl Into<Cow<'static, str>>,
        username: Option<String>,
    ) -> Self {
        self.pages.push(Page {
            id: id.into(),
            name: name.into(),
            username,
            threads: Vec::new(),
        });
        self
    }

    /// Adds a conversation to a Page that is there, and its messages.
    #[must_use]
    pub fn thread(
        mut self,
        page_id: &str,
        thread: Thread,
        messages: impl IntoIterator<Item = Message>,
    ) -> Self {
        if let Some(page) = self.pages.iter_mut().find(|page| page.id == page_id) {
            let mut messages: Vec<_> = messages.into_iter().collect();
            messages.sort_by_key(|message| std::cmp::Reverse(message.created_time));
            self.messages.insert(thread.id.clone(), messages);
            page.threads.push(thread);
            page.threads
                .sort_by_key(|thread| std::cmp::Reverse(thread.updated_time));
        }
        self
    }

    /// Adds a message to a conversation, which moves to the top of its list;
    /// `false` where there is no such conversation.
    pub(crate) fn add_message(&mut self, thread_id: &str) -> bool {
        let Some((page, thread)) = self.find_thread(thread_id) else {
            return false;
        };
        let (page_id, mut thread) = (page.id.clone(), thread.into_owned());
        let count = self.messages(&thread);
        let messages = (0..count).filter_map(|place| self.message(&thread, place));
        let mut messages: Vec<_> = messages.map(Cow::into_owned).collect();
        thread.updated_time = self.later();
        thread.unread_count += 1;
        let message = seed::new_message(&thread, count);
        thread.snippet = message.message.clone().into();
        messages.push(message);
        let seeded = self
            .seed
            .as_ref()
            .and_then(|seed| seed.find_thread(thread_id));
        self.moved
            .extend(seeded.filter(|place| !self.moved.contains(place)));
        for page in &mut self.pages {
            page.threads.retain(|other| other.id != thread_id);
        }
        *self = std::mem::replace(self, Self::empty()).thread(&page_id, thread, messages);
        true
    }

    /// A time after all that happened.
    fn later(&self) -> Timestamp {
        let threads = self.pages.iter().flat_map(|page| &page.threads);
        let times = threads.map(|thread| thread.updated_time);
        let newest = times.chain(self.seed.as_ref().map(|seed| seed.updated_time(0)));
        let newest = newest.map(Timestamp::unix_seconds).max();
        Timestamp::from_unix_seconds(newest.unwrap_or_default().saturating_add(60))
    }

    /// Ids of the Pages.
    pub fn page_ids(&self) -> impl Iterator<Item = &str> {
        self.pages.iter().map(|page| &*page.id)
    }

    /// Ids of the Pages that an Instagram account is linked to.
    pub fn instagram_page_ids(&self) -> impl Iterator<Item = &str> {
        let linked = self.pages.iter().filter(|page| page.username.is_some());
        linked.map(|page| &*page.id)
    }

    /// The Page of an id.
    pub(crate) fn find_page(&self, id: &str) -> Option<(usize, &Page)> {
        let mut pages = self.pages.iter().enumerate();
        pages.find(|(_, page)| page.id == id)
    }

    /// The Page that `me` is.
    pub(crate) fn me(&self) -> Option<(usize, &Page)> {
        self.pages.iter().enumerate().next()
    }

    /// The Page that an Instagram account is linked to, by the account's id.
    pub(crate) fn find_account(&self, id: &str) -> Option<(usize, &Page)> {
        let mut pages = self.pages.iter().enumerate();
        pages.find(|(_, page)| page.username.is_some() && page.account_id() == id)
    }

    /// Id of the Page whose quota a call uses, by the first part of its path.
    pub(crate) fn metered(&self, id: &str) -> Option<&str> {
        let page = self.find_page(id).or_else(|| self.find_account(id));
        let page = page.map(|(_, page)| page);
        let page = page.or_else(|| self.find_thread(id).map(|(page, _)| page));
        page.or(self.pages.first()).map(|page| &*page.id)
    }

    /// The conversations of a Page on a platform, newest first.
    pub(crate) fn threads(&self, place: usize, platform: Platform, filter: &Filter) -> Threads<'_> {
        let page = &self.pages[place];
        let made = page.threads.iter();
        let made = made.filter(|thread| thread.platform == platform && filter.takes(thread));
        let seed = self
            .seed
            .as_ref()
            .filter(|_| platform == Platform::Messenger || page.username.is_some());
        let moved = self.moved.iter();
        let moved = moved.filter(|(of, on, _)| (*of, *on) == (place, platform));
        let moved = moved.map(|(_, _, index)| *index);
        Threads {
            made: made.collect(),
            seeded: seed.map(|seed| Seeded::new(seed, page, place, platform, filter, moved)),
            page,
            by_person: filter.person.is_some(),
        }
    }

    /// The conversation of an id, and the Page that it is of.
    pub(crate) fn find_thread(&self, id: &str) -> Option<(&Page, Cow<'_, Thread>)> {
        for page in &self.pages {
            if let Some(thread) = page.threads.iter().find(|thread| thread.id == id) {
                return Some((page, Cow::Borrowed(thread)));
            }
        }
        let seed = self.seed.as_ref()?;
        let (place, platform, index) = seed.find_thread(id)?;
        let page = self.pages.get(place)?;
        let thread = seed.thread(page, place, platform, index);
        Some((page, Cow::Owned(thread)))
    }

    /// How many messages a conversation has.
    pub(crate) fn messages(&self, thread: &Thread) -> usize {
        match (self.messages.get(&thread.id), &self.seed) {
            (Some(messages), _) => messages.len(),
            (None, Some(seed)) => seed.messages(thread),
            (None, None) => 0,
        }
    }

    /// A message of a conversation, by its place among them.
    pub(crate) fn message(&self, thread: &Thread, place: usize) -> Option<Cow<'_, Message>> {
        match (self.messages.get(&thread.id), &self.seed) {
            (Some(messages), _) => messages.get(place).map(Cow::Borrowed),
            (None, Some(seed)) => Some(Cow::Owned(seed.message(thread, place))),
            (None, None) => None,
        }
    }

    /// The message of an id, its conversation, and its place in it.
    pub(crate) fn find_message(
        &self,
        id: &str,
    ) -> Option<(Cow<'_, Thread>, Cow<'_, Message>, usize)> {
        for (thread, messages) in &self.messages {
            if let Some(place) = messages.iter().position(|message| message.id == id) {
                let (_, thread) = self.find_thread(thread)?;
                return Some((thread, Cow::Borrowed(&messages[place]), place));
            }
        }
        let seed = self.seed.as_ref()?;
        let (thread, place) = seed.find_message(id)?;
        let (_, thread) = self.find_thread(&thread)?;
        // Messages made by hand have ids of their own.
        if self.messages.contains_key(&thread.id) {
            return None;
        }
        (place < seed.messages(&thread)).then(|| {
            let message = seed.message(&thread, place);
            (thread, Cow::Owned(message), place)
        })
    }
}
