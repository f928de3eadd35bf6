//! Pages of an edge, and the cursors and URLs between them.

use std::ops::Range;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use form_urlencoded::Serializer;

use super::node::{self, Urls, Within};
use super::refusal::Refusal;
use super::thread::{Platform, Thread, ThreadNode};
use super::threads::Threads;
use super::world::World;

/// Nodes of a page where nobody says how many.
const DEFAULT_LIMIT: usize = 25;

/// Messages of a conversation on Instagram that can be read.
pub(crate) const INSTAGRAM_MESSAGES: usize = 20;

/// The part of an edge that a call asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window {
    limit: Option<usize>,
    after: Option<usize>,
    before: Option<usize>,
    /// What else the URLs of other pages carry on.
    kept: Vec<(String, String)>,
    /// How the page is odd, on request.
    pub(crate) odd: Option<Odd>,
}

/// A page that is not as others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Odd {
    /// Its nodes come on the page that follows.
    Empty,
    /// Its cursor is the one that it was asked for by.
    Repeated,
}

impl Window {
    /// Reads `limit`, `after` and `before`, and keeps the rest for the URLs.
    pub(crate) fn read(params: &[(String, String)]) -> Result<Self, Refusal> {
        let mut window = Self::default();
        for (name, value) in params {
            match name.as_str() {
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| *limit > 0);
                    let refusal = || Refusal::parameter("Param limit must be a positive integer");
                    window.limit = Some(limit.ok_or_else(refusal)?);
                }
                "after" => window.after = Some(place(value)?),
                "before" => window.before = Some(place(value)?),
                _ => window.kept.push((name.clone(), value.clone())),
            }
        }
        Ok(window)
    }

    /// The same from modifiers of a field, which were read before.
    pub(crate) fn of_modifiers(modifiers: &[(String, String)]) -> Self {
        Self::read(modifiers).unwrap_or_default()
    }

    /// The places of so many nodes that the page holds.
    fn range(&self, count: usize) -> Range<usize> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        match (self.after, self.before) {
            (Some(after), _) => {
                let start = after.min(count);
                start..start.saturating_add(limit).min(count)
            }
            (None, Some(before)) => {
                let end = before.min(count);
                end.saturating_sub(limit)..end
            }
            (None, None) => 0..limit.min(count),
        }
    }

    /// The places of the nodes that the page shows.
    fn shown(&self, range: &Range<usize>) -> Range<usize> {
        match self.odd {
            Some(Odd::Empty) => range.start..range.start,
            _ => range.clone(),
        }
    }

    /// Writes `paging`, which an empty page has not.
    fn write_paging(
        &self,
        range: &Range<usize>,
        count: usize,
        url: &str,
        urls: &Urls,
        out: &mut String,
    ) {
        if range.is_empty() {
            return;
        }
        let end = match self.odd {
            Some(_) => range.start,
            None => range.end,
        };
        let (before, after) = (cursor(range.start), cursor(end));
        out.push_str(",\"paging\":{\"cursors\":{\"before\":");
        node::text(&before, out);
        out.push_str(",\"after\":");
        node::text(&after, out);
        out.push('}');
        if end < count {
            out.push_str(",\"next\":");
            node::text(&self.url(url, urls, "after", &after), out);
        }
        if range.start > 0 {
            out.push_str(",\"previous\":");
            node::text(&self.url(url, urls, "before", &before), out);
        }
        out.push('}');
    }

    /// The URL of another page, with the token in it.
    fn url(&self, url: &str, urls: &Urls, direction: &str, cursor: &str) -> String {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT).to_string();
        let token = [("access_token", urls.access_token.as_str())];
        let kept = self
            .kept
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let own = [("limit", limit.as_str()), (direction, cursor)];
        let params = token.into_iter().chain(kept).chain(own);
        let url = format!("{url}?");
        let start = url.len();
        Serializer::for_suffix(url, start)
            .extend_pairs(params)
            .finish()
    }
}

/// An opaque name for the place between two nodes.
fn cursor(place: usize) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("place:{place:012}"))
}

/// The place that a cursor names.
fn place(cursor: &str) -> Result<usize, Refusal> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor.trim_end_matches('='));
    let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let place = text.and_then(|text| text.strip_prefix("place:")?.parse().ok());
    place.ok_or_else(|| Refusal::parameter("Invalid cursors values"))
}

/// Writes a page of conversations.
pub(crate) fn threads(
    world: &World,
    threads: &Threads<'_>,
    window: &Window,
    url: &str,
    within: &Within<'_>,
    out: &mut String,
) {
    let range = window.range(threads.len());
    let nodes = window.shown(&range).filter_map(|place| threads.get(place));
    let nodes = nodes.map(|thread| ThreadNode {
        thread,
        world,
        page_id: &threads.page.id,
        by_person: threads.by_person,
    });
    out.push_str("{\"data\":");
    node::list(nodes, within, out);
    window.write_paging(&range, threads.len(), url, within.urls, out);
    out.push('}');
}

/// Writes a page of the messages of a conversation, the newest first.
pub(crate) fn messages(
    world: &World,
    thread: &Thread,
    window: &Window,
    url: &str,
    within: &Within<'_>,
    out: &mut String,
) {
    let all = world.messages(thread);
    let count = match thread.platform {
        Platform::Messenger => all,
        Platform::Instagram => all.min(INSTAGRAM_MESSAGES),
    };
    let range = window.range(count);
    let shown = window.shown(&range);
    let messages: Vec<_> = shown.map(|place| world.message(thread, place)).collect();
    let messages = messages.iter().flatten().map(|message| &**message);
    out.push_str("{\"data\":");
    node::list(messages.filter(|message| !message.is_deleted), within, out);
    window.write_paging(&range, count, url, within.urls, out);
    out.push('}');
}
