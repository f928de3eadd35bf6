//! A Page, with the conversations that were added to it.

use std::borrow::Cow;

use super::thread::Thread;

/// A Page of a [`World`](super::world::World).
#[derive(Clone, Debug)]
pub struct Page {
    /// Position among the Pages of the world.
    pub(crate) index: usize,
    pub(crate) id: Cow<'static, str>,
    pub(crate) name: Cow<'static, str>,
    /// Username of the linked Instagram account.
    pub(crate) username: Option<String>,
    /// Conversations that are stored, not seeded; newest first.
    pub(crate) threads: Vec<Thread>,
}

impl Page {
    /// Returns the id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the username of the linked Instagram account, if there is one.
    pub fn username(&self) -> Option<&str> {
        self.username.as_deref()
    }

    /// Returns the id of the linked Instagram account.
    pub(crate) fn account_id(&self) -> String {
        format!("1784{}", self.id)
    }

    /// Returns the id that the linked account has for the app of Instagram Login.
    pub(crate) fn scoped_account_id(&self) -> String {
        format!("2684{}", self.id)
    }
}
