//! Rows of the nodes that Graph sends.

use super::json::{Json, Object, RawNode};
use super::store::{AttachmentRow, MessageRow, PersonRow};
use crate::types::edge::Paging;
use crate::types::timestamp::Timestamp;

/// A conversation that was listed.
pub(super) struct ListedThread {
    pub(super) id: String,
    pub(super) updated_time: Option<Timestamp>,
    pub(super) node: RawNode,
}

impl ListedThread {
    /// Reads a node; `None` if it has no id, or an empty one.
    pub(super) fn new(node: RawNode) -> Option<Self> {
        let object = node.json().object();
        Some(Self {
            id: object.string("id").filter(|id| !id.is_empty())?,
            updated_time: object.time("updated_time"),
            node,
        })
    }
}

/// A conversation that was read, with its newest messages.
pub(super) struct ReadThread {
    pub(super) id: String,
    pub(super) updated_time: Option<Timestamp>,
    /// Number of messages, if Graph states it.
    pub(super) message_count: Option<i64>,
    pub(super) participants: Vec<PersonRow>,
    /// JSON without the messages.
    pub(super) raw: String,
    pub(super) messages: Messages,
    pub(super) paging: Option<Paging>,
}

impl ReadThread {
    /// Reads a node. Returns what is wrong if messages would be lost.
    pub(super) fn new(node: &RawNode) -> Result<Self, &'static str> {
        let object = node.json().object();
        let edge = object.get("messages");
        let messages = match edge {
            None => Vec::new(),
            Some(edge) => edge.list().ok_or("`messages` is not a list")?,
        };
        let paging = edge.map(|edge| edge.object().paging()).transpose();
        let people = object.get("participants").and_then(Json::list);
        let people = people.unwrap_or_default();
        Ok(Self {
            id: object.string("id").ok_or("conversation has no `id`")?,
            updated_time: object.time("updated_time"),
            message_count: object.integer("message_count"),
            participants: people
                .iter()
                .filter_map(|json| person(&json.object()))
                .collect(),
            raw: object.without("messages"),
            messages: Messages::new(messages),
            paging: paging
                .map_err(|_| "`paging` of `messages` cannot be read")?
                .flatten(),
        })
    }
}

/// Messages of a page.
#[derive(Default)]
pub(super) struct Messages {
    pub(super) rows: Vec<MessageRow>,
    /// Number of messages without an id.
    pub(super) without_id: usize,
}

impl Messages {
    /// Returns whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.without_id == 0
    }

    fn new(messages: Vec<Json<'_>>) -> Self {
        let rows: Vec<_> = messages.iter().filter_map(|json| message(*json)).collect();
        Self {
            without_id: messages.len() - rows.len(),
            rows,
        }
    }

    pub(super) fn of_nodes(nodes: &[RawNode]) -> Self {
        Self::new(nodes.iter().map(RawNode::json).collect())
    }
}

fn message(json: Json<'_>) -> Option<MessageRow> {
    let object = json.object();
    let attachments = object.get("attachments").and_then(Json::list);
    let attachments = attachments.unwrap_or_default();
    Some(MessageRow {
        id: object.string("id")?,
        created_time: object.time("created_time"),
        sender: person(&object.object("from")),
        text: object.string("message"),
        attachments: attachments.into_iter().map(attachment).collect(),
        raw: json.text().to_owned(),
    })
}

fn person(object: &Object<'_>) -> Option<PersonRow> {
    Some(PersonRow {
        id: object.string("id")?,
        name: object.string("name"),
        username: object.string("username"),
        email: object.string("email"),
    })
}

fn attachment(json: Json<'_>) -> AttachmentRow {
    let object = json.object();
    AttachmentRow {
        id: object.string("id"),
        mime_type: object.string("mime_type"),
        name: object.string("name"),
        size: object.integer("size"),
    }
}
