//! The ways to read with a request.

use std::fmt::Debug;
use std::pin::Pin;

use page_conversations::{
    BatchAnswers, BatchHandle, Continues, EdgeRequest, Graph, NodesRequest, OnUnreadable, ReadPlan,
    Request,
};

use super::reading::{IdOf, Reading};
use super::subject::{Subject, Way};

/// What a way to read returns.
type ReadingFuture = Pin<Box<dyn Future<Output = Reading>>>;

/// Reads with a request, from the start or from a checkpoint.
pub struct Reader {
    pub subject: Subject,
    read: Box<dyn Fn(Graph, Option<String>) -> ReadingFuture>,
}

impl Reader {
    fn new<R, F>(
        way: Way,
        request: R,
        read: impl Fn(Graph, R, Option<String>) -> F + 'static,
    ) -> Self
    where
        R: Request + Clone + 'static,
        F: Future<Output = Reading> + 'static,
    {
        let operation = R::NAME;
        Self {
            subject: Subject { way, operation },
            read: Box::new(move |graph, from| Box::pin(read(graph, request.clone(), from))),
        }
    }

    /// Reads two requests in a batch. `take` adds the answer of one, by its handle.
    fn of_batch<R>(
        [one, two]: [R; 2],
        take: impl Fn(&mut Reading, &str, &mut BatchAnswers, BatchHandle<R>) + Copy + 'static,
    ) -> Self
    where
        R: Request + Clone + 'static,
    {
        Self::new(Way::Batch, one, move |graph, one, _| {
            let two = two.clone();
            async move {
                let mut reading = Reading::default();
                let mut batch = graph.batch();
                let handles = [("0 ", batch.add(one)), ("1 ", batch.add(two))];
                match batch.send().await {
                    Ok(mut answers) => {
                        for (part, handle) in handles {
                            take(&mut reading, part, &mut answers, handle);
                        }
                    }
                    Err(error) => reading.errors.push(error),
                }
                reading
            }
        })
    }

    pub async fn read(&self, graph: &Graph, from: Option<String>) -> Reading {
        let mut reading = (self.read)(graph.clone(), from).await;
        // The nodes of an `ids` call are in no order.
        if matches!(self.subject.way, Way::Ids | Way::Batch) {
            reading.nodes.sort_unstable();
        }
        reading
    }
}

/// The ways to read nodes, one by one.
pub fn node<R>(requests: [R; 2], id: IdOf<R::Output>) -> Vec<Reader>
where
    R: Request + Clone + 'static,
    R::Output: Debug,
{
    let [one, _] = requests.clone();
    vec![
        Reader::new(Way::Node, one, move |graph, request, _| async move {
            let mut reading = Reading::default();
            let node = reading.response(graph.send_with_info(&request).await);
            node.iter().for_each(|node| reading.node(id(node), node));
            reading
        }),
        Reader::of_batch(requests, move |reading, part, answers, handle| {
            let node = reading.response(answers.take(handle));
            let id = |node| format!("{part}{}", id(node));
            node.iter().for_each(|node| reading.node(id(node), node));
        }),
    ]
}

/// The ways to read nodes by their ids.
pub fn ids<R>(request: &R) -> Vec<Reader>
where
    R: NodesRequest + Clone + 'static,
    R::Node: Debug + Unpin + 'static,
{
    let [one, two, three, four] = [(); 4].map(|()| request.clone());
    vec![
        Reader::new(Way::Ids, one, |graph, request, _| async move {
            let mut reading = Reading::default();
            let nodes = reading.response(graph.send_with_info(&request).await);
            let nodes = nodes.iter().flatten();
            nodes.for_each(|(id, node)| reading.node(id.clone(), node));
            reading
        }),
        Reader::new(Way::NodesById, two, |graph, request, _| {
            Reading::of_nodes(graph.nodes_by_id(request))
        }),
        Reader::of_batch([three, four], |reading, part, answers, handle| {
            let nodes = reading.response(answers.take(handle));
            let nodes = nodes.iter().flatten();
            nodes.for_each(|(id, node)| reading.node(format!("{part}{id}"), node));
        }),
    ]
}

/// The ways to read an edge, of which one reads ahead.
pub fn edge<R>(request: &R, ahead: Way, id: IdOf<R::Node>) -> Vec<Reader>
where
    R: EdgeRequest + Clone + 'static,
    R::Node: Debug + Unpin + 'static,
{
    let [one, two, three, four, five] = [(); 5].map(|()| request.clone());
    vec![
        Reader::new(Way::Page, one, move |graph, request, _| async move {
            let mut reading = Reading::default();
            reading.page("", graph.page(&request).await, id);
            reading
        }),
        Reader::of_batch([two, three], move |reading, part, answers, handle| {
            reading.page(part, answers.page(handle), id);
        }),
        Reader::new(Way::Pages, four, move |graph, request, from| {
            let pages = graph.pages(request).on_unreadable(OnUnreadable::Continue);
            let pages = match ahead {
                Way::Pages => pages.read_ahead(),
                _ => pages,
            };
            Reading::of_pages(pages, from, id)
        }),
        Reader::new(Way::Items, five, move |graph, request, from| {
            let items = graph.items(request);
            let items = match ahead {
                Way::Items => items.read_ahead(),
                _ => items,
            };
            Reading::of_items(items, from, id)
        }),
    ]
}

/// A plan that reads the newest nodes of an edge, with nested nodes.
pub fn newest<R, M>(request: R, nodes: usize, id: IdOf<R::Node>) -> Reader
where
    R: EdgeRequest + Continues<M, Parent = R::Node> + Clone + 'static,
    R::Node: Debug + Unpin + 'static,
    R::Request: 'static,
    M: Send + 'static,
{
    Reader::new(Way::PlanOfList, request, move |graph, request, from| {
        let plan = ReadPlan::new().newest("source", &graph, request, nodes);
        Reading::of_plan(plan, from, id)
    })
}

/// A plan that reads nodes by their ids, with nested nodes.
pub fn by_ids<R, M>(request: R, id: IdOf<R::Node>) -> Reader
where
    R: NodesRequest + Continues<M, Parent = R::Node> + Clone + 'static,
    R::Node: Debug + Unpin + 'static,
    R::Request: 'static,
    M: Send + 'static,
{
    Reader::new(Way::PlanOfIds, request, move |graph, request, from| {
        let plan = ReadPlan::new().by_ids("source", &graph, request);
        Reading::of_plan(plan, from, id)
    })
}
