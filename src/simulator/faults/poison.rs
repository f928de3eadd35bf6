//! Nodes that make the calls which hold them fail.

use serde_json::Value;

use crate::simulator::render::fields::{Kind, Selection};
use crate::simulator::render::refusal::Refusal;
use crate::simulator::server::call::Call;

/// Fields of a node that hold a list of conversations or messages.
pub(crate) const LISTS: [&str; 3] = ["conversations", "threads", "messages"];

/// A node that makes calls fail: a conversation, a message, or any id.
///
/// ```
/// use page_conversations::simulator::Poison;
///
/// let default = Poison::thread("t_7");
/// let other = Poison::thread("t_7").code(2).readable_alone();
/// assert_ne!(default, other);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Poison {
    id: String,
    /// `None` for an id that no call can name.
    kind: Option<Kind>,
    refusal: Refusal,
    readable_alone: bool,
}

impl Poison {
    /// A conversation that fails each page and each `ids` call that holds it and
    /// expands `participants`, `senders`, `former_participants` or `messages`.
    ///
    /// Other fields work, such as `id,updated_time`. Reading the conversation by
    /// its own id with an expansion fails too, and so does its edge `messages`.
    /// The default error is code 1, HTTP 500, "An unknown error occurred".
    pub fn thread(id: impl Into<String>) -> Self {
        Self::of_kind(id, Kind::Thread)
    }

    /// A message that fails each page that holds it with any field beyond `id`
    /// and `created_time`: pages of messages, and pages of conversations that
    /// expand `messages`.
    ///
    /// Reading the message by its own id with such fields fails too. The default
    /// error is that of [`Poison::thread`].
    pub fn message(id: impl Into<String>) -> Self {
        Self::of_kind(id, Kind::Message)
    }

    /// An id that fails each call that names it: an `ids` call as a whole, and
    /// any call whose path begins with it. Lists show its node as before.
    ///
    /// The default error is that of an id that does not exist: code 100, subcode
    /// 33, HTTP 400.
    pub fn id(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            refusal: Refusal::missing(&id),
            id,
            kind: None,
            readable_alone: false,
        }
    }

    fn of_kind(id: impl Into<String>, kind: Kind) -> Self {
        Self {
            id: id.into(),
            kind: Some(kind),
            refusal: Refusal::new(500, 1, "An unknown error occurred"),
            readable_alone: false,
        }
    }

    /// Sets the HTTP status of the error.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.refusal.status = status;
        self
    }

    /// Sets the code of the error.
    #[must_use]
    pub fn code(mut self, code: i64) -> Self {
        self.refusal.code = code;
        self
    }

    /// Sets the subcode of the error.
    #[must_use]
    pub fn subcode(mut self, subcode: i64) -> Self {
        self.refusal = self.refusal.subcode(subcode);
        self
    }

    /// Sets `is_transient` of the error.
    #[must_use]
    pub fn transient(mut self, is_transient: bool) -> Self {
        self.refusal.is_transient = Some(is_transient);
        self
    }

    /// Sets the message of the error.
    #[must_use]
    pub fn error_message(mut self, message: impl Into<String>) -> Self {
        self.refusal.message = message.into();
        self
    }

    /// Lets the node be read by its own id. An `ids` call that names it still
    /// fails.
    #[must_use]
    pub fn readable_alone(mut self) -> Self {
        self.readable_alone = true;
        self
    }

    /// Refuses a call that names the node in a way that cannot be answered.
    pub(crate) fn check(&self, call: &Call) -> Result<(), Refusal> {
        let path: Vec<_> = call.path.iter().map(String::as_str).collect();
        let fails = match (self.kind, path.as_slice()) {
            (None, []) => names(call, &self.id),
            (None, [id, ..]) => *id == self.id,
            (Some(Kind::Thread), [id, "messages"]) => *id == self.id && !self.readable_alone,
            _ => false,
        };
        self.refuse_where(fails)
    }

    /// Refuses an answer that holds the node with the fields that it fails for.
    pub(crate) fn check_answer(&self, call: &Call, answer: &Value) -> Result<(), Refusal> {
        let fields = call.get("fields").map(Selection::parse);
        let fields = fields.and_then(Result::ok).flatten();
        let fields = fields.as_ref();
        let fails = match (self.kind, call.path.as_slice()) {
            (None, _) => false,
            (_, []) => answer.as_object().is_some_and(|nodes| {
                let mut nodes = nodes.values();
                nodes.any(|node| self.is_in(node, fields))
            }),
            (_, [id]) if *id == self.id && self.readable_alone => false,
            _ => self.is_in(answer, fields),
        };
        self.refuse_where(fails)
    }

    fn refuse_where(&self, fails: bool) -> Result<(), Refusal> {
        match fails {
            true => Err(self.refusal.clone()),
            false => Ok(()),
        }
    }

    /// Whether a page or a node, read with these fields, holds the node with
    /// fields that it fails for.
    fn is_in(&self, value: &Value, fields: Option<&Selection>) -> bool {
        match value {
            Value::Array(nodes) => nodes.iter().any(|node| self.is_in(node, fields)),
            Value::Object(object) if object.contains_key("data") => {
                self.is_in(&object["data"], fields)
            }
            Value::Object(object) if object.get("id").is_some_and(|id| *id == *self.id) => {
                self.kind.is_some_and(|kind| kind.expands(fields))
            }
            Value::Object(object) => {
                let mut choices = fields.iter().flat_map(|fields| &fields.0);
                choices.any(|choice| {
                    let list = LISTS.contains(&choice.name.as_str());
                    let list = object.get(&choice.name).filter(|_| list);
                    list.is_some_and(|list| self.is_in(list, choice.fields.as_ref()))
                })
            }
            _ => false,
        }
    }
}

/// Whether a call names an id in `ids`.
fn names(call: &Call, id: &str) -> bool {
    let ids = call.get("ids").unwrap_or_default();
    ids.split(',').any(|named| named.trim() == id)
}
