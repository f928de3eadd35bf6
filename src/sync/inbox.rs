//! What is mirrored: the conversations of an account on a platform.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// Messages of a conversation that Instagram lets read, the newest.
pub(super) const INSTAGRAM_MESSAGES: u8 = 20;

/// The inbox of a Page or an Instagram account on one platform.
///
/// A Page with a linked Instagram account has two inboxes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inbox {
    account_id: String,
    kind: Kind,
}

/// How an inbox is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Messenger,
    Instagram,
    InstagramLogin,
}

impl Inbox {
    /// Creates the Messenger inbox of a Page. The token is one of the Page.
    pub fn messenger(page_id: impl Into<String>) -> Self {
        Self::new(page_id, Kind::Messenger)
    }

    /// Creates the Instagram inbox of a Page with a linked account. The token is one of the
    /// Page.
    pub fn instagram(page_id: impl Into<String>) -> Self {
        Self::new(page_id, Kind::Instagram)
    }

    /// Creates the inbox of an Instagram account that logged in on Instagram. The token is
    /// one of the account, and the host of the [`Graph`](crate::Graph) is
    /// [`hosts::INSTAGRAM`](crate::hosts::INSTAGRAM).
    ///
    /// It is read from `me/conversations`, and kept under the id.
    pub fn instagram_login(account_id: impl Into<String>) -> Self {
        Self::new(account_id, Kind::InstagramLogin)
    }

    /// Returns an inbox as it is stored. `None` for an unknown platform.
    pub(super) fn stored(platform: &str, account_id: &str) -> Option<Self> {
        let kinds = [Kind::Messenger, Kind::Instagram, Kind::InstagramLogin];
        let mut inboxes = kinds.map(|kind| Self::new(account_id, kind)).into_iter();
        inboxes.find(|inbox| inbox.platform() == platform)
    }

    fn new(account_id: impl Into<String>, kind: Kind) -> Self {
        Self {
            account_id: account_id.into(),
            kind,
        }
    }

    /// Returns the id of the Page, or of the account that logged in on Instagram.
    pub fn account_id(&self) -> &str {
        &self.account_id
    }

    /// Returns the platform as it is stored: `messenger`, `instagram` or `instagram_login`.
    pub fn platform(&self) -> &'static str {
        match self.kind {
            Kind::Messenger => "messenger",
            Kind::Instagram => "instagram",
            Kind::InstagramLogin => "instagram_login",
        }
    }

    /// Returns the path of its conversations.
    pub(super) fn path(&self) -> [&str; 2] {
        match self.kind {
            Kind::InstagramLogin => ["me", "conversations"],
            Kind::Messenger | Kind::Instagram => [&self.account_id, "conversations"],
        }
    }

    /// Returns the value of the parameter `platform`.
    pub(super) fn parameter(&self) -> &'static str {
        match self.kind {
            Kind::Messenger => "MESSENGER",
            Kind::Instagram | Kind::InstagramLogin => "INSTAGRAM",
        }
    }

    /// Returns how many messages of a conversation can be read, if that is limited.
    pub(super) fn readable_messages(&self) -> Option<usize> {
        match self.kind {
            Kind::Messenger => None,
            Kind::Instagram | Kind::InstagramLogin => Some(INSTAGRAM_MESSAGES.into()),
        }
    }
}

/// Serializes as the members `account_id` and `platform`.
impl Serialize for Inbox {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut inbox = serializer.serialize_struct("Inbox", 2)?;
        inbox.serialize_field("account_id", self.account_id())?;
        inbox.serialize_field("platform", self.platform())?;
        inbox.end()
    }
}

impl fmt::Display for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.account_id, self.platform())
    }
}
