//! Edges: lists of nodes, with the place of the page in the whole.

use serde::{Deserialize, Deserializer, Serialize};

/// A list of nodes as Graph sends it: `data`, and `paging` where it is paged.
///
/// The URLs in `paging` are not kept: they carry the access token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Edge<T> {
    /// The nodes.
    #[serde(default = "Vec::new", deserialize_with = "null_as_empty")]
    #[serde(bound(deserialize = "T: Deserialize<'de>"))]
    pub data: Vec<T>,

    /// Where the page stands. Absent where there is only this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
}

impl<T> Edge<T> {
    /// The cursor after which more follows; `None` on the last page.
    ///
    /// A page may have cursors and still be the last, and it may be empty and
    /// still not be: what counts is whether Graph names a next page.
    pub fn next_cursor(&self) -> Option<&str> {
        self.paging.as_ref()?.next_cursor()
    }
}

impl<T> IntoIterator for Edge<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.data.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Edge<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.data.iter()
    }
}

pub(crate) fn null_as_empty<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Where a page stands in the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WirePaging", into = "WirePaging")]
#[non_exhaustive]
pub struct Paging {
    /// Cursor that asks for the page before this one.
    pub before: Option<String>,

    /// Cursor that asks for the page after this one. The last page has one too.
    pub after: Option<String>,

    /// Whether Graph names a next page. Only this tells that there is one.
    pub has_next: bool,
}

impl Paging {
    /// The cursor after which more follows; `None` on the last page.
    pub fn next_cursor(&self) -> Option<&str> {
        self.after.as_deref().filter(|_| self.has_next)
    }
}

/// `paging` as Graph sends it. `next` carries the access token, and is forgotten
/// as soon as the cursors are known.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct WirePaging {
    cursors: Option<Cursors>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Cursors {
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

/// The cursor in the URL of the next page.
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
        // Taking a URL apart costs, and almost all pages have `cursors`.
        let after = given(cursors.after).or_else(|| given(cursor_in(&wire.next?)));
        Self {
            before: given(cursors.before),
            after,
            has_next,
        }
    }
}

/// A cursor, unless it is empty: after none at all the edge would begin anew.
fn given(cursor: Option<String>) -> Option<String> {
    cursor.filter(|cursor| !cursor.is_empty())
}

impl From<Paging> for WirePaging {
    fn from(paging: Paging) -> Self {
        Self {
            cursors: Some(Cursors {
                before: paging.before,
                after: paging.after,
            }),
            // Says that there is a next page, and not where.
            next: paging.has_next.then(String::new),
        }
    }
}
