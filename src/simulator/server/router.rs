//! Routes a call to a node or an edge of the world, and renders it.

use std::collections::{HashMap, HashSet};

use axum::http::Method;
use serde_json::json;

use crate::simulator::call::{self, Call};
use crate::simulator::contract::{self, VersionContract};
use crate::simulator::error_response::ErrorResponse;
use crate::simulator::model::page::Page;
use crate::simulator::model::thread::Platform;
use crate::simulator::model::viewer::Viewer;
use crate::simulator::model::world::World;
use crate::simulator::render::Context;
use crate::simulator::render::edge::{EdgePage, INSTAGRAM_MESSAGES};
use crate::simulator::render::field_plan::{EdgeQuery, FieldPlan};
use crate::simulator::render::json;
use crate::simulator::render::node::{APP_ID, Node, USER_ID};
use crate::simulator::render::node_json::{NodeJson, PageJson, write_members};
use crate::simulator::render::selection::Selection;
use crate::simulator::render::window::PagingFault;

/// Answers one call.
pub(crate) struct Router<'a> {
    pub(crate) call: &'a Call,
    pub(crate) context: Context<'a>,
    pub(crate) paging_fault: Option<PagingFault>,
    /// Whether missing ids are omitted instead of refused.
    pub(crate) omits_missing_ids: bool,
}

impl Router<'_> {
    /// Returns the JSON that answers the call.
    pub(crate) fn answer(&self) -> Result<String, ErrorResponse> {
        let path = self.call.segments();
        // The server omits the body of a response to `HEAD`.
        if ![Method::GET, Method::HEAD].contains(&self.call.method) {
            let method = self.call.method.as_str().to_lowercase();
            let id = path.first().copied().unwrap_or_default();
            return Err(ErrorResponse::unsupported(&method, id));
        }
        match path[..] {
            [] => self.nodes(),
            [id] => self.node(id),
            [id, edge] => self.edge(id, edge),
            [_, _, ref rest @ ..] => Err(ErrorResponse::path(rest)),
        }
    }

    /// Renders a page of an edge.
    fn edge(&self, id: &str, edge: &str) -> Result<String, ErrorResponse> {
        let node = self.find_node(id)?;
        let field = self.contract().field(node.ty(), edge);
        let field = field.filter(|field| field.is_paged());
        let field = field.ok_or_else(|| ErrorResponse::field(edge, node.ty()))?;
        let plan = self.plan(contract::element(&field.ty))?;
        let mut query = EdgeQuery::new(field, self.contract(), &self.call.params)?;
        query.window.fault = self.paging_fault;
        let url = self.context.url(&self.call.segments());
        let page = EdgePage::new(&node, field, (&query, &plan), url, &self.context)?;
        let Some(page) = page else {
            // Graph leaves out what has no data.
            return Ok(json::to_string(&json!({ "data": [] })));
        };
        page.check_size()?;
        let context = &self.context;
        Ok(json::written(|json| PageJson { page, context }.write(json)))
    }

    /// Renders the node with an id.
    fn node(&self, id: &str) -> Result<String, ErrorResponse> {
        let node = self.find_node(id)?;
        let node = NodeJson {
            plan: &self.plan(node.ty())?,
            node: &node,
            context: &self.context,
        };
        node.check()?;
        Ok(json::written(|json| node.write(json)))
    }

    /// Renders several nodes, by id.
    fn nodes(&self) -> Result<String, ErrorResponse> {
        let ids = call::list(self.call.get("ids").unwrap_or_default());
        let mut seen = HashSet::new();
        let ids: Vec<_> = ids.iter().filter(|id| seen.insert(*id)).collect();
        let (count, max) = (ids.len(), self.contract().max_ids());
        if ids.is_empty() {
            let message = "Cannot specify an empty identifier";
            return Err(ErrorResponse::parameter(message));
        }
        if count > max {
            let message = format!("Too many IDs. Maximum: {max}. Provided: {count}.");
            return Err(ErrorResponse::parameter(&message));
        }
        let mut nodes = Vec::with_capacity(count);
        for id in ids {
            match self.find_node(id) {
                Err(error) if self.omits_missing_ids && error == ErrorResponse::missing(id) => {}
                node => nodes.push((id.as_str(), node?)),
            }
        }
        // PHP writes an empty map as a list.
        if nodes.is_empty() {
            return Ok("[]".to_owned());
        }
        let mut plans = HashMap::new();
        for (_, node) in &nodes {
            plans.insert(node.ty(), self.plan(node.ty())?);
        }
        let members = nodes.iter().map(|(id, node)| {
            let node = NodeJson {
                plan: &plans[node.ty()],
                node,
                context: &self.context,
            };
            node.check()?;
            Ok((*id, node))
        });
        let members = members.collect::<Result<Vec<_>, _>>()?;
        Ok(json::written(|json| write_members(&members, json)))
    }

    fn world(&self) -> &World {
        self.context.world
    }

    fn contract(&self) -> &'static VersionContract {
        self.context.contract
    }

    /// Returns the fields to render of nodes of a type.
    fn plan(&self, ty: &str) -> Result<FieldPlan, ErrorResponse> {
        let fields = self.call.get("fields").unwrap_or_default();
        let selection = Selection::parse(fields)?;
        FieldPlan::new(selection.as_ref(), ty, self.contract())
    }

    /// Returns the node with an id, if the token may read it.
    fn find_node(&self, id: &str) -> Result<Node<'_>, ErrorResponse> {
        let node = match id {
            "me" => self.me(),
            USER_ID => Some(Node::User),
            APP_ID | "app" => Some(Node::App),
            id => self.find_page_or_account(id),
        };
        match node {
            Some(node) => {
                self.context.viewer.check(&node)?;
                Ok(node)
            }
            None => self.find_content(id),
        }
    }

    /// Returns the node that the token stands for.
    fn me(&self) -> Option<Node<'_>> {
        match self.context.viewer {
            Viewer::AllPages => self.world().first_page().map(Node::Page),
            Viewer::Page(page) => Some(Node::Page(page)),
            Viewer::Account(page) => Some(account(page, true)),
            Viewer::User => Some(Node::User),
            Viewer::App => Some(Node::App),
        }
    }

    fn find_page_or_account(&self, id: &str) -> Option<Node<'_>> {
        let page = self.world().find_page(id).map(Node::Page);
        page.or_else(|| {
            let page = self.world().find_account(id)?;
            Some(account(page, self.context.viewer.is_on_instagram()))
        })
    }

    /// Returns the conversation or message with an id, if the token may read it.
    fn find_content(&self, id: &str) -> Result<Node<'_>, ErrorResponse> {
        let viewer = self.context.viewer;
        if let Some((page, thread)) = self.world().find_thread(id) {
            viewer.check_content(id, page, thread.platform)?;
            return Ok(Node::Thread { thread, page });
        }
        let message = self.world().find_message(id);
        let (page, thread, message, position) =
            message.ok_or_else(|| ErrorResponse::missing(id))?;
        viewer.check_content(id, page, thread.platform)?;
        let is_old = thread.platform == Platform::Instagram && position >= INSTAGRAM_MESSAGES;
        if is_old || message.is_deleted {
            let text = "This Message has been deleted by the user or the business.";
            return Err(ErrorResponse::new(400, 9_000_001, text));
        }
        Ok(Node::Message(message))
    }
}

fn account(page: &Page, is_scoped: bool) -> Node<'_> {
    Node::Account { page, is_scoped }
}
