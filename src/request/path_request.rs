//! A request of a node or an edge that the contract lacks.

use std::fmt::{self, Display};
use std::marker::PhantomData;

use progenitor_client::ResponseValue;
use serde::de::DeserializeOwned;

use crate::client::session::Session;
use crate::error::Invalid;
use crate::error::permission::Permission;
use crate::generated::versions::Newest;
use crate::request::field_set::FieldSet;
use crate::request::forbidden::{Reason, forbidden};
use crate::request::graph_path::GraphPath;
use crate::request::parameter::check_limit;
use crate::request::{EdgeRequest, NodeRequest, Request, SendResult};
use crate::types::edge::Edge;
use crate::version::GraphVersion;

/// Reads a node or an edge by its path, as a type of the caller.
///
/// It is a request as those of the contract are: a [`Graph`](crate::Graph) sends it with the
/// same retries, pacing and errors. [`Graph::get`](crate::Graph::get) is a shorter way to
/// create and to send it.
///
/// `T` is the type of the body: that of a node, or [`Edge<N>`](Edge) for an edge with nodes
/// of type `N`, which can be read page by page. The access token is replaced where the body
/// contains it, as the URLs of pages do. `V` is the Graph version, by default the newest of
/// the contract.
///
/// ```
/// use page_conversations::{Edge, PathRequest};
/// use page_conversations::versions::V25_0;
///
/// #[derive(serde::Deserialize)]
/// struct Comment {
///     id: String,
///     message: Option<String>,
/// }
///
/// let comments = PathRequest::<Edge<Comment>>::new(["210000000000001_7", "comments"])
///     .fields("id,message")
///     .limit(50)
///     .query("filter", "stream")
///     .version(V25_0);
/// # let _ = comments;
/// ```
#[must_use = "a request does nothing until a `Graph` sends it"]
pub struct PathRequest<T, V = Newest> {
    path: GraphPath,
    fields: Option<FieldSet>,
    limit: Option<u64>,
    after: Option<String>,
    /// Names and values of the other parameters, each name once.
    query: Vec<(String, String)>,
    /// Why it cannot be sent.
    refusal: Option<Invalid>,
    _types: PhantomData<fn() -> (T, V)>,
}

impl<T> PathRequest<T> {
    /// Creates the request of a path, such as `/me/accounts` or `["me", "accounts"]`.
    pub fn new(path: impl Into<GraphPath>) -> Self {
        Self {
            path: path.into(),
            fields: None,
            limit: None,
            after: None,
            query: Vec::new(),
            refusal: None,
            _types: PhantomData,
        }
    }
}

impl<T, V> PathRequest<T, V> {
    /// Names of the fields to return: text such as `id,name`, or a selection.
    pub fn fields(mut self, fields: impl Into<FieldSet>) -> Self {
        self.fields = Some(fields.into());
        self
    }

    /// Maximum number of nodes per page.
    pub fn limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Cursor of the page before the requested one.
    pub fn after(mut self, cursor: impl Into<String>) -> Self {
        self.after = Some(cursor.into());
        self
    }

    /// Sets another parameter, or replaces it. Pass lists and objects as JSON text.
    ///
    /// A call with a parameter that carries a secret, writes, or changes the form of the
    /// response, such as `access_token`, `method` or `batch`, is refused with
    /// [`Error::Invalid`](crate::Error::Invalid).
    pub fn query(mut self, name: impl Into<String>, value: impl Display) -> Self {
        let name = name.into();
        match check_name(&name) {
            Ok(()) => {
                self.query.retain(|(other, _)| *other != name);
                self.query.push((name, value.to_string()));
            }
            // The value is not kept: it may be a secret.
            Err(invalid) => self.refusal = Some(invalid),
        }
        self
    }

    /// Sets the Graph version, such as [`versions::V26_0`](crate::versions::V26_0).
    pub fn version<W: GraphVersion>(self, _: W) -> PathRequest<T, W> {
        self.cast()
    }

    /// Changes the types.
    fn cast<U, W>(self) -> PathRequest<U, W> {
        PathRequest {
            path: self.path,
            fields: self.fields,
            limit: self.limit,
            after: self.after,
            query: self.query,
            refusal: self.refusal,
            _types: PhantomData,
        }
    }

    /// Returns the names and values of all parameters.
    fn parameters(&self) -> impl Iterator<Item = (&str, String)> {
        let fields = self.fields.as_ref().and_then(FieldSet::value);
        let limit = self.limit.map(|limit| limit.to_string());
        let own = [
            ("fields", fields),
            ("limit", limit),
            ("after", self.after.clone()),
        ];
        let own = own
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let others = self.query.iter();
        own.chain(others.map(|(name, value)| (name.as_str(), value.clone())))
    }
}

/// Refuses parameters that this request does not send.
fn check_name(name: &str) -> Result<(), Invalid> {
    let shown = name.escape_debug();
    let refuse = |why: &str| Err(Invalid::new(format!("parameter `{shown}` {why}")));
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.:[]".contains(c);
    match (name, forbidden(name)) {
        (_, Some(Reason::Secret)) => refuse("is a secret; the `Graph` sends its own"),
        (_, Some(Reason::Write)) => refuse("can write; this request only reads"),
        (_, Some(Reason::Response)) => refuse("changes the form of the response"),
        ("fields" | "limit" | "after", None) => {
            refuse("has a method of its own, which takes its value")
        }
        ("", None) => Err(Invalid::new("parameter without a name")),
        _ if !name.chars().all(is_part) => refuse("has invalid characters in its name"),
        _ => Ok(()),
    }
}

impl<T, V> Clone for PathRequest<T, V> {
    fn clone(&self) -> Self {
        Self {
            path: self.path.clone(),
            fields: self.fields.clone(),
            limit: self.limit,
            after: self.after.clone(),
            query: self.query.clone(),
            refusal: self.refusal.clone(),
            _types: PhantomData,
        }
    }
}

impl<T, V> fmt::Debug for PathRequest<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PathRequest")
            .field("path", &self.path)
            .field("fields", &self.fields)
            .field("limit", &self.limit)
            .field("after", &self.after)
            .field("query", &self.query)
            .field("refusal", &self.refusal)
            .finish()
    }
}

impl<T: DeserializeOwned + Send, V: GraphVersion> Request for PathRequest<T, V> {
    type Version = V;
    type Output = T;

    const NAME: &'static str = "PathRequest";

    const PERMISSIONS: &'static [Permission] = &[];

    const IS_UNTYPED: bool = true;

    fn check(&self) -> Result<(), Invalid> {
        self.path.check()?;
        self.refusal.clone().map_or(Ok(()), Err)?;
        self.fields.as_ref().map_or(Ok(()), FieldSet::check)?;
        check_limit(self.limit)
    }

    fn names(&self, name: &str) -> bool {
        ["fields", "limit", "after"].contains(&name)
            || self.query.iter().any(|(other, _)| other == name)
            || self
                .fields
                .as_ref()
                .is_some_and(|fields| fields.names_field(name))
    }

    fn fields(&self) -> Option<&FieldSet> {
        self.fields.as_ref()
    }

    async fn send(&self, session: Session) -> SendResult {
        let url = session.base_url(V::VERSION) + &self.path.to_string();
        let parameters: Vec<_> = self.parameters().collect();
        let http = session.http();
        let mut request = http.get(url).query(&parameters).build()?;
        let refused = progenitor_client::Error::Custom;
        session.prepare(&mut request).await.map_err(refused)?;
        // The status is read with the body, as that of all calls.
        Ok(ResponseValue::stream(http.execute(request).await?))
    }
}

impl<T: DeserializeOwned + Send, V: GraphVersion> NodeRequest for PathRequest<T, V> {
    fn listed(id: &str, fields: Option<FieldSet>) -> Option<Self> {
        let request = PathRequest::<T>::new([id]);
        Some(PathRequest {
            fields,
            ..request.cast()
        })
    }
}

impl<N: DeserializeOwned + Send, V: GraphVersion> EdgeRequest for PathRequest<Edge<N>, V> {
    type Node = N;
    type NodeRequest = PathRequest<N, V>;

    const OUTLINE: &'static [&'static str] = &["id"];

    fn cursor(&self) -> Option<&str> {
        self.after.as_deref()
    }

    fn continue_after(&mut self, cursor: String) {
        self.after = Some(cursor);
        self.query.retain(|(name, _)| name != "before");
    }

    fn limit(&self) -> Option<u64> {
        self.limit
    }

    fn set_limit(&mut self, limit: Option<u64>) -> bool {
        self.limit = limit;
        true
    }

    fn set_fields(&mut self, fields: Option<FieldSet>) -> bool {
        self.fields = fields;
        true
    }
}
