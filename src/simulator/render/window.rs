//! The part of an edge that a page shows, and the cursors and URLs of its
//! neighbours.

use std::ops::Range;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use form_urlencoded::Serializer;

use super::json::JsonWriter;
use crate::simulator::error_response::ErrorResponse;

/// Number of nodes of a page without `limit`.
pub(crate) const DEFAULT_LIMIT: usize = 25;

/// Maximum number of nodes of a page. That of Graph is not documented.
const MAX_NODES: usize = 5_000;

/// Capacity for the parameters of a URL, in bytes: most have less.
const LINK_CAPACITY: usize = 256;

/// Capacity for the text of a cursor, in bytes.
const CURSOR_CAPACITY: usize = 32;

/// Parameters of a page. URLs of other pages have their own.
const OF_PAGE: [&str; 4] = ["fields", "limit", "after", "before"];

/// Parameters that prove one request, and are not in URLs.
const PROOFS: [&str; 2] = ["appsecret_proof", "appsecret_time"];

/// Returns whether a parameter belongs to a page of one edge, or to one request.
pub(crate) fn is_of_page(name: &str) -> bool {
    OF_PAGE.contains(&name) || PROOFS.contains(&name)
}

/// The part of an edge that a call reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window {
    limit: Option<usize>,
    after: Option<Cursor>,
    before: Option<Cursor>,
    /// The other parameters, which the URLs of other pages repeat.
    params: Vec<(String, String)>,
    pub(crate) fault: Option<PagingFault>,
}

/// A deviation of a page, on request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PagingFault {
    /// The page is empty, and its nodes are on the next one.
    Empty,
    /// The page returns the cursor that it was read by.
    RepeatedCursor,
}

/// A position between two nodes, opaque to clients.
#[derive(Clone, Copy, Debug)]
struct Cursor {
    position: usize,
    /// Number of empty pages before it at this position. It makes the cursors of
    /// empty pages distinct, so that a walk does not take them for a loop.
    empty: usize,
    /// The list that it belongs to.
    list: u32,
}

impl Cursor {
    fn at(position: usize, list: u32) -> Self {
        Self {
            position,
            empty: 0,
            list,
        }
    }

    fn parse(text: &str) -> Result<Self, ErrorResponse> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
        let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let cursor = text.and_then(|text| {
            let mut parts = text.strip_prefix("place:")?.splitn(3, ':');
            Some(Self {
                position: parts.next()?.parse().ok()?,
                empty: parts.next()?.parse().ok()?,
                list: u32::from_str_radix(parts.next()?, 16).ok()?,
            })
        });
        cursor.ok_or_else(ErrorResponse::cursor)
    }

    fn encode(self) -> String {
        let Self {
            position,
            empty,
            list,
        } = self;
        let mut text = String::with_capacity(CURSOR_CAPACITY);
        text.push_str("place:");
        push_padded(&mut text, position, 12);
        text.push(':');
        push_padded(&mut text, empty, 2);
        text.push(':');
        for shift in (0..u32::BITS).step_by(4).rev() {
            text.extend(char::from_digit(list >> shift & 0xf, 16));
        }
        BASE64_URL_SAFE_NO_PAD.encode(text)
    }
}

/// Writes a number with zeros before it. Each page has cursors, and a format takes several times
/// as long.
fn push_padded(text: &mut String, number: usize, width: usize) {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(number);
    text.extend(std::iter::repeat_n('0', width.saturating_sub(digits.len())));
    text.push_str(digits);
}

/// What the cursors and URLs of other pages are made of.
pub(crate) struct Links<'a> {
    /// URL of the edge.
    pub(crate) url: &'a str,
    pub(crate) access_token: &'a str,
    /// The parameters of the call, for an edge within a node.
    pub(crate) common_params: &'a [(&'a str, &'a str)],
    /// The list that the cursors belong to.
    pub(crate) list: u32,
    /// Whether the last page has `next`, too.
    pub(crate) always_next: bool,
}

/// The member `paging` of a page.
pub(crate) struct Paging {
    before: String,
    after: String,
    next: Option<String>,
    previous: Option<String>,
}

impl Paging {
    pub(crate) fn write(&self, json: &mut JsonWriter) {
        json.object(|json| {
            json.member("cursors").object(|json| {
                json.member("before").string(&self.before);
                json.member("after").string(&self.after);
            });
            if let Some(next) = &self.next {
                json.member("next").string(next);
            }
            if let Some(previous) = &self.previous {
                json.member("previous").string(previous);
            }
        });
    }
}

impl Window {
    /// Reads `limit`, `after` and `before`, and keeps the rest for URLs.
    pub(crate) fn new(params: &[(String, String)]) -> Result<Self, ErrorResponse> {
        let mut window = Self::default();
        for (name, value) in params {
            match name.as_str() {
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| *limit > 0);
                    let message = "Param limit must be a positive integer";
                    let limit = limit.ok_or_else(|| ErrorResponse::parameter(message))?;
                    window.limit = Some(limit);
                }
                "after" => window.after = Some(Cursor::parse(value)?),
                "before" => window.before = Some(Cursor::parse(value)?),
                name if PROOFS.contains(&name) => {}
                _ => window.params.push((name.clone(), value.clone())),
            }
        }
        Ok(window)
    }

    /// Sets `fields` in the URLs of other pages, for an edge within a node.
    pub(crate) fn with_fields(mut self, fields: String) -> Self {
        self.params.insert(0, ("fields".to_owned(), fields));
        self
    }

    /// Refuses cursors of another list.
    pub(crate) fn check_cursors(&self, list: u32) -> Result<(), ErrorResponse> {
        let mut cursors = self.after.iter().chain(&self.before);
        match cursors.all(|cursor| cursor.list == list) {
            true => Ok(()),
            false => Err(ErrorResponse::cursor()),
        }
    }

    /// Returns the positions of the page among `count` nodes.
    pub(crate) fn range(&self, count: usize) -> Range<usize> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        match (self.after, self.before) {
            (Some(after), _) => {
                let start = after.position.min(count);
                start..start.saturating_add(limit).min(count)
            }
            (None, Some(before)) => {
                let end = before.position.min(count);
                end.saturating_sub(limit)..end
            }
            (None, None) => 0..limit.min(count),
        }
    }

    /// Returns the positions of the nodes that the page shows.
    pub(crate) fn shown(&self, count: usize) -> Range<usize> {
        let range = self.range(count);
        match self.fault() {
            Some(PagingFault::Empty) => range.start..range.start,
            _ => range,
        }
    }

    /// Refuses a page that is too large to render.
    pub(crate) fn check_size(&self, count: usize) -> Result<(), ErrorResponse> {
        match self.range(count).len() > MAX_NODES {
            true => Err(ErrorResponse::too_much_data()),
            false => Ok(()),
        }
    }

    /// Returns `paging`, which a page beyond the end does not have.
    pub(crate) fn paging(&self, count: usize, links: &Links<'_>) -> Option<Paging> {
        let range = self.range(count);
        if range.is_empty() {
            return None;
        }
        let end = self.end(&range, links.list);
        let before = Cursor::at(range.start, links.list).encode();
        let after = end.encode();
        let link = |direction, cursor| self.link(links, direction, cursor);
        let has_next = links.always_next || end.position < count;
        Some(Paging {
            next: has_next.then(|| link("after", &after)),
            previous: (range.start > 0).then(|| link("before", &before)),
            before,
            after,
        })
    }

    /// Returns the fault of the page. The first page cannot repeat a cursor.
    fn fault(&self) -> Option<PagingFault> {
        let is_possible = |fault: &PagingFault| match fault {
            PagingFault::Empty => true,
            PagingFault::RepeatedCursor => self.after.is_some(),
        };
        self.fault.filter(is_possible)
    }

    /// Returns the cursor after the page.
    fn end(&self, range: &Range<usize>, list: u32) -> Cursor {
        let start = self.after.unwrap_or(Cursor::at(range.start, list));
        match self.fault() {
            None => Cursor::at(range.end, list),
            Some(PagingFault::RepeatedCursor) => start,
            Some(PagingFault::Empty) => Cursor {
                position: range.start,
                empty: start.empty.saturating_add(1),
                list,
            },
        }
    }

    /// Returns the URL of another page, with the token, as Graph does.
    fn link(&self, links: &Links<'_>, direction: &str, cursor: &str) -> String {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT).to_string();
        let mut link = String::with_capacity(links.url.len() + LINK_CAPACITY);
        link.push_str(links.url);
        link.push('?');
        let start = link.len();
        Serializer::for_suffix(&mut link, start)
            .append_pair("access_token", links.access_token)
            .extend_pairs(links.common_params)
            .extend_pairs(&self.params)
            .append_pair("limit", &limit)
            .append_pair(direction, cursor)
            .finish();
        link
    }
}
