//! Nodes that fail the calls which read them.

use serde_json::Value;

use crate::simulator::call::{self, Call};
use crate::simulator::contract::{self, CONTRACT};
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::render::selection::Selection;

/// The kind of a node that a fault depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    Thread,
    Message,
}

impl NodeKind {
    /// Returns whether a selection expands a node of this kind: a conversation by
    /// an edge, a message by any field that is not a default one. Reports name
    /// `participants` and `messages` of conversations; the rest is a guess.
    pub(crate) fn is_expanded(self, selection: Option<&Selection>) -> bool {
        let choices = selection.iter().flat_map(|selection| &selection.0);
        let mut names = choices.map(|choice| &choice.name);
        match self {
            Self::Thread => names.any(|name| {
                let field = CONTRACT.field("UnifiedThread", name);
                field.is_some_and(|field| contract::is_edge(&field.ty))
            }),
            Self::Message => {
                let default = CONTRACT.default_fields("UnifiedMessage");
                names.any(|name| !default.contains(name))
            }
        }
    }
}

/// A conversation, message or id that fails the calls which read it.
///
/// ```
/// use page_conversations::simulator::Poison;
///
/// let default = Poison::thread("t_7");
/// let other = Poison::thread("t_7").code(2).readable_by_id();
/// assert_ne!(default, other);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Poison {
    pub(crate) id: String,
    /// `None` for an id that fails whatever its node is.
    pub(crate) kind: Option<NodeKind>,
    pub(crate) error: ErrorResponse,
    pub(crate) readable_by_id: bool,
}

impl Poison {
    /// Creates a conversation that fails each page and `ids` call that contains it
    /// and expands an edge of it: `participants`, `senders`, `former_participants`
    /// or `messages`.
    ///
    /// Other fields work, such as `id,updated_time`. Reading the conversation by
    /// its id with an expansion fails too, and so does its edge `messages`. The
    /// default error is code 1, HTTP 500, "An unknown error occurred".
    pub fn thread(id: impl Into<String>) -> Self {
        Self::of_kind(id, NodeKind::Thread)
    }

    /// Creates a message that fails each page that contains it with any field but
    /// `id` and `created_time`: pages of messages, and pages of conversations that
    /// expand `messages`.
    ///
    /// Reading the message by its id with such fields fails too. The default error
    /// is that of [`Poison::thread`].
    pub fn message(id: impl Into<String>) -> Self {
        Self::of_kind(id, NodeKind::Message)
    }

    /// Creates an id that fails each call that names it: an `ids` call as a whole,
    /// and any call whose path begins with it. Lists still contain its node.
    ///
    /// The default error is that of a missing id: code 100, subcode 33, HTTP 400.
    pub fn id(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            error: ErrorResponse::missing(&id),
            id,
            kind: None,
            readable_by_id: false,
        }
    }

    fn of_kind(id: impl Into<String>, kind: NodeKind) -> Self {
        Self {
            id: id.into(),
            kind: Some(kind),
            error: ErrorResponse::new(500, 1, "An unknown error occurred"),
            readable_by_id: false,
        }
    }

    /// Sets the HTTP status of the error.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.error.status = status;
        self
    }

    /// Sets the code of the error.
    #[must_use]
    pub fn code(mut self, code: i64) -> Self {
        self.error.code = Some(code);
        self
    }

    /// Sets the subcode of the error.
    #[must_use]
    pub fn subcode(mut self, subcode: i64) -> Self {
        self.error = self.error.subcode(subcode);
        self
    }

    /// Sets `is_transient` of the error.
    #[must_use]
    pub fn transient(mut self, is_transient: bool) -> Self {
        self.error.is_transient = Some(is_transient);
        self
    }

    /// Sets the message of the error.
    #[must_use]
    pub fn error_message(mut self, message: impl Into<String>) -> Self {
        self.error.message = message.into();
        self
    }

    /// Allows reading the node by its id. An `ids` call that names it still fails.
    #[must_use]
    pub fn readable_by_id(mut self) -> Self {
        self.readable_by_id = true;
        self
    }

    /// Fails a call that names the node.
    pub(crate) fn check_call(&self, call: &Call) -> Result<(), ErrorResponse> {
        let fails = match (self.kind, call.path.as_slice()) {
            (None, []) => {
                let ids = call.get("ids").map(call::list);
                ids.is_some_and(|ids| ids.contains(&self.id))
            }
            (None, [id, ..]) => *id == self.id,
            (Some(NodeKind::Thread), [id, _]) => *id == self.id && !self.readable_by_id,
            _ => false,
        };
        self.fail_if(fails)
    }

    /// Fails a response that contains the node with an expansion.
    pub(crate) fn check_response(&self, call: &Call, body: &Value) -> Result<(), ErrorResponse> {
        let fields = call.get("fields").map(Selection::parse);
        let fields = fields.and_then(Result::ok).flatten();
        let fields = fields.as_ref();
        let fails = match (self.kind, call.path.as_slice()) {
            (None, _) => false,
            (_, []) => body.as_object().is_some_and(|nodes| {
                let mut nodes = nodes.values();
                nodes.any(|node| self.is_in(node, fields))
            }),
            (_, [id]) if *id == self.id && self.readable_by_id => false,
            _ => self.is_in(body, fields),
        };
        self.fail_if(fails)
    }

    fn fail_if(&self, fails: bool) -> Result<(), ErrorResponse> {
        match fails {
            true => Err(self.error.clone()),
            false => Ok(()),
        }
    }

    /// Returns whether a page or node, read with a selection, contains the node with
    /// an expansion.
    fn is_in(&self, value: &Value, fields: Option<&Selection>) -> bool {
        match value {
            Value::Array(nodes) => nodes.iter().any(|node| self.is_in(node, fields)),
            Value::Object(object) if object.contains_key("data") => {
                self.is_in(&object["data"], fields)
            }
            Value::Object(object) if object.get("id").is_some_and(|id| *id == *self.id) => {
                self.kind.is_some_and(|kind| kind.is_expanded(fields))
            }
            Value::Object(object) => {
                let mut choices = fields.iter().flat_map(|fields| &fields.0);
                choices.any(|choice| {
                    let list = object.get(&choice.name);
                    let list = list.filter(|_| CONTRACT.is_paged(&choice.name));
                    list.is_some_and(|list| self.is_in(list, choice.fields.as_ref()))
                })
            }
            _ => false,
        }
    }
}
