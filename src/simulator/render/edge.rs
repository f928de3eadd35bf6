//! A page of an edge: its nodes, and what to render of them.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use serde_json::Value;

use super::Context;
use super::arguments::Arguments;
use super::field_plan::{EdgeQuery, FieldPlan, PlannedField};
use super::field_value::FieldValue;
use super::node::Node;
use super::window::{Links, Paging};
use crate::simulator::call;
use crate::simulator::contract::{self, CONTRACT, Field};
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::model::page::Page;
use crate::simulator::model::person::Person;
use crate::simulator::model::thread::{Platform, Thread};
use crate::simulator::model::thread_filter::ThreadFilter;
use crate::simulator::model::thread_list::ThreadList;
use crate::simulator::model::world::World;
use crate::simulator::own_types;

/// Number of messages of a conversation on Instagram that can be read.
pub(crate) const INSTAGRAM_MESSAGES: usize = 20;

/// The plan of a list that shows ids alone.
static ID_ONLY: FieldPlan = FieldPlan {
    fields: Vec::new(),
    is_selected: true,
};

/// The default fields of the Pages that a person manages.
static MANAGED_PAGE: LazyLock<FieldPlan> = LazyLock::new(|| FieldPlan {
    fields: ["access_token", "category", "name", "tasks"]
        .iter()
        .filter_map(|name| CONTRACT.field(own_types::PAGE, name))
        .map(PlannedField::plain)
        .collect(),
    is_selected: true,
});

/// The nodes of an edge.
enum Nodes<'a> {
    Threads(ThreadList<'a>),
    Messages {
        world: &'a World,
        thread: &'a Thread,
    },
    People(&'a [Person]),
    Pages(&'a World),
    Json {
        values: &'a [Value],
        ty: &'a str,
    },
}

impl<'a> Nodes<'a> {
    /// Returns the nodes of an edge; `None` if the node has no such edge.
    fn new(
        node: &'a Node<'a>,
        field: &'static Field,
        arguments: &Arguments,
        context: &'a Context<'_>,
    ) -> Result<Option<Self>, ErrorResponse> {
        let world = context.world;
        let name = field.name.as_str();
        let ty = contract::element(&field.ty);
        if let Some(values) = node.extra_list(name) {
            return Ok(Some(Self::Json { values, ty }));
        }
        let nodes = match (node, ty) {
            (Node::Page(page), "UnifiedThread") => {
                let platform = match arguments.get("platform") {
                    Some("INSTAGRAM") => Platform::Instagram,
                    _ => Platform::Messenger,
                };
                Some(Self::threads(page, platform, arguments, context)?)
            }
            (Node::Account { .. }, "UnifiedThread") if !context.has_accounts() => {
                return Err(ErrorResponse::field(name, node.ty()));
            }
            // An account has conversations on Instagram only.
            (Node::Account { page, .. }, "UnifiedThread") => Some(Self::threads(
                page,
                Platform::Instagram,
                arguments,
                context,
            )?),
            (Node::Thread { thread, .. }, "UnifiedMessage") => {
                Some(Self::Messages { world, thread })
            }
            (Node::User, own_types::PAGE) => Some(Self::Pages(world)),
            (Node::User, own_types::PERMISSION) => {
                let values = &context.contract.granted;
                Some(Self::Json { values, ty })
            }
            _ => match field.of_model.and_then(|field| node.value(field, world)) {
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
        context: &'a Context<'_>,
    ) -> Result<Self, ErrorResponse> {
        context.viewer.check_conversations()?;
        if platform == Platform::Instagram && page.username.is_none() {
            let message = "The Page is not linked to an Instagram account";
            return Err(ErrorResponse::parameter(message).subcode(2_534_013));
        }
        let filter = thread_filter(arguments);
        Ok(Self::Threads(
            context.world.thread_list(page, platform, &filter),
        ))
    }

    fn len(&self) -> usize {
        match self {
            Self::Threads(threads) => threads.len(),
            Self::Messages { world, thread } => match thread.platform {
                Platform::Messenger => world.message_count(thread),
                Platform::Instagram => world.message_count(thread).min(INSTAGRAM_MESSAGES),
            },
            Self::People(people) => people.len(),
            Self::Pages(world) => world.page_ids().count(),
            Self::Json { values, .. } => values.len(),
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
            Self::Pages(world) => world.pages().get(position).map(Node::Page),
            Self::Json { values, ty } => {
                let value = values.get(position)?;
                Some(Node::Json { value, ty })
            }
        }
    }
}

/// Returns a number for a list: the edge of a node, with a filter. The names of an
/// edge do not count, nor whether its platform is named.
fn list_number(node: &Node<'_>, ty: &str, arguments: &Arguments) -> u32 {
    let mut hasher = DefaultHasher::new();
    let is_on_instagram =
        matches!(node, Node::Account { .. }) || arguments.get("platform") == Some("INSTAGRAM");
    match node {
        Node::Page(page) | Node::Account { page, .. } => page.id.hash(&mut hasher),
        node => node.id().hash(&mut hasher),
    }
    (ty, is_on_instagram, thread_filter(arguments)).hash(&mut hasher);
    // A part of it is enough to tell lists apart.
    hasher.finish() as u32
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
    url: String,
    /// Whether it is within a node.
    is_nested: bool,
    list: u32,
}

impl<'a> EdgePage<'a> {
    /// Returns the page of an edge that a call names in its path; `None` if the
    /// node has no such edge.
    pub(crate) fn new(
        node: &'a Node<'a>,
        field: &'static Field,
        (query, plan): (&'a EdgeQuery, &'a FieldPlan),
        url: String,
        context: &'a Context<'_>,
    ) -> Result<Option<Self>, ErrorResponse> {
        let Some(nodes) = Nodes::new(node, field, &query.arguments, context)? else {
            return Ok(None);
        };
        let list = list_number(node, contract::element(&field.ty), &query.arguments);
        query.window.check_cursors(list)?;
        // Graph returns the conversation of a person as its id alone.
        let by_person = query.arguments.get("user_id").is_some();
        let plan = match &nodes {
            _ if plan.is_selected => plan,
            Nodes::Threads(_) if by_person => &ID_ONLY,
            Nodes::Pages(_) => &MANAGED_PAGE,
            _ => plan,
        };
        Ok(Some(Self {
            nodes,
            query,
            plan,
            url,
            is_nested: false,
            list,
        }))
    }

    /// Returns the page of an edge within a node; `None` if the field is no edge
    /// with its own pages, or was added in another form.
    pub(crate) fn nested(
        node: &'a Node<'a>,
        planned: &'a PlannedField,
        context: &'a Context<'_>,
    ) -> Result<Option<Self>, ErrorResponse> {
        let Some(query) = &planned.edge else {
            return Ok(None);
        };
        let Field { name, .. } = planned.field;
        if node.extra(name).is_some() && node.extra_list(name).is_none() {
            return Ok(None);
        }
        let url = context.url(&[&node.id(), name]);
        let plan = &planned.plan;
        let page = Self::new(node, planned.field, (query, plan), url, context)?;
        Ok(page.map(|page| Self {
            is_nested: true,
            ..page
        }))
    }

    /// Returns `paging`, which a page beyond the end does not have.
    pub(crate) fn paging(&self, context: &Context<'_>) -> Option<Paging> {
        let common_params = match self.is_nested {
            true => &context.common_params[..],
            // The window has them.
            false => &[],
        };
        let links = Links {
            url: &self.url,
            access_token: context.access_token,
            common_params,
            list: self.list,
            // Attachments have it even if there is one.
            always_next: matches!(
                self.nodes,
                Nodes::Json {
                    ty: "Attachment",
                    ..
                }
            ),
        };
        self.query.window.paging(self.len(), &links)
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
