//! Rows of the nodes that Graph sends.

use super::json::{Columns, Json, RawNode};
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
        let paging = paging.map_err(|_| "`paging` of `messages` cannot be read")?;
        let raw = object.without("messages");
        let mut messages = Messages::new(messages);
        let mut columns = Columns::new(object, &mut messages.other_types);
        Ok(Self {
            id: columns.string("id").ok_or("conversation has no `id`")?,
            updated_time: columns.time("updated_time"),
            message_count: columns.integer("message_count"),
            participants: columns
                .each("participants", person)
                .into_iter()
                .flatten()
                .collect(),
            raw,
            messages,
            paging: paging.flatten(),
        })
    }
}

/// Messages of a page.
#[derive(Default)]
pub(super) struct Messages {
    pub(super) rows: Vec<MessageRow>,
    /// Number of messages without an id.
    pub(super) without_id: usize,
    /// Number of values of another type than their column, also of the conversation.
    pub(super) other_types: u64,
}

impl Messages {
    /// Returns whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.without_id == 0
    }

    fn new(messages: Vec<Json<'_>>) -> Self {
        let mut other_types = 0;
        let rows = messages
            .iter()
            .filter_map(|json| message(*json, &mut other_types));
        let rows: Vec<_> = rows.collect();
        Self {
            without_id: messages.len() - rows.len(),
            rows,
            other_types,
        }
    }

    pub(super) fn of_nodes(nodes: &[RawNode]) -> Self {
        Self::new(nodes.iter().map(RawNode::json).collect())
    }
}

fn message(json: Json<'_>, other_types: &mut u64) -> Option<MessageRow> {
    let mut columns = Columns::new(json.object(), other_types);
    Some(MessageRow {
        id: columns.string("id")?,
        created_time: columns.time("created_time"),
        sender: columns
            .object("from")
            .and_then(|mut from| person(&mut from)),
        text: columns.string("message"),
        attachments: columns.each("attachments", attachment),
        raw: json.text().to_owned(),
    })
}

fn person(columns: &mut Columns<'_, '_>) -> Option<PersonRow> {
    Some(PersonRow {
        id: columns.string("id")?,
        name: columns.string("name"),
        username: columns.string("username"),
        email: columns.string("email"),
    })
}

fn attachment(columns: &mut Columns<'_, '_>) -> AttachmentRow {
    AttachmentRow {
        id: columns.string("id"),
        mime_type: columns.string("mime_type"),
        name: columns.string("name"),
        size: columns.integer("size"),
    }
}
