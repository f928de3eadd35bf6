//! One page of an edge.

use serde::de::DeserializeOwned;

use crate::client::response::RawResponse;
use crate::client::response_info::ResponseInfo;
use crate::client::session::Session;
use crate::client::trace;
use crate::decode::{self, DecodedPage, Report};
use crate::error::Error;
use crate::types::edge::{Edge, Paging};
use crate::types::list::impl_list;

/// One page of an edge.
///
/// A list of nodes converts into a page, the last one, with which tests build pages.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The nodes. A page may be empty without being the last.
    pub items: Vec<T>,
    /// Values that do not match the contract, and nodes that cannot be read.
    pub report: Report,
    /// The cursors of the page, if Graph sent them.
    pub paging: Option<Paging>,
    /// Status, version, trace id and usage. Empty for a page that was received within a
    /// node.
    pub info: ResponseInfo,
}

impl<T> Page<T> {
    /// Returns the cursor of the next page, or `None` on the last page.
    ///
    /// [`Pages::resume_after`](crate::Pages::resume_after) takes it. Graph does not
    /// guarantee how long a cursor stays valid.
    pub fn next_cursor(&self) -> Option<&str> {
        self.paging.as_ref()?.next_cursor()
    }
}

impl<T: DeserializeOwned> Page<T> {
    /// Decodes a page as a whole.
    pub(crate) fn read(response: RawResponse, session: &Session) -> Result<Self, Error> {
        Self::decode(response, session).map_err(|failed| failed.error)
    }

    /// Decodes a page, or the nodes before a syntax error.
    pub(super) fn decode(response: RawResponse, session: &Session) -> Result<Self, PageError<T>> {
        match decode::page(response.body(), response.settings(session)) {
            Ok(DecodedPage {
                items,
                paging,
                report,
            }) => {
                trace::page(items.len(), &response.info);
                Ok(Self {
                    items,
                    paging,
                    report: session.finish_report(report),
                    info: response.info,
                })
            }
            Err(error) => {
                let error = response.undecodable(session, &error);
                Err(PageError {
                    before: nodes_before_error(response, session).map(Box::new),
                    error,
                })
            }
        }
    }
}

impl_list!(Page, items);

impl<T> From<Vec<T>> for Page<T> {
    fn from(items: Vec<T>) -> Self {
        Self::from(Edge::from(items))
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

/// The error of a page that was not read, or not to its end.
pub(super) struct PageError<T> {
    /// The nodes before a syntax error, if there are any.
    pub(super) before: Option<Box<Page<T>>>,
    pub(super) error: Error,
}

impl<T> From<Error> for PageError<T> {
    fn from(error: Error) -> Self {
        Self {
            before: None,
            error,
        }
    }
}

/// Returns the nodes before a syntax error.
fn nodes_before_error<T: DeserializeOwned>(
    response: RawResponse,
    session: &Session,
) -> Option<Page<T>> {
    let items = decode::readable_start(response.body(), response.settings(session));
    (!items.is_empty()).then(|| Page {
        items,
        report: Report::default(),
        paging: None,
        info: response.info,
    })
}
