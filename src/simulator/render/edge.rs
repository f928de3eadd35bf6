//! A page of an edge: its nodes, and what to render of them.

use super::Context;
use super::arguments::Arguments;
use super::field_plan::{EdgeQuery, FieldPlan, PlannedField};
use super::field_value::FieldValue;
use super::node::Node;
use crate::simulator::call;
use crate::simulator::contract;
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::model::page::Page;
use crate::simulator::model::person::Person;
use crate::simulator::model::thread::{Platform, Thread};
use crate::simulator::model::thread_filter::ThreadFilter;
use crate::simulator::model::thread_list::ThreadList;
use crate::simulator::model::world::World;

/// Number of messages of a conversation on Instagram that can be read.
pub(crate) const INSTAGRAM_MESSAGES: usize = 20;

/// The plan of a list that shows ids alone.
static ID_ONLY: FieldPlan = FieldPlan {
    fields: Vec::new(),
    is_selected: true,
};

/// The nodes of an edge.
enum Nodes<'a> {
    Threads(ThreadList<'a>),
    Messages {
        world: &'a World,
        thread: &'a Thread,
    },
    People(&'a [Person]),
}

impl<'a> Nodes<'a> {
    /// Returns the nodes of an edge; `None` if the node has no such edge.
    fn new(
        node: &'a Node<'a>,
        (name, ty): (&str, &str),
        arguments: &Arguments,
        world: &'a World,
    ) -> Result<Option<Self>, ErrorResponse> {
        let nodes = match (node, contract::element(ty)) {
            (Node::Page(page), "UnifiedThread") => {
                let platform = match arguments.get("platform") {
                    Some("INSTAGRAM") => Platform::Instagram,
                    _ => Platform::Messenger,
                };
                Some(Self::threads(page, platform, arguments, world)?)
            }
            // An account has conversations on Instagram only.
            (Node::Account(page), "UnifiedThread") => {
                Some(Self::threads(page, Platform::Instagram, arguments, world)?)
            }
            (Node::Thread { thread, .. }, "UnifiedMessage") => {
                Some(Self::Messages { world, thread })
            }
            _ => match node.value(name, world) {
                Some(FieldValue::People(people)) => Some(Self::People(people)),
                _ => None,
            },
        };
        Ok(nodes)
    }

    fn threads(
        page: &'a Page,
        platform: Platform,
        arguments: &Arguments,
        world: &'a World,
    ) -> Result<Self, ErrorResponse> {
        if platform == Platform::Instagram && page.username.is_none() {
            let message = "The Page is not linked to an Instagram account";
            return Err(ErrorResponse::parameter(message).subcode(2_534_013));
        }
        let filter = thread_filter(arguments);
        Ok(Self::Threads(world.threads(page, platform, &filter)))
    }

    fn len(&self) -> usize {
        match self {
            Self::Threads(threads) => threads.len(),
            Self::Messages { world, thread } => match thread.platform {
                Platform::Messenger => world.message_count(thread),
                Platform::Instagram => world.message_count(thread).min(INSTAGRAM_MESSAGES),
            },
            Self::People(people) => people.len(),
        }
    }

    /// Returns the node at a position, unless it was deleted.
    fn get(&self, position: usize) -> Option<Node<'a>> {
        match self {
            Self::Threads(threads) => Some(Node::Thread {
                thread: threads.get(position)?,
                page: threads.page(),
            }),
            Self::Messages { world, thread } => {
                let message = world.message(thread, position)?;
                (!message.is_deleted).then_some(Node::Message(message))
            }
            Self::People(people) => people.get(position).map(Node::Person),
        }
    }
}

/// Returns the filter that the parameters of a list of conversations stand for.
fn thread_filter(arguments: &Arguments) -> ThreadFilter {
    let mut folders: Vec<_> = arguments.get("tags").map(call::list).unwrap_or_default();
    folders.extend(arguments.get("folder").map(str::to_owned));
    folders.sort_unstable();
    folders.dedup();
    ThreadFilter {
        // A conversation is in one folder; no folder has a name with a comma.
        folder: (!folders.is_empty()).then(|| folders.join(",")),
        person: arguments.get("user_id").map(str::to_owned),
        updated_after_ms: arguments.number("updated_after_ms"),
        updated_before_ms: arguments.number("updated_before_ms"),
    }
}

/// A page of an edge.
pub(crate) struct EdgePage<'a> {
    nodes: Nodes<'a>,
    pub(crate) query: &'a EdgeQuery,
    pub(crate) plan: &'a FieldPlan,
    /// URL of the edge.
    pub(crate) url: String,
}

impl<'a> EdgePage<'a> {
    /// Returns the page of an edge that a call names in its path; `None` if the
    /// node has no such edge.
    pub(crate) fn new(
        node: &'a Node<'a>,
        edge: (&str, &str),
        (query, plan): (&'a EdgeQuery, &'a FieldPlan),
        url: String,
        world: &'a World,
    ) -> Result<Option<Self>, ErrorResponse> {
        let nodes = Nodes::new(node, edge, &query.arguments, world)?;
        // Graph returns the conversation of a person as its id alone.
        let by_person = query.arguments.get("user_id").is_some() && !plan.is_selected;
        Ok(nodes.map(|nodes| Self {
            nodes,
            query,
            plan: if by_person { &ID_ONLY } else { plan },
            url,
        }))
    }

    /// Returns the page of an edge within a node; `None` if the field is no edge
    /// with its own pages.
    pub(crate) fn nested(
        node: &'a Node<'a>,
        field: &'a PlannedField,
        context: &'a Context<'_>,
    ) -> Result<Option<Self>, ErrorResponse> {
        let Some(query) = &field.edge else {
            return Ok(None);
        };
        let url = context.url(&[&node.id(), &field.name]);
        let edge = (field.name.as_str(), field.ty.as_str());
        Self::new(node, edge, (query, &field.plan), url, context.world)
    }

    /// Refuses a page that is too large to render.
    pub(crate) fn check_size(&self) -> Result<(), ErrorResponse> {
        self.query.window.check_size(self.len())
    }

    /// Returns the number of nodes of the edge, on all pages.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns the nodes of the page.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'a>> {
        let shown = self.query.window.shown(self.len());
        shown.filter_map(|position| self.nodes.get(position))
    }
}
