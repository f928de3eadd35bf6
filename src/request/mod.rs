//! Requests, as generated code makes them.

pub(crate) mod field_set;

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt::Display;
use std::marker::PhantomData;
use std::ops::Range;

use progenitor_client::{ByteStream, Error, ResponseValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::session::Session;
use crate::error::Invalid;
use crate::error::permission::Permission;
use crate::request::field_set::{FieldSet, SelectedField};
use crate::types::edge::Edge;
use crate::version::GraphVersion;

/// What a call of progenitor's client gives: status, headers and raw bytes.
#[doc(hidden)]
pub type Sent = Result<ResponseValue<ByteStream>, Error<ByteStream>>;

/// A call to the Graph API. Generated code implements it.
pub trait Request: Send + Sync {
    /// The version that the call is sent in.
    type Version: GraphVersion;

    /// What a successful answer holds.
    type Output: DeserializeOwned + Send;

    /// Name of the operation, such as `ListConversations`.
    const NAME: &'static str;

    /// What the call needs: one of these, by how the person logged in. Empty
    /// where the contract does not say.
    const PERMISSIONS: &'static [Permission];

    /// Refuses what could not be sent as what it is.
    #[doc(hidden)]
    fn check(&self) -> Result<(), Invalid>;

    /// Whether a name is that of a parameter of the call, or of a field that it
    /// asks for.
    #[doc(hidden)]
    fn names(&self, name: &str) -> bool;

    /// The messaging platform that the call names.
    #[doc(hidden)]
    fn platform(&self) -> Option<&str> {
        None
    }

    /// Sends the call.
    #[doc(hidden)]
    fn send(&self, session: Session) -> impl Future<Output = Sent> + Send;
}

/// A call that reads an edge, page by page. Generated code implements it.
pub trait EdgeRequest: Request<Output = Edge<Self::Node>> {
    /// What the edge lists.
    type Node: DeserializeOwned + Send;

    /// The call that reads one of the nodes by itself, or [`NoRequest`].
    type NodeRequest: NodeRequest<Output = Self::Node>;

    /// The fields that tell which nodes a page has, and no more.
    #[doc(hidden)]
    const OUTLINE: &'static [&'static str];

    /// The cursor that it continues after.
    #[doc(hidden)]
    fn cursor(&self) -> Option<&str>;

    /// Makes it the request of the page after a cursor.
    #[doc(hidden)]
    fn continue_after(&mut self, cursor: String);

    /// Nodes that a page holds at most.
    #[doc(hidden)]
    fn limit(&self) -> Option<u64>;

    /// Asks for so many nodes a page; `false` where the edge cannot be asked.
    #[doc(hidden)]
    fn set_limit(&mut self, limit: Option<u64>) -> bool;

    /// The fields that it asks for.
    #[doc(hidden)]
    fn fields(&self) -> Option<&FieldSet>;

    /// Asks for other fields; `false` where the edge cannot be asked.
    #[doc(hidden)]
    fn set_fields(&mut self, fields: Option<FieldSet>) -> bool;
}

/// A call that reads one node. Generated code implements it.
pub trait NodeRequest: Request {
    /// Makes the request of a node that an edge listed; `None` where there is no
    /// such call.
    #[doc(hidden)]
    fn listed(id: &str, fields: Option<FieldSet>) -> Option<Self>
    where
        Self: Sized;
}

/// The request of a node that no call reads by itself. It cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRequest<T, V> {
    never: Infallible,
    _types: PhantomData<fn() -> (T, V)>,
}

impl<T: DeserializeOwned + Send, V: GraphVersion> Request for NoRequest<T, V> {
    type Version = V;
    type Output = T;

    const NAME: &'static str = "none";

    const PERMISSIONS: &'static [Permission] = &[];

    fn check(&self) -> Result<(), Invalid> {
        match self.never {}
    }

    async fn send(&self, _: Session) -> Sent {
        match self.never {}
    }

    fn names(&self, _: &str) -> bool {
        match self.never {}
    }
}

impl<T: DeserializeOwned + Send, V: GraphVersion> NodeRequest for NoRequest<T, V> {
    fn listed(_: &str, _: Option<FieldSet>) -> Option<Self> {
        None
    }
}

/// A call that reads an edge which also comes as a field of a node. Generated
/// code implements it.
pub trait FieldRequest: EdgeRequest {
    /// Makes the request that reads the edge of a node as the field was asked for.
    #[doc(hidden)]
    fn of_field(id: &str, field: Option<SelectedField<'_>>) -> Self;
}

/// A call that returns nodes with an edge of `T` as a field. Generated code
/// implements it.
pub trait Continues<T> {
    /// The call that reads the same edge by itself.
    type Request: FieldRequest<Node = T>;

    /// How the field was asked for, if it was.
    #[doc(hidden)]
    fn selected(&self) -> Option<SelectedField<'_>>;
}

/// A call that reads nodes by their ids. Generated code implements it.
pub trait NodesRequest: Request<Output = HashMap<String, Self::Node>> {
    /// What is read.
    type Node: DeserializeOwned + Send;

    /// Ids that Graph takes in one call.
    #[doc(hidden)]
    const MOST_IDS: usize;

    /// The ids.
    #[doc(hidden)]
    fn ids(&self) -> Vec<String>;

    /// Makes the request of some of the ids, by their places.
    #[doc(hidden)]
    fn part(&self, places: Range<usize>) -> Self;
}

/// Refuses a page of no nodes.
#[doc(hidden)]
pub fn check_limit(limit: Option<u64>) -> Result<(), Invalid> {
    match limit {
        Some(0) => Err(Invalid::new("`limit` is 0, and a page holds at least one")),
        _ => Ok(()),
    }
}

/// Refuses a list with nothing in it or with more than Graph takes, and entries
/// that would be none or several where commas stand between them.
#[doc(hidden)]
pub fn check_comma<T: Display>(
    name: &'static str,
    entries: &[T],
    most: usize,
) -> Result<(), Invalid> {
    let wrong = |entry: &T| {
        let entry = entry.to_string();
        entry.is_empty() || entry.contains(',')
    };
    if entries.iter().any(wrong) {
        let message = format!("`{name}` has an entry that is empty or holds a comma");
        return Err(Invalid::new(message));
    }
    check_count(name, entries.len(), most)
}

/// Refuses a list with nothing in it, or with more than Graph takes.
#[doc(hidden)]
pub fn check_count(name: &'static str, count: usize, most: usize) -> Result<(), Invalid> {
    match count {
        0 => Err(Invalid::new(format!("`{name}` is empty"))),
        _ if count > most => Err(Invalid::new(format!(
            "`{name}` has {count} entries, and Graph takes {most} in one call"
        ))),
        _ => Ok(()),
    }
}

/// Refuses a part of the path that would make it another path.
#[doc(hidden)]
pub fn check_path(name: &'static str, value: &str) -> Result<(), Invalid> {
    let refuse = |why: &str| Err(Invalid::new(format!("`{name}` {why}")));
    match value {
        "" => refuse("is empty"),
        // Percent-encoding does not keep these from being resolved.
        "." | ".." => refuse("is a step through folders, not an id"),
        _ if value.chars().any(char::is_control) => refuse("holds a control character"),
        // Not encoded in a path, and read as a slash.
        _ if value.contains('\\') => refuse("holds a backslash"),
        _ => Ok(()),
    }
}

/// A parameter that Graph takes as JSON.
#[doc(hidden)]
pub fn json<T: Serialize + ?Sized>(value: &T) -> String {
    // Lists and maps of text, numbers and JSON always have a JSON form.
    serde_json::to_string(value).unwrap_or_default()
}

/// A parameter that Graph takes as a list with commas.
#[doc(hidden)]
pub fn comma<T: Display>(values: &[T]) -> String {
    let values: Vec<_> = values.iter().map(ToString::to_string).collect();
    values.join(",")
}
