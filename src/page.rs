//! One page of an edge.

use std::fmt;

use serde::Deserialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::edge::{Edge, Paging, null_as_empty};
use crate::error::Error;
use crate::response::{Answer, ResponseInfo};
use crate::session::Session;
use crate::trace;

/// One page of an edge.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The nodes. A page may be empty without being the last.
    pub items: Vec<T>,
    /// Where the page stands, where Graph says so.
    pub paging: Option<Paging>,
    /// What came with the page, such as the quota used. Empty on the part of an
    /// edge that came within a node.
    pub info: ResponseInfo,
}

/// A page as Graph sends it.
#[derive(Deserialize)]
struct WirePage<T> {
    // Required, unlike in an `Edge`: else any object would pass for the last page.
    #[serde(deserialize_with = "null_as_empty")]
    #[serde(bound(deserialize = "T: Deserialize<'de>"))]
    data: Vec<T>,
    paging: Option<Paging>,
}

impl<T> Page<T> {
    /// The cursor after which the next page begins; `None` on the last page.
    ///
    /// It is what to keep for [`Pages::resume_after`](crate::Pages::resume_after).
    /// Graph does not promise that it takes a cursor for long.
    pub fn next_cursor(&self) -> Option<&str> {
        self.paging.as_ref()?.next_cursor()
    }
}

impl<T: DeserializeOwned> Page<T> {
    /// Reads a page.
    pub(crate) fn decode(answer: Answer, session: &Session) -> Result<Self, Unread<T>> {
        match answer.decode::<WirePage<T>>(session) {
            Ok(WirePage { data, paging }) => {
                trace::page(data.len(), &answer.info);
                Ok(Self {
                    items: data,
                    paging,
                    info: answer.info,
                })
            }
            Err(error) => Err(Unread {
                before: before_mistake(answer).map(Box::new),
                error,
            }),
        }
    }
}

impl<T> From<Edge<T>> for Page<T> {
    fn from(edge: Edge<T>) -> Self {
        Self {
            items: edge.data,
            paging: edge.paging,
            info: ResponseInfo::default(),
        }
    }
}

/// A page that was not read, or not to its end.
pub(crate) struct Unread<T> {
    /// The nodes before the mistake, if there are any.
    pub(crate) before: Option<Box<Page<T>>>,
    pub(crate) error: Error,
}

impl<T> From<Error> for Unread<T> {
    fn from(error: Error) -> Self {
        Self {
            before: None,
            error,
        }
    }
}

/// The nodes before the mistake, wherever in the body it is.
fn before_mistake<T: DeserializeOwned>(answer: Answer) -> Option<Page<T>> {
    let mut items = Vec::new();
    let mut body = serde_json::Deserializer::from_slice(answer.body());
    // It fails as the first reading did, and what counts is how far it came.
    let _ = body.deserialize_map(Nodes(&mut items));
    (!items.is_empty()).then(|| Page {
        items,
        paging: None,
        info: answer.info,
    })
}

/// Collects the nodes of a page one by one.
struct Nodes<'a, T>(&'a mut Vec<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Nodes<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut page: A) -> Result<(), A::Error> {
        while let Some(member) = page.next_key::<String>()? {
            match member.as_str() {
                "data" => return page.next_value_seed(self),
                _ => page.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut nodes: A) -> Result<(), A::Error> {
        while let Some(node) = nodes.next_element()? {
            self.0.push(node);
        }
        Ok(())
    }
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Nodes<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, data: D) -> Result<(), D::Error> {
        data.deserialize_seq(self)
    }
}
