//! Traits of requests, which generated code implements.

pub(crate) mod expansion;
mod field_name;
pub(crate) mod field_set;
mod field_text;
mod forbidden;
pub(crate) mod graph_path;
pub(crate) mod parameter;
pub(crate) mod path_request;
pub(crate) mod selected_field;
pub(crate) mod with_options;

use std::collections::HashMap;
use std::convert::Infallible;
use std::marker::PhantomData;
use std::ops::Range;

use progenitor_client::{ByteStream, Error, ResponseValue};
use serde::de::DeserializeOwned;

use crate::client::options::CallOptions;
use crate::client::session::Session;
use crate::error::Invalid;
use crate::error::permission::Permission;
use crate::request::field_set::FieldSet;
use crate::request::selected_field::SelectedField;
use crate::request::with_options::WithOptions;
use crate::types::edge::Edge;
use crate::version::GraphVersion;

/// The result of progenitor's client: status, headers and raw bytes.
#[doc(hidden)]
pub type SendResult = Result<ResponseValue<ByteStream>, Error<ByteStream>>;

/// A request to the Graph API. Generated code implements it.
pub trait Request: Send + Sync {
    /// The Graph version of the request.
    type Version: GraphVersion;

    /// The decoded body of a successful response.
    type Output: DeserializeOwned + Send;

    /// Name of the operation, such as `ListConversations`.
    const NAME: &'static str;

    /// Template of the path, without the version, such as `/{page_id}/conversations`. Empty if
    /// there is none.
    const PATH: &'static str = "";

    /// The permissions of which the call needs one, depending on how the person logged
    /// in. Empty if the contract states none.
    const PERMISSIONS: &'static [Permission];

    /// The HTTP method.
    #[doc(hidden)]
    const METHOD: &'static str = "GET";

    /// Whether the output is of a type of the caller, which may show what it contains.
    #[doc(hidden)]
    const IS_UNTYPED: bool = false;

    /// Whether it is a batch, whose requests have versions of their own.
    #[doc(hidden)]
    const IS_BATCH: bool = false;

    /// Adds options for the calls of this request, in place of those of the `Graph`. Options
    /// that were added before stay, unless these set them too.
    fn with_options(self, options: CallOptions) -> WithOptions<Self>
    where
        Self: Sized,
    {
        WithOptions::new(self, options)
    }

    /// Returns the options of the request, if it has any.
    #[doc(hidden)]
    fn options(&self) -> Option<&CallOptions> {
        None
    }

    /// Refuses values that cannot be sent unchanged.
    #[doc(hidden)]
    fn check(&self) -> Result<(), Invalid>;

    /// Returns whether a name is that of a parameter or of a selected field.
    #[doc(hidden)]
    fn names(&self, name: &str) -> bool;

    /// Returns the selected fields.
    #[doc(hidden)]
    fn fields(&self) -> Option<&FieldSet> {
        None
    }

    /// Returns the messaging platform, if it is set.
    #[doc(hidden)]
    fn platform(&self) -> Option<&str> {
        None
    }

    /// Returns as how many calls the request counts.
    #[doc(hidden)]
    fn calls(&self) -> usize {
        1
    }

    /// Sends the request.
    #[doc(hidden)]
    fn send(&self, session: Session) -> impl Future<Output = SendResult> + Send;
}

/// A request that reads an edge, page by page. Generated code implements it.
pub trait EdgeRequest: Request<Output = Edge<Self::Node>> {
    /// The type of the nodes.
    type Node: DeserializeOwned + Send;

    /// The request that reads a single node, or [`NoRequest`].
    type NodeRequest: NodeRequest<Output = Self::Node>;

    /// The fields that identify the nodes of a page.
    #[doc(hidden)]
    const OUTLINE: &'static [&'static str];

    /// Returns the cursor that the page is after.
    #[doc(hidden)]
    fn cursor(&self) -> Option<&str>;

    /// Sets the cursor that the page is after.
    #[doc(hidden)]
    fn continue_after(&mut self, cursor: String);

    /// Returns the limit of nodes of a page.
    #[doc(hidden)]
    fn limit(&self) -> Option<u64>;

    /// Sets the limit. Returns `false` if the edge has no such parameter.
    #[doc(hidden)]
    fn set_limit(&mut self, limit: Option<u64>) -> bool;

    /// Sets the selected fields. Returns `false` if the edge has no such parameter.
    #[doc(hidden)]
    fn set_fields(&mut self, fields: Option<FieldSet>) -> bool;
}

/// A request that reads one node. Generated code implements it.
pub trait NodeRequest: Request {
    /// Creates the request of a node that an edge lists, if there is such a request.
    #[doc(hidden)]
    fn listed(id: &str, fields: Option<FieldSet>) -> Option<Self>
    where
        Self: Sized;
}

/// The request of nodes that cannot be read individually. It has no values.
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

    async fn send(&self, _: Session) -> SendResult {
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

/// A request that reads an edge which is also a field of a node. Generated code
/// implements it.
pub trait FieldRequest: EdgeRequest {
    /// Creates the request that reads the edge of a node as the field was selected.
    #[doc(hidden)]
    fn of_field(id: &str, field: Option<SelectedField<'_>>) -> Self;
}

/// A request that returns nodes with an edge of `T` as a field. Generated code
/// implements it.
pub trait Continues<T> {
    /// The type of the nodes with the edge.
    type Parent;

    /// The request that reads the same edge.
    type Request: FieldRequest<Node = T>;

    /// Returns how the field was selected, if it was.
    #[doc(hidden)]
    fn selected(&self) -> Option<SelectedField<'_>>;

    /// Returns the id and the edge of a node, if it has both.
    #[doc(hidden)]
    fn edge(parent: &mut Self::Parent) -> Option<(String, &mut Edge<T>)>;
}

/// A request that reads nodes by their ids. Generated code implements it.
pub trait NodesRequest: Request<Output = HashMap<String, Self::Node>> {
    /// The type of the nodes.
    type Node: DeserializeOwned + Send;

    /// The maximum number of ids of one call.
    #[doc(hidden)]
    const MOST_IDS: usize;

    /// Returns the ids.
    #[doc(hidden)]
    fn ids(&self) -> Vec<String>;

    /// Sets the selected fields. Returns `false` if the call has no such parameter.
    #[doc(hidden)]
    fn set_fields(&mut self, fields: Option<FieldSet>) -> bool;

    /// Creates the request of some of the ids, by their indices.
    #[doc(hidden)]
    fn part(&self, places: Range<usize>) -> Self;
}
