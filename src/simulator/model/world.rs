//! The world: all Pages with their conversations and messages.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::message::Message;
use super::page::Page;
use super::seed::{self, Seed, SeedKey};
use super::thread::{Platform, Thread};
use super::thread_filter::ThreadFilter;
use super::thread_list::ThreadList;
use crate::types::timestamp::Timestamp;

/// Pages, conversations and messages.
///
/// A [seeded](World::seeded) world computes each conversation from a number and
/// its position: it can have millions of them and stores none. Conversations
/// [added](World::thread) to it are among them in lists, by their time.
#[derive(Clone, Debug)]
pub struct World {
    seed: Option<Seed>,
    pages: Vec<Page>,
    /// Messages of stored conversations, by the id of the conversation, newest
    /// first.
    messages: HashMap<String, Vec<Message>>,
    /// Seeded conversations that are now stored, because they changed, or deleted.
    moved: Vec<SeedKey>,
    /// What cannot be served of what was added.
    problems: Vec<String>,
}

impl World {
    /// Creates a world without Pages.
    pub fn empty() -> Self {
        Self {
            seed: None,
            pages: Vec::new(),
            messages: HashMap::new(),
            moved: Vec::new(),
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
        self.pages.push(Page {
            index: self.pages.len(),
            id: id.into(),
            name: name.into(),
            username,
            threads: Vec::new(),
        });
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
        self.problems.extend(self.problem_of(page_id, &thread));
        self.store(page_id, thread, messages.into_iter().collect());
        self
    }

    /// Returns why a conversation cannot be added to a Page.
    fn problem_of(&self, page_id: &str, thread: &Thread) -> Option<String> {
        let id = &thread.id;
        let Some(page) = self.find_page(page_id) else {
            return Some(format!(
                "the conversation `{id}` is of the Page `{page_id}`, which the world does not \
                 have: add it before with `World::page`"
            ));
        };
        if thread.platform == Platform::Instagram && page.username.is_none() {
            return Some(format!(
                "the conversation `{id}` is on Instagram, but the Page `{page_id}` has no \
                 account there: add the Page with a username"
            ));
        }
        None
    }

    /// Returns what cannot be served of what was added.
    pub(crate) fn problems(&self) -> Vec<String> {
        let seeded = |id: &str| {
            self.seed
                .as_ref()
                .is_some_and(|seed| seed.find_thread(id).is_some())
        };
        let pages = self.pages.iter().map(|page| ("Pages", &*page.id));
        let threads = self.pages.iter().flat_map(|page| &page.threads);
        let threads = threads.map(|thread| ("conversations", &*thread.id));
        let messages = self.messages.values().flatten();
        let messages = messages.map(|message| ("messages", &*message.id));
        let mut seen = HashSet::new();
        let twice = pages.chain(threads).chain(messages).filter(|(kind, id)| {
            let is_new = seen.insert((*kind, *id));
            !is_new || *kind == "conversations" && seeded(id)
        });
        let twice = twice.map(|(kind, id)| {
            format!("the world has two {kind} with the id `{id}`: give each its own")
        });
        self.problems.iter().cloned().chain(twice).collect()
    }

    /// Adds a message to a conversation, which moves to the top of its list.
    /// Returns `false` if there is no such conversation.
    pub fn add_message(&mut self, thread_id: &str) -> bool {
        let time = self.next_time();
        self.change_thread(thread_id, |thread, messages| {
            thread.updated_time = time;
            thread.unread_count += 1;
            let message = seed::new_message(thread, messages.len());
            thread.snippet = message.message.clone().into();
            messages.push(message);
        })
    }

    /// Moves a conversation to a folder: `page_done` archives it, `spam` marks it as
    /// spam. Returns `false` if there is no such conversation.
    pub fn move_thread(&mut self, thread_id: &str, folder: impl Into<Cow<'static, str>>) -> bool {
        self.change_thread(thread_id, |thread, _| thread.folder = folder.into())
    }

    /// Deletes a conversation with its messages. Returns `false` if there is none.
    pub fn delete_thread(&mut self, thread_id: &str) -> bool {
        self.take_thread(thread_id).is_some()
    }

    /// Deletes a message, which Graph then refuses to return. Returns `false` if there
    /// is no such message.
    pub fn delete_message(&mut self, message_id: &str) -> bool {
        let thread_id = self.find_message(message_id);
        let Some(thread_id) = thread_id.map(|(_, thread, ..)| thread.id.clone()) else {
            return false;
        };
        self.change_thread(&thread_id, |_, messages| {
            let mut messages = messages.iter_mut();
            if let Some(message) = messages.find(|message| message.id == message_id) {
                message.is_deleted = true;
            }
        })
    }

    /// Changes a conversation and its messages. Returns `false` if there is none.
    fn change_thread(
        &mut self,
        thread_id: &str,
        change: impl FnOnce(&mut Thread, &mut Vec<Message>),
    ) -> bool {
        let Some((page_id, mut thread, mut messages)) = self.take_thread(thread_id) else {
            return false;
        };
        change(&mut thread, &mut messages);
        self.store(&page_id, thread, messages);
        true
    }

    /// Removes a conversation, and returns it with the id of its Page and its messages.
    fn take_thread(
        &mut self,
        thread_id: &str,
    ) -> Option<(Cow<'static, str>, Thread, Vec<Message>)> {
        let (page, thread) = self.find_thread(thread_id)?;
        let (page_id, thread) = (page.id.clone(), thread.into_owned());
        let count = self.message_count(&thread);
        let messages = (0..count).filter_map(|position| self.message(&thread, position));
        let messages = messages.map(Cow::into_owned).collect();
        let seeded = self.seed.as_ref();
        let seeded = seeded.and_then(|seed| seed.find_thread(thread_id));
        let newly_moved = seeded.filter(|key| !self.moved.contains(key));
        self.moved.extend(newly_moved);
        for page in &mut self.pages {
            page.threads.retain(|other| other.id != thread_id);
        }
        self.messages.remove(thread_id);
        Some((page_id, thread, messages))
    }

    fn store(&mut self, page_id: &str, thread: Thread, mut messages: Vec<Message>) {
        if let Some(page) = self.pages.iter_mut().find(|page| page.id == page_id) {
            messages.sort_by_key(|message| std::cmp::Reverse(message.created_time));
            self.messages.insert(thread.id.clone(), messages);
            page.threads.push(thread);
            page.threads
                .sort_by_key(|thread| std::cmp::Reverse(thread.updated_time));
        }
    }

    /// Returns a time after that of every conversation.
    fn next_time(&self) -> Timestamp {
        let threads = self.pages.iter().flat_map(|page| &page.threads);
        let times = threads.map(|thread| thread.updated_time);
        let newest = times.chain(self.seed.as_ref().map(|seed| seed.updated_time(0)));
        let newest = newest.map(Timestamp::unix_seconds).max();
        Timestamp::from_unix_seconds(newest.unwrap_or_default().saturating_add(60))
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
        self.pages.iter().filter(|page| page.username.is_some())
    }

    /// Returns the first Page, which a token stands for as `me`.
    pub(crate) fn first_page(&self) -> Option<&Page> {
        self.pages.first()
    }

    /// Returns the Page with an id.
    pub(crate) fn find_page(&self, id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.id == id)
    }

    /// Returns the Page whose linked Instagram account has an id.
    pub(crate) fn find_account(&self, id: &str) -> Option<&Page> {
        let has_id = |page: &&Page| page.account_id() == id || page.scoped_account_id() == id;
        self.instagram_pages().find(has_id)
    }

    /// Returns the conversation with an id, and its Page.
    pub(crate) fn find_thread(&self, id: &str) -> Option<(&Page, Cow<'_, Thread>)> {
        for page in &self.pages {
            if let Some(thread) = page.threads.iter().find(|thread| thread.id == id) {
                return Some((page, Cow::Borrowed(thread)));
            }
        }
        let seed = self.seed.as_ref()?;
        let key = seed.find_thread(id)?;
        if self.moved.contains(&key) {
            return None;
        }
        let page = self.pages.get(key.page)?;
        Some((page, Cow::Owned(seed.thread(page, key))))
    }

    /// Returns the message with an id, its Page, conversation and position in it.
    pub(crate) fn find_message(
        &self,
        id: &str,
    ) -> Option<(&Page, Cow<'_, Thread>, Cow<'_, Message>, usize)> {
        for (thread, messages) in &self.messages {
            if let Some(position) = messages.iter().position(|message| message.id == id) {
                let (page, thread) = self.find_thread(thread)?;
                return Some((page, thread, Cow::Borrowed(&messages[position]), position));
            }
        }
        let seed = self.seed.as_ref()?;
        let (thread, position) = seed.find_message(id)?;
        let (page, thread) = self.find_thread(&thread)?;
        let is_seeded = !self.messages.contains_key(&thread.id);
        (is_seeded && position < seed.message_count(&thread)).then(|| {
            let message = seed.message(&thread, position);
            (page, thread, Cow::Owned(message), position)
        })
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
        let moved = self.moved.iter();
        let moved = moved.filter(|key| (key.page, key.platform) == (page.index, platform));
        ThreadList::new(page, platform, filter, seed, moved.map(|key| key.index))
    }

    /// Returns the number of messages of a conversation.
    pub(crate) fn message_count(&self, thread: &Thread) -> usize {
        match (self.messages.get(&thread.id), &self.seed) {
            (Some(messages), _) => messages.len(),
            (None, Some(seed)) => seed.message_count(thread),
            (None, None) => 0,
        }
    }

    /// Returns the message at a position of a conversation, the newest at 0.
    pub(crate) fn message(&self, thread: &Thread, position: usize) -> Option<Cow<'_, Message>> {
        match (self.messages.get(&thread.id), &self.seed) {
            (Some(messages), _) => messages.get(position).map(Cow::Borrowed),
            (None, Some(seed)) => Some(Cow::Owned(seed.message(thread, position))),
            (None, None) => None,
        }
    }
}
