//! Edges: lists of nodes, with the place of the page in the whole.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::decode::UnknownMembers;
use crate::decode::object::{missing, skip, twice};
use crate::types::text::WireText;

/// The name under which edges ask a deserializer for a struct.
pub(crate) const EDGE: &str = "page_conversations::edge";

/// A list of nodes as Graph sends it: `data`, and `paging` where it is paged.
///
/// The URLs in `paging` are not kept: they carry the access token.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Edge<T> {
    /// The nodes.
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

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Edge<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(EDGE, &["data", "paging"], Parts(false, PhantomData))
    }
}

/// A page as Graph sends it: an edge that must have its `data`, or else any
/// object would pass for the last page.
pub(crate) struct WirePage<T>(pub(crate) Edge<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for WirePage<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = Parts(true, PhantomData);
        let page = deserializer.deserialize_struct("Page", &["data", "paging"], parts)?;
        Ok(Self(page))
    }
}

/// Reads the parts of an edge, and whether it must have its `data`.
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
                Part::Data if data.is_some() => return twice("data"),
                Part::Paging if paging.is_some() => return twice("paging"),
                Part::Data => data = Some(edge.next_value::<Option<Vec<T>>>()?),
                Part::Paging => paging = Some(edge.next_value()?),
                Part::Other => {
                    has_others = true;
                    skip(&mut edge)?;
                }
            }
        }
        let data = match data {
            Some(data) => data.unwrap_or_default(),
            // Something else than an edge, which must not read as an empty one.
            None if self.0 || has_others => return missing("data"),
            None => Vec::new(),
        };
        let paging = paging.unwrap_or(None);
        Ok(Edge { data, paging })
    }
}

/// Name of a part of an edge.
enum Part {
    Data,
    Paging,
    Other,
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;

        impl Visitor<'_> for Name {
            type Value = Part;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a member")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Part, E> {
                Ok(match name {
                    "data" => Part::Data,
                    "paging" => Part::Paging,
                    _ => Part::Other,
                })
            }
        }

        deserializer.deserialize_identifier(Name)
    }
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
#[derive(Default, Serialize)]
struct WirePaging {
    cursors: Option<Cursors>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    #[serde(skip)]
    #[allow(dead_code)] // Every object that is read has it.
    unknown: UnknownMembers,
}

crate::__object!(WirePaging {
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
    #[allow(dead_code)] // Every object that is read has it.
    unknown: UnknownMembers,
}

crate::__object!(Cursors {
    before: "before",
    after: "after",
});

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
        let text = |cursor: Option<WireText>| given(cursor.map(|WireText(text)| text));
        let after = text(cursors.after).or_else(|| given(cursor_in(&wire.next?)));
        Self {
            before: text(cursors.before),
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
                before: paging.before.map(WireText),
                after: paging.after.map(WireText),
                unknown: UnknownMembers::default(),
            }),
            // Says that there is a next page, and not where.
            next: paging.has_next.then(String::new),
            unknown: UnknownMembers::default(),
        }
    }
}
