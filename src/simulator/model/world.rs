//! The world: all Pages with their conversations and messages.

use std::borrow::Cow;
use std::sync::Arc;

use imbl::HashSet;

use super::change::ChangeError;
use super::message::Message;
use super::node_id::is_id;
use super::page::Page;
use super::pages::Pages;
use super::seed::{self, Seed, SeedKey};
use super::store::Store;
use super::thread::{Platform, Thread};
use super::thread_filter::ThreadFilter;
use super::thread_list::ThreadList;
use crate::types::timestamp::Timestamp;

/// Pages, conversations and messages.
///
/// A [seeded](World::seeded) world computes each conversation from a number and
/// its position: it can have millions of them and stores none. Conversations
/// [added](World::thread) to it are among them in lists, by their time. A
/// [change](World::change) costs about the same in every world, and a copy shares
/// what did not change since.
#[derive(Clone, Debug)]
pub struct World {
    pub(super) seed: Option<Seed>,
    pages: Pages,
    pub(super) store: Store,
    /// Ids of the conversations that were deleted.
    pub(super) deleted: HashSet<Arc<str>>,
    /// Time of the newest message that was added.
    pub(super) newest: Option<Timestamp>,
    /// Number of the conversations that have begun.
    pub(super) begun: usize,
    /// What cannot be served of what was added.
    problems: Vec<String>,
}

impl World {
    /// Creates a world without Pages.
    pub fn empty() -> Self {
        Self {
            seed: None,
            pages: Pages::default(),
            store: Store::default(),
            deleted: HashSet::new(),
            newest: None,
            begun: 0,
            problems: Vec::new(),
        }
    }

    /// Creates a world of two Pages, the first with an Instagram account. The same
    /// seed creates the same world.
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

    /// Adds seeded conversations to the Pages of the world, as a seeded world has them.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self {
            seed: Some(Seed::new(seed)),
            ..self
        }
    }

    /// Sets the number of seeded conversations of each Page and platform. The
    /// default is 60. It has no effect on a world that is not seeded.
    #[must_use]
    pub fn page_threads(mut self, threads: usize) -> Self {
        if let Some(seed) = &mut self.seed {
            seed.page_threads = threads;
        }
        self
    }

    /// Writes the button of seeded cards as one object, the form on Meta's page.
    /// The default is a list of one to three, the form in captures of both
    /// platforms.
    #[must_use]
    pub fn single_buttons(mut self) -> Self {
        if let Some(seed) = &mut self.seed {
            seed.variants.single_button = true;
        }
        self
    }

    /// Names the emoji of seeded reactions `emoji`, as captures do. The default is
    /// `reaction`, the name on Meta's page.
    #[must_use]
    pub fn emoji_reactions(mut self) -> Self {
        if let Some(seed) = &mut self.seed {
            seed.variants.emoji = true;
        }
        self
    }

    /// Adds a Page, with the username of its linked Instagram account, if any.
    #[must_use]
    pub fn page(
        mut self,
        id: impl Into<Cow<'static, str>>,
        name: impl Into<Cow<'static, str>>,
        username: Option<String>,
    ) -> Self {
        let id = id.into();
        if self.pages.find(&id).is_some() {
            self.problems.push(format!(
                "the world has two Pages with the id `{id}`: give each its own"
            ));
        }
        if !is_id(&id) {
            let error = ChangeError::InvalidId(id.to_string());
            self.problems.push(error.to_string());
        }
        self.pages.add(id, name.into(), username);
        self
    }

    /// Adds a conversation and its messages to a Page, which has to be added before.
    ///
    /// A conversation of an unknown Page, one on Instagram of a Page without an
    /// account, and an id that another conversation or message has are errors when
    /// the simulator [starts](super::super::SimulatorBuilder::start).
    #[must_use]
    pub fn thread(
        mut self,
        page_id: &str,
        thread: Thread,
        messages: impl IntoIterator<Item = Message>,
    ) -> Self {
        let id = thread.id.clone();
        if let Err(error) = self.add(page_id, thread, messages.into_iter().collect()) {
            let problem = format!("conversation `{id}`: {error}");
            self.problems.push(problem);
        }
        self
    }

    /// Stores a conversation with its messages.
    pub(super) fn add(
        &mut self,
        page_id: &str,
        thread: Thread,
        messages: Vec<Message>,
    ) -> Result<(), ChangeError> {
        let page = self.check_page(page_id, thread.platform)?.clone();
        if self.find_thread(&thread.id).is_some() {
            return Err(ChangeError::ThreadExists(thread.id));
        }
        self.check_id(&thread.id)?;
        let mut own = std::collections::HashSet::new();
        for message in &messages {
            if !own.insert(&message.id) || self.find_message(&message.id).is_some() {
                return Err(ChangeError::MessageExists(message.id.clone()));
            }
            self.check_id(&message.id)?;
        }
        if own.contains(&thread.id) {
            return Err(ChangeError::InvalidId(thread.id));
        }
        let times = messages.iter().map(|message| message.created_time);
        self.newest = times.chain([thread.updated_time]).chain(self.newest).max();
        self.store.insert(&page, thread, messages);
        Ok(())
    }

    /// Refuses an id that means something else in a path, or that another node has.
    pub(super) fn check_id(&self, id: &str) -> Result<(), ChangeError> {
        let is_taken = self.find_page(id).is_some()
            || self.find_account(id).is_some()
            || self.find_thread(id).is_some()
            || self.find_message(id).is_some();
        match is_taken || !is_id(id) {
            true => Err(ChangeError::InvalidId(id.to_owned())),
            false => Ok(()),
        }
    }

    /// Returns the Page with an id, if it can have conversations on a platform.
    pub(super) fn check_page(&self, id: &str, platform: Platform) -> Result<&Page, ChangeError> {
        let page = self.find_page(id);
        let page = page.ok_or_else(|| ChangeError::UnknownPage(id.to_owned()))?;
        match platform == Platform::Instagram && page.username.is_none() {
            true => Err(ChangeError::NoAccount(id.to_owned())),
            false => Ok(page),
        }
    }

    /// Returns what cannot be served of what was added.
    pub(crate) fn problems(&self) -> Vec<String> {
        // The number of seeded conversations may have been set after they were added.
        let twice = self.store.threads().filter_map(|stored| {
            let id = &stored.thread.id;
            let key = self.seed.as_ref()?.find_thread(id)?;
            (!self.has_moved(key)).then(|| ChangeError::ThreadExists(id.clone()).to_string())
        });
        self.problems.iter().cloned().chain(twice).collect()
    }

    /// Returns the time of the newest conversation, which new messages are after;
    /// `None` in a world without conversations.
    pub fn newest_time(&self) -> Option<Timestamp> {
        let seeded = self.seed.as_ref().filter(|seed| seed.page_threads > 0);
        self.newest.max(seeded.map(|seed| seed.updated_time(0)))
    }

    /// Returns whether a seeded conversation is not computed any more, because it
    /// is stored or was deleted.
    pub(super) fn has_moved(&self, key: SeedKey) -> bool {
        let shelf = self.store.shelf(key.page, key.platform);
        let all = shelf.and_then(|shelf| shelf.listing(None));
        all.is_some_and(|all| all.moved.binary_search(&key.index).is_ok())
    }

    /// Returns the ids of the conversations that were deleted, in no order.
    pub fn deleted_threads(&self) -> impl Iterator<Item = &str> {
        self.deleted.iter().map(|id| &**id)
    }

    /// Returns the ids of the Pages.
    pub fn page_ids(&self) -> impl Iterator<Item = &str> {
        self.pages.iter().map(|page| &*page.id)
    }

    /// Returns the Pages.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// Returns the ids of the Pages with a linked Instagram account.
    pub fn instagram_page_ids(&self) -> impl Iterator<Item = &str> {
        self.instagram_pages().map(|page| &*page.id)
    }

    /// Returns the Pages with a linked Instagram account.
    pub(crate) fn instagram_pages(&self) -> impl Iterator<Item = &Page> {
        self.pages.with_account()
    }

    /// Returns the first Page, which a token stands for as `me`.
    pub(crate) fn first_page(&self) -> Option<&Page> {
        self.pages.first()
    }

    /// Returns the Page with an id.
    pub(crate) fn find_page(&self, id: &str) -> Option<&Page> {
        self.pages.find(id)
    }

    /// Returns the Page whose linked Instagram account has an id.
    pub(crate) fn find_account(&self, id: &str) -> Option<&Page> {
        self.pages.find_account(id)
    }

    /// Returns the Page with an index, as conversations have it.
    pub(super) fn page_at(&self, index: usize) -> Option<&Page> {
        self.pages.get(index)
    }

    /// Returns the conversation with an id, and its Page.
    pub(crate) fn find_thread(&self, id: &str) -> Option<(&Page, Cow<'_, Thread>)> {
        if let Some(stored) = self.store.thread(id) {
            return Some((self.page_at(stored.page)?, Cow::Borrowed(&stored.thread)));
        }
        let seed = self.seed.as_ref()?;
        let key = seed.find_thread(id).filter(|key| !self.has_moved(*key))?;
        let page = self.page_at(key.page)?;
        Some((page, Cow::Owned(seed.thread(page, key))))
    }

    /// Returns the message with an id, its Page, conversation and position in it.
    pub(crate) fn find_message(
        &self,
        id: &str,
    ) -> Option<(&Page, Cow<'_, Thread>, Cow<'_, Message>, usize)> {
        if let Some((stored, position)) = self.store.message(id) {
            let page = self.page_at(stored.page)?;
            let message = stored.messages.get(position)?;
            return Some((
                page,
                Cow::Borrowed(&stored.thread),
                Cow::Borrowed(message),
                position,
            ));
        }
        let seed = self.seed.as_ref()?;
        let (thread, position) = seed.find_message(id)?;
        if self.store.thread(&thread).is_some() {
            return None;
        }
        let (page, thread) = self.find_thread(&thread)?;
        (position < seed.message_count(&thread)).then(|| {
            let message = seed.message(&thread, position);
            (page, thread, Cow::Owned(message), position)
        })
    }

    /// Returns the conversation of a person with a Page on a platform.
    pub(crate) fn find_thread_of_person(
        &self,
        page: &Page,
        platform: Platform,
        person_id: &str,
    ) -> Option<Cow<'_, Thread>> {
        let page = self.page_at(page.index)?;
        let filter = ThreadFilter {
            person: Some(person_id.to_owned()),
            ..ThreadFilter::default()
        };
        self.thread_list(page, platform, &filter).get(0)
    }

    /// Returns the conversations of a Page on a platform, the newest first. There are
    /// none if the world has no such Page.
    ///
    /// Those of a seeded world are created as they are read.
    pub fn threads(
        &self,
        page_id: &str,
        platform: Platform,
    ) -> impl Iterator<Item = Cow<'_, Thread>> {
        let page = self.find_page(page_id);
        let list = page.map(|page| self.thread_list(page, platform, &ThreadFilter::default()));
        list.into_iter()
            .flat_map(|list| (0..list.len()).filter_map(move |position| list.get(position)))
    }

    /// Returns the messages of a conversation, the newest first, with those that were
    /// deleted. There are none if the world has no such conversation.
    pub fn messages(&self, thread_id: &str) -> impl Iterator<Item = Cow<'_, Message>> {
        let thread = self.find_thread(thread_id);
        let thread = thread.map(|(_, thread)| thread.into_owned());
        let messages = thread.map(|thread| {
            let count = self.message_count(&thread);
            (0..count).filter_map(move |position| self.message(&thread, position))
        });
        messages.into_iter().flatten()
    }

    /// Returns the filtered conversations of a Page on a platform, newest first.
    pub(crate) fn thread_list<'a>(
        &'a self,
        page: &'a Page,
        platform: Platform,
        filter: &ThreadFilter,
    ) -> ThreadList<'a> {
        let has_platform = platform == Platform::Messenger || page.username.is_some();
        let seed = self.seed.as_ref().filter(|_| has_platform);
        ThreadList::new(page, platform, filter, seed, &self.store)
    }

    /// Returns the number of messages of a conversation, with those that were deleted.
    pub(crate) fn message_count(&self, thread: &Thread) -> usize {
        match (self.store.thread(&thread.id), &self.seed) {
            (Some(stored), _) => stored.messages.len(),
            (None, Some(seed)) => seed.message_count(thread),
            (None, None) => 0,
        }
    }

    /// Returns the message at a position of a conversation, the newest at 0.
    pub(crate) fn message(&self, thread: &Thread, position: usize) -> Option<Cow<'_, Message>> {
        match (self.store.thread(&thread.id), &self.seed) {
            (Some(stored), _) => {
                let message = stored.messages.get(position)?;
                Some(Cow::Borrowed(message))
            }
            (None, Some(seed)) => Some(Cow::Owned(seed.message(thread, position))),
            (None, None) => None,
        }
    }
}
