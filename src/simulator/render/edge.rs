//! Pages of an edge, and the cursors and URLs between them.

use std::ops::Range;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use form_urlencoded::Serializer;

use crate::simulator::model::thread::{Platform, Thread, ThreadNode};
use crate::simulator::model::threads::Threads;
use crate::simulator::model::world::World;
use crate::simulator::render::json;
use crate::simulator::render::node::{self, Style, Within};
use crate::simulator::render::refusal::Refusal;

/// Nodes of a page where nobody says how many.
const DEFAULT_LIMIT: usize = 25;

/// Nodes of a page at most. Graph has a bound too, though nobody says which.
const MOST_NODES: usize = 5_000;

/// Messages of a conversation on Instagram that can be read.
pub(crate) const INSTAGRAM_MESSAGES: usize = 20;

/// The part of an edge that a call asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window {
    limit: Option<usize>,
    after: Option<Cursor>,
    before: Option<Cursor>,
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

/// An opaque name for the place between two nodes.
#[derive(Clone, Copy, Debug)]
struct Cursor {
    place: usize,
    /// How many empty pages came before it at this place: a cursor that a walk
    /// meets again would lead in a circle.
    empty: usize,
}

impl Cursor {
    fn at(place: usize) -> Self {
        Self { place, empty: 0 }
    }

    fn read(text: &str) -> Result<Self, Refusal> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
        let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let cursor = text.and_then(|text| {
            let (place, empty) = text.strip_prefix("place:")?.split_once(':')?;
            let (place, empty) = (place.parse().ok()?, empty.parse().ok()?);
            Some(Self { place, empty })
        });
        cursor.ok_or_else(|| Refusal::parameter("Invalid cursors values"))
    }

    fn text(self) -> String {
        let Self { place, empty } = self;
        BASE64_URL_SAFE_NO_PAD.encode(format!("place:{place:012}:{empty:02}"))
    }
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
                "after" => window.after = Some(Cursor::read(value)?),
                "before" => window.before = Some(Cursor::read(value)?),
                _ => window.kept.push((name.clone(), value.clone())),
            }
        }
        Ok(window)
    }

    /// The same for an edge within a node: from the modifiers, which were read
    /// before, and the fields.
    pub(crate) fn of_edge(within: &Within<'_>) -> Self {
        let mut window = Self::read(within.modifiers).unwrap_or_default();
        if let Some(fields) = within.fields {
            let fields = ("fields".to_owned(), fields.to_string());
            window.kept.insert(0, fields);
        }
        window
    }

    /// The places of so many nodes that the page holds.
    fn range(&self, count: usize) -> Range<usize> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        match (self.after, self.before) {
            (Some(after), _) => {
                let start = after.place.min(count);
                start..start.saturating_add(limit).min(count)
            }
            (None, Some(before)) => {
                let end = before.place.min(count);
                end.saturating_sub(limit)..end
            }
            (None, None) => 0..limit.min(count),
        }
    }

    /// How the page is odd. No cursor repeats on the first page.
    fn odd(&self) -> Option<Odd> {
        self.odd
            .filter(|odd| *odd == Odd::Empty || self.after.is_some())
    }

    /// The cursor after the page.
    fn end(&self, range: &Range<usize>) -> Cursor {
        let asked = self.after.unwrap_or(Cursor::at(range.start));
        match self.odd() {
            None => Cursor::at(range.end),
            Some(Odd::Repeated) => asked,
            Some(Odd::Empty) => Cursor {
                place: range.start,
                empty: asked.empty.saturating_add(1),
            },
        }
    }

    /// Refuses a page that is too large to make.
    fn check(&self, range: &Range<usize>) -> Result<(), Refusal> {
        match range.len() > MOST_NODES {
            true => Err(Refusal::too_much_data()),
            false => Ok(()),
        }
    }

    /// The places of the nodes that the page shows.
    fn shown(&self, range: &Range<usize>) -> Range<usize> {
        match self.odd() {
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
        style: &Style,
        out: &mut String,
    ) {
        if range.is_empty() {
            return;
        }
        let end = self.end(range);
        let (before, after) = (Cursor::at(range.start).text(), end.text());
        out.push_str(",\"paging\":{\"cursors\":{\"before\":");
        // No cursor has a character that JSON escapes.
        json::quoted(&before, out);
        out.push_str(",\"after\":");
        json::quoted(&after, out);
        out.push('}');
        if end.place < count {
            out.push_str(",\"next\":");
            self.write_url(url, style, "after", &after, out);
        }
        if range.start > 0 {
            out.push_str(",\"previous\":");
            self.write_url(url, style, "before", &before, out);
        }
        out.push('}');
    }

    /// Writes the URL of another page, with the token in it.
    fn write_url(&self, url: &str, style: &Style, direction: &str, cursor: &str, out: &mut String) {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT).to_string();
        let token = [("access_token", style.access_token.as_str())];
        let kept = self
            .kept
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let own = [("limit", limit.as_str()), (direction, cursor)];
        let params = token.into_iter().chain(kept).chain(own);
        json::text(url, out);
        out.pop();
        out.push('?');
        // A query has no character that JSON escapes.
        let start = out.len();
        Serializer::for_suffix(&mut *out, start)
            .extend_pairs(params)
            .finish();
        out.push('"');
    }
}

/// Writes a page of conversations.
pub(crate) fn threads(
    world: &World,
    threads: &Threads<'_>,
    window: &Window,
    url: &str,
    within: &Within<'_>,
    out: &mut String,
) -> Result<(), Refusal> {
    let range = window.range(threads.len());
    window.check(&range)?;
    let nodes = window.shown(&range).filter_map(|place| threads.get(place));
    let nodes = nodes.map(|thread| ThreadNode {
        thread,
        world,
        page_id: &threads.page.id,
        by_person: threads.by_person,
    });
    out.push_str("{\"data\":");
    node::list(nodes, within, out);
    window.write_paging(&range, threads.len(), url, within.style, out);
    out.push('}');
    Ok(())
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
    window.write_paging(&range, count, url, within.style, out);
    out.push('}');
}
