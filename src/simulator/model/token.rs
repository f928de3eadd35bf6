//! Access tokens, in the form of Graph's.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::page::Page;
use super::viewer::Viewer;
use super::world::World;

/// The token of the person who manages all Pages.
pub(crate) const USER_TOKEN: &str = "EAAU-simulated-user-token";

/// Beginnings of the tokens of Pages and of Instagram accounts.
const PAGE: &str = "EAAP";
const INSTAGRAM: &str = "IGAA";

/// The end of most of Graph's tokens.
const END: &str = "ZD";

/// Returns the token of a Page.
pub(crate) fn of_page(page: &Page) -> String {
    encode(PAGE, &page.id)
}

/// Returns the token of Instagram Login for the account that is linked to a Page.
pub(crate) fn of_account(page: &Page) -> String {
    encode(INSTAGRAM, &page.account_id())
}

/// Returns what a token stands for, if it is one of a person, Page or account.
pub(crate) fn viewer<'a>(token: &str, world: &'a World) -> Option<Viewer<'a>> {
    if token == USER_TOKEN {
        return Some(Viewer::User);
    }
    if let Some(id) = decode(PAGE, token) {
        return world.find_page(&id).map(Viewer::Page);
    }
    let id = decode(INSTAGRAM, token)?;
    world.find_account(&id).map(Viewer::Account)
}

fn encode(start: &str, id: &str) -> String {
    let id = BASE64_URL_SAFE_NO_PAD.encode(id);
    format!("{start}{id}{END}")
}

fn decode(start: &str, token: &str) -> Option<String> {
    let id = token.strip_prefix(start)?.strip_suffix(END)?;
    let id = BASE64_URL_SAFE_NO_PAD.decode(id).ok()?;
    String::from_utf8(id).ok()
}
