//! What the caller gets.

use std::fmt::{Debug, Write};

use futures_util::StreamExt;
use page_conversations::{
    Checkpoint, Error, Items, NodesById, Page, Pages, PlanCheckpoint, ReadPlan, Report, Response,
};

/// The id of a node.
pub type IdOf<N> = fn(&N) -> String;

/// What was read.
#[derive(Default)]
pub struct Reading {
    /// The ids of the nodes, and the nodes as text.
    pub nodes: Vec<(String, String)>,
    pub errors: Vec<Error>,
    pub reports: Vec<Report>,
    /// Where to resume, as JSON.
    pub checkpoint: Option<String>,
    /// All else that the caller can print.
    pub shown: String,
}

impl Reading {
    fn show(&mut self, value: &impl Debug) {
        writeln!(self.shown, "{value:?}").unwrap();
    }

    pub fn node<N: Debug>(&mut self, id: String, node: &N) {
        self.nodes.push((id, format!("{node:?}")));
    }

    /// Adds a page, whose ids begin with the part of a batch.
    pub fn page<N: Debug>(&mut self, part: &str, result: Result<Page<N>, Error>, id: IdOf<N>) {
        match result {
            Ok(page) => {
                self.show(&(&page.info, &page.paging));
                for node in &page.items {
                    self.node(format!("{part}{}", id(node)), node);
                }
                self.reports.push(page.report);
            }
            Err(error) => self.errors.push(error),
        }
    }

    /// Adds a response, and returns its body.
    pub fn response<T>(&mut self, result: Result<Response<T>, Error>) -> Option<T> {
        match result {
            Ok(response) => {
                self.show(&response.info);
                self.reports.push(response.report);
                Some(response.body)
            }
            Err(error) => {
                self.errors.push(error);
                None
            }
        }
    }

    /// Reads all pages that follow a checkpoint.
    pub async fn of_pages<N>(pages: Pages<N>, from: Option<String>, id: IdOf<N>) -> Self
    where
        N: Debug + Send + Unpin + 'static,
    {
        let mut reading = Self::default();
        let mut pages = match from {
            Some(from) => pages.resume(serde_json::from_str::<Checkpoint>(&from).unwrap()),
            None => pages,
        };
        while let Some(page) = pages.next().await {
            reading.page("", page, id);
        }
        reading.show(&pages);
        reading.reports = vec![pages.report().clone()];
        reading.checkpoint = Some(serde_json::to_string(pages.checkpoint()).unwrap());
        reading
    }

    /// Reads all nodes that follow a checkpoint.
    pub async fn of_items<N>(items: Items<N>, from: Option<String>, id: IdOf<N>) -> Self
    where
        N: Debug + Send + Unpin + 'static,
    {
        let mut reading = Self::default();
        let mut items = match from {
            Some(from) => items.resume(serde_json::from_str::<Checkpoint>(&from).unwrap()),
            None => items,
        };
        while let Some(item) = items.next().await {
            match item {
                Ok(node) => reading.node(id(&node), &node),
                Err(error) => reading.errors.push(error),
            }
        }
        reading.show(&items);
        reading.reports.push(items.report().clone());
        reading.checkpoint = Some(serde_json::to_string(items.checkpoint()).unwrap());
        reading
    }

    /// Reads all nodes of some ids.
    pub async fn of_nodes<N>(mut nodes: NodesById<N>) -> Self
    where
        N: Debug + Send + Unpin + 'static,
    {
        let mut reading = Self::default();
        while let Some(next) = nodes.next().await {
            match next {
                Ok((id, node)) => reading.node(id, &node),
                Err(error) => reading.errors.push(error),
            }
        }
        reading.show(&nodes);
        reading.reports.push(nodes.report().clone());
        reading
    }

    /// Reads what a plan has left after a checkpoint.
    pub async fn of_plan<N>(plan: ReadPlan<N>, from: Option<String>, id: IdOf<N>) -> Self
    where
        N: Debug + Send + Unpin + 'static,
    {
        let mut reading = Self::default();
        let plan = match from {
            Some(from) => plan.resume(serde_json::from_str::<PlanCheckpoint>(&from).unwrap()),
            None => plan,
        };
        let mut nodes = plan.read().unwrap();
        while let Some(next) = nodes.next().await {
            match next {
                Ok(next) => reading.node(id(&next.node), &next.node),
                Err(failed) => {
                    reading.show(&failed);
                    reading.errors.push(failed.error);
                }
            }
        }
        reading.show(&nodes);
        reading.reports.push(nodes.report().clone());
        reading.checkpoint = Some(serde_json::to_string(nodes.checkpoint()).unwrap());
        reading
    }
}
