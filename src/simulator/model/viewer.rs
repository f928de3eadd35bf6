//! What an access token stands for.

use super::page::Page;

/// What an access token stands for. `me` is that node.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Viewer<'a> {
    /// All Pages, of which `me` is the first. Graph has no such token.
    AllPages,
    Page(&'a Page),
    /// The Instagram account of a Page, through Instagram Login.
    Account(&'a Page),
    /// The person who manages all Pages.
    User,
    App,
}

impl<'a> Viewer<'a> {
    /// Returns whether the token is one of Instagram Login, which has its own host.
    pub(crate) fn is_on_instagram(&self) -> bool {
        matches!(self, Self::Account(_))
    }

    /// Returns the Page of the token, if it is of one.
    pub(crate) fn page(&self) -> Option<&'a Page> {
        match self {
            Self::Page(page) | Self::Account(page) => Some(page),
            Self::AllPages | Self::User | Self::App => None,
        }
    }
}
