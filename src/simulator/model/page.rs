//! A Page.

use std::borrow::Cow;

use super::person::Person;
use super::thread::Platform;

/// Beginnings of the ids of a linked account: its own, and the one that the app of
/// Instagram Login sees.
const ACCOUNT: &str = "1784";
const SCOPED_ACCOUNT: &str = "2684";

/// A Page of a [`World`](super::world::World).
#[derive(Clone, Debug)]
pub struct Page {
    /// Position among the Pages of the world.
    pub(crate) index: usize,
    pub(crate) id: Cow<'static, str>,
    pub(crate) name: Cow<'static, str>,
    /// Username of the linked Instagram account.
    pub(crate) username: Option<String>,
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
        format!("{ACCOUNT}{}", self.id)
    }

    /// Returns the id that the linked account has for the app of Instagram Login.
    pub(crate) fn scoped_account_id(&self) -> String {
        format!("{SCOPED_ACCOUNT}{}", self.id)
    }

    /// Returns the Page, or its account, as a participant of conversations.
    pub(crate) fn participant(&self, platform: Platform) -> Person {
        match platform {
            Platform::Messenger => Person::on_messenger(self.id.clone(), self.name.clone()),
            Platform::Instagram => {
                let username = self.username.clone().unwrap_or_default();
                Person::on_instagram(self.account_id(), username)
            }
        }
    }

    /// Returns whether an id is one of the Page or its account.
    pub(crate) fn has_id(&self, id: &str) -> bool {
        let is_account = |prefix| id.strip_prefix(prefix).is_some_and(|rest| rest == self.id);
        id == self.id
            || self.username.is_some() && (is_account(ACCOUNT) || is_account(SCOPED_ACCOUNT))
    }
}
