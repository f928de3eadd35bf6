//! Edges: lists of nodes with cursors.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::decode::UnknownMembers;
use crate::decode::object::{duplicate_member, missing_member, skip_value};
use crate::types::list::impl_list;
use crate::types::text::WireText;

/// The struct name by which the tolerant deserializer recognizes edges.
pub(crate) const EDGE: &str = "page_conversations::edge";

/// A page of an edge: `data`, and `paging` if the edge is paged.
///
/// The URLs in `paging` are not kept, because they contain the access token.
///
/// A list of nodes converts into an edge of one page, with which tests build nodes:
///
/// ```
/// use page_conversations::v26_0::{Participant, UnifiedThread};
///
/// let thread = UnifiedThread::new("t_1").participants([Participant::new().name("Robin Low")]);
/// let participants = thread.participants.unwrap();
/// assert_eq!(participants.len(), 1);
/// for participant in &participants {
///     assert_eq!(participant.name.as_deref(), Some("Robin Low"));
/// }
/// assert_eq!(participants.next_cursor(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Edge<T> {
    /// The nodes.
    pub data: Vec<T>,

    /// The cursors. Absent if there is only this page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
}

impl<T> Edge<T> {
    /// Returns the cursor of the next page, or `None` on the last page.
    ///
    /// The last page may have cursors, and other pages may be empty: only the member
    /// `next` shows that a page follows.
    pub fn next_cursor(&self) -> Option<&str> {
        self.paging.as_ref()?.next_cursor()
    }

    /// Sets [`paging`](field@Self::paging).
    #[must_use]
    pub fn paging(mut self, paging: Paging) -> Self {
        self.paging = Some(paging);
        self
    }
}

impl<T> Default for Edge<T> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<T> From<Vec<T>> for Edge<T> {
    fn from(data: Vec<T>) -> Self {
        Self { data, paging: None }
    }
}

impl_list!(Edge, data);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Edge<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(EDGE, &["data", "paging"], Parts(false, PhantomData))
    }
}

/// A page that is the whole body. It requires `data`, because otherwise any object would
/// be accepted as the last page.
pub(crate) struct WirePage<T>(pub(crate) Edge<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for WirePage<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = Parts(true, PhantomData);
        let page = deserializer.deserialize_struct("Page", &["data", "paging"], parts)?;
        Ok(Self(page))
    }
}

/// Reads the parts of an edge. The flag states whether `data` is required.
struct Parts<T>(bool, PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Parts<T> {
    type Value = Edge<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `data`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut edge: A) -> Result<Edge<T>, A::Error> {
        let (mut data, mut paging, mut has_others) = (None, None, false);
        while let Some(part) = edge.next_key()? {
            match part {
                Part::Data if data.is_some() => return duplicate_member("data"),
                Part::Paging if paging.is_some() => return duplicate_member("paging"),
                Part::Data => data = Some(edge.next_value::<Option<Vec<T>>>()?),
                Part::Paging => paging = Some(edge.next_value()?),
                Part::Other => {
                    has_others = true;
                    skip_value(&mut edge)?;
                }
            }
        }
        let data = match data {
            Some(data) => data.unwrap_or_default(),
            // Not an edge, which must not be read as an empty one.
            None if self.0 || has_others => return missing_member("data"),
            None => Vec::new(),
        };
        let paging = paging.unwrap_or(None);
        Ok(Edge { data, paging })
    }
}

/// The name of a part of an edge.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Part {
    Data,
    Paging,
    #[serde(other)]
    Other,
}

/// The cursors of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "WirePaging", into = "WirePaging")]
#[non_exhaustive]
pub struct Paging {
    /// Cursor of the previous page.
    pub before: Option<String>,

    /// Cursor of the next page. The last page has one too.
    pub after: Option<String>,

    /// Whether there is a next page, which the cursors do not show.
    pub has_next: bool,
}

impl Paging {
    /// Returns the cursors of a page that has neither cursors nor a next page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`before`](field@Self::before).
    #[must_use]
    pub fn before(mut self, before: impl Into<String>) -> Self {
        self.before = Some(before.into());
        self
    }

    /// Sets [`after`](field@Self::after).
    #[must_use]
    pub fn after(mut self, after: impl Into<String>) -> Self {
        self.after = Some(after.into());
        self
    }

    /// Sets [`has_next`](field@Self::has_next).
    #[must_use]
    pub fn has_next(mut self, has_next: bool) -> Self {
        self.has_next = has_next;
        self
    }

    /// Returns the cursor of the next page, or `None` on the last page.
    pub fn next_cursor(&self) -> Option<&str> {
        self.after.as_deref().filter(|_| self.has_next)
    }
}

/// `paging` as Graph sends it. `next` contains the access token, and is dropped as soon
/// as the cursors are known.
#[derive(Default, Serialize)]
struct WirePaging {
    cursors: Option<Cursors>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    #[serde(skip)]
    #[allow(dead_code)] // `__impl_object` requires it.
    unknown: UnknownMembers,
}

crate::__impl_object!(WirePaging {
    cursors: "cursors",
    next: "next",
});

#[derive(Default, Serialize)]
struct Cursors {
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<WireText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<WireText>,
    #[serde(skip)]
    #[allow(dead_code)] // `__impl_object` requires it.
    unknown: UnknownMembers,
}

crate::__impl_object!(Cursors {
    before: "before",
    after: "after",
});

/// Returns the cursor in the URL of the next page.
fn cursor_in(url: &str) -> Option<String> {
    let url = reqwest::Url::parse(url).ok()?;
    let mut query = url.query_pairs();
    let (_, after) = query.find(|(name, _)| name == "after")?;
    Some(after.into_owned())
}

impl From<WirePaging> for Paging {
    fn from(wire: WirePaging) -> Self {
        let cursors = wire.cursors.unwrap_or_default();
        let has_next = wire.next.is_some();
        // Parsing a URL is slow, and almost all pages have `cursors`.
        let text = |cursor: Option<WireText>| non_empty(cursor.map(|WireText(text)| text));
        let after = text(cursors.after).or_else(|| non_empty(cursor_in(&wire.next?)));
        Self {
            before: text(cursors.before),
            after,
            has_next,
        }
    }
}

/// Returns a cursor unless it is empty, with which the edge would start again.
fn non_empty(cursor: Option<String>) -> Option<String> {
    cursor.filter(|cursor| !cursor.is_empty())
}

impl From<Paging> for WirePaging {
    fn from(paging: Paging) -> Self {
        Self {
            cursors: Some(Cursors {
                before: paging.before.map(WireText),
                after: paging.after.map(WireText),
                unknown: UnknownMembers::default(),
            }),
            // Shows that there is a next page, without its URL.
            next: paging.has_next.then(String::new),
            unknown: UnknownMembers::default(),
        }
    }
}
