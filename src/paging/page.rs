//! One page of an edge.

use serde::de::DeserializeOwned;

use crate::client::response::{Answer, ResponseInfo};
use crate::client::session::Session;
use crate::client::trace;
use crate::decode::{self, DecodedPage, Report};
use crate::error::Error;
use crate::types::edge::{Edge, Paging};

/// One page of an edge.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The nodes. A page may be empty without being the last.
    pub items: Vec<T>,
    /// What did not fit the contract, and what could not be read.
    pub report: Report,
    /// Where the page stands, where Graph says so.
    pub paging: Option<Paging>,
    /// What came with the page, such as the quota used. Empty on the part of an
    /// edge that came within a node.
    pub info: ResponseInfo,
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
    /// Reads a page by itself.
    pub(crate) fn read(answer: Answer, session: &Session) -> Result<Self, Error> {
        Self::decode(answer, session).map_err(|unread| unread.error)
    }

    /// Reads a page.
    pub(super) fn decode(answer: Answer, session: &Session) -> Result<Self, Unread<T>> {
        match decode::page(answer.body(), session.decoding()) {
            Ok(DecodedPage {
                items,
                paging,
                report,
            }) => {
                trace::page(items.len(), &answer.info);
                Ok(Self {
                    items,
                    paging,
                    report: session.checked(report),
                    info: answer.info,
                })
            }
            Err(error) => {
                let error = answer.undecodable(session, &error);
                Err(Unread {
                    before: before_mistake(answer).map(Box::new),
                    error,
                })
            }
        }
    }
}

impl<T> From<Edge<T>> for Page<T> {
    fn from(edge: Edge<T>) -> Self {
        Self {
            items: edge.data,
            report: Report::default(),
            paging: edge.paging,
            info: ResponseInfo::default(),
        }
    }
}

/// A page that was not read, or not to its end.
pub(super) struct Unread<T> {
    /// The nodes before the mistake, if there are any.
    pub(super) before: Option<Box<Page<T>>>,
    pub(super) error: Error,
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
    let items = decode::readable_start(answer.body());
    (!items.is_empty()).then(|| Page {
        items,
        report: Report::default(),
        paging: None,
        info: answer.info,
    })
}
