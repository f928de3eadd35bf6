//! One page of an edge.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::edge::{Edge, Paging, null_as_empty};
use crate::error::Error;
use crate::response::{Answer, ResponseInfo};
use crate::session::Session;

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
            Ok(WirePage { data, paging }) => Ok(Self {
                items: data,
                paging,
                info: answer.info,
            }),
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
    /// The nodes before the one that cannot be read, if there are any.
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

/// The nodes before the first that cannot be read.
fn before_mistake<T: DeserializeOwned>(answer: Answer) -> Option<Page<T>> {
    let page: WirePage<&RawValue> = serde_json::from_slice(answer.body()).ok()?;
    let items = page.data.into_iter();
    // From bytes as the page itself: from text it would be compiled once more.
    let items = items.map_while(|item| serde_json::from_slice(item.get().as_bytes()).ok());
    let items: Vec<T> = items.collect();
    (!items.is_empty()).then(|| Page {
        items,
        paging: None,
        info: answer.info,
    })
}
