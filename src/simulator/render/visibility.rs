//! What the owner of an access token may read.

use super::node::Node;
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::model::page::Page;
use crate::simulator::model::thread::Platform;
use crate::simulator::model::viewer::Viewer;

impl Viewer<'_> {
    /// Refuses a Page, account or person that the token may not read.
    pub(crate) fn check(&self, node: &Node<'_>) -> Result<(), ErrorResponse> {
        match (self, node) {
            (Self::AllPages | Self::User, _) | (_, Node::App) => Ok(()),
            (Self::App, _) => Err(ErrorResponse::page_token_required()),
            (Self::Page(own), Node::Page(page)) if own.id != page.id => {
                Err(ErrorResponse::page_token_required())
            }
            (Self::Page(own), Node::Page(page) | Node::Account { page, .. })
            | (Self::Account(own), Node::Account { page, .. })
                if own.id == page.id =>
            {
                Ok(())
            }
            _ => Err(ErrorResponse::missing(&node.id())),
        }
    }

    /// Refuses a conversation of a Page on a platform, or a message in it, that the
    /// token may not read.
    pub(crate) fn check_content(
        &self,
        id: &str,
        page: &Page,
        platform: Platform,
    ) -> Result<(), ErrorResponse> {
        let is_readable = match self {
            Self::AllPages => true,
            Self::Page(own) => own.id == page.id,
            Self::Account(own) => own.id == page.id && platform == Platform::Instagram,
            Self::User => return Err(ErrorResponse::not_page_token()),
            Self::App => return Err(ErrorResponse::page_token_required()),
        };
        match is_readable {
            true => Ok(()),
            false => Err(ErrorResponse::missing(id)),
        }
    }

    /// Refuses the conversations of a Page or account, which need more than to read
    /// the node.
    pub(crate) fn check_conversations(&self) -> Result<(), ErrorResponse> {
        match self {
            Self::User => Err(ErrorResponse::user_token()),
            Self::App => Err(ErrorResponse::page_token_required()),
            Self::AllPages | Self::Page(_) | Self::Account(_) => Ok(()),
        }
    }
}
