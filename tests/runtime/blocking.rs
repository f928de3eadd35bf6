//! The client without async, against a simulator that runs on another thread.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use futures_util::TryStreamExt;
use page_conversations::simulator::{Fault, Poison, Simulator};
use page_conversations::v26_0::{
    GetConversation, GetConversations, ListConversations, ListMessages, UnifiedMessageFields,
    UnifiedThread, UnifiedThreadFields,
};
use page_conversations::{
    Advice, CallOptions, Checkpoint, Edge, Error, Graph, OnUnreadable, PacedCall, Pacer,
    PacerFuture, Pacing, Permit, Retry, blocking, versions,
};
use serde_json::Value;

/// Starts a simulator on another thread, and builds a client of it.
fn start() -> (Simulator, blocking::Graph, ListConversations) {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        run(async {
            send.send(Simulator::start().await.unwrap()).unwrap();
            std::future::pending::<()>().await;
        });
    });
    let simulator = receive.recv().unwrap();
    let graph = blocking::Graph::builder(simulator.access_token())
        .host(simulator.url())
        .pacing(Pacing::off())
        .retry(Retry::default().initial_backoff(Duration::ZERO))
        .build_blocking()
        .unwrap();
    let list = ListConversations::new(simulator.page_ids()[0].as_str());
    (simulator, graph, list.limit(2))
}

/// Runs a future of the async client.
fn run<F: Future>(future: F) -> F::Output {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(future)
}

#[test]
fn each_method_returns_what_its_async_counterpart_does() {
    let (simulator, graph, list) = start();
    let (counterpart, list) = (simulator.graph().unwrap(), &list);
    let messages = UnifiedThreadFields::new().messages_with(UnifiedMessageFields::new().message());
    let with_messages = &list.clone().fields(messages);

    let pages: Result<Vec<_>, _> = graph.pages(list.clone()).collect();
    let pages: Vec<_> = pages.unwrap().into_iter().map(|page| page.items).collect();
    let expected = run(counterpart.pages(list.clone()).try_collect::<Vec<_>>());
    let expected: Vec<_> = expected
        .unwrap()
        .into_iter()
        .map(|page| page.items)
        .collect();
    assert_eq!(pages, expected);
    assert!(pages.len() > 2);

    let threads: Result<Vec<_>, _> = graph.items(list.clone()).collect();
    let threads = threads.unwrap();
    assert_eq!(threads, pages.concat());
    let items: Result<Vec<_>, _> = graph.pages(list.clone()).items().collect();
    assert_eq!(items.unwrap(), threads);
    assert_eq!(graph.page(list).unwrap().items, pages[0]);

    let ids: Vec<_> = threads.iter().map(|thread| thread.id.clone()).collect();
    let one = GetConversation::new(ids[0].clone());
    assert_eq!(graph.send(&one).unwrap(), threads[0]);
    assert_eq!(graph.send_with_info(&one).unwrap().body, threads[0]);
    let mut several = graph.nodes_by_id(GetConversations::new(ids));
    let several: Result<Vec<_>, _> = several.by_ref().collect();
    assert_eq!(several.unwrap().len(), threads.len());

    let thread = graph.page(with_messages).unwrap().items.remove(0);
    let edge = thread.messages.unwrap();
    let more = graph.continue_edge(with_messages, &thread.id, edge.clone());
    let more: Result<Vec<_>, _> = more.collect();
    let expected = counterpart.continue_edge(with_messages, &thread.id, edge);
    let expected: Vec<_> = run(expected.try_collect()).unwrap();
    assert_eq!(more.unwrap(), expected);
}

#[test]
fn batches_and_paths_return_what_their_async_counterparts_do() {
    let (simulator, graph, list) = start();
    let counterpart = simulator.graph().unwrap();
    let page_id = simulator.page_ids()[0].clone();
    let page = graph.page(&list).unwrap();

    let mut batch = graph.batch();
    let listed = batch.add(list.clone());
    let missing = batch.add(GetConversation::new("t_0"));
    assert_eq!((batch.len(), batch.is_full()), (2, false));
    let mut answers = batch.send().unwrap();
    assert_eq!(answers.page(listed).unwrap().items, page.items);
    let error = answers.take(missing).unwrap_err();
    assert_eq!(error.graph().unwrap().code, Some(100));

    let name: Value = graph.get([page_id.as_str()]).fields("name").send().unwrap();
    let expected = counterpart.get([page_id.as_str()]).fields("name").send();
    let expected: Value = run(expected).unwrap();
    assert_eq!(name, expected);
    let path = || -> blocking::PathCall<Edge<UnifiedThread>> {
        graph.get([page_id.as_str(), "conversations"]).limit(20)
    };
    let ids = |threads: Vec<UnifiedThread>| -> Vec<_> {
        threads.into_iter().map(|thread| thread.id).collect()
    };
    let all: Result<_, _> = path().items().collect();
    let all = ids(all.unwrap());
    assert_eq!(all.len(), 60);
    assert_eq!(ids(path().page().unwrap().items), all[..20]);
    let after = path().page().unwrap().next_cursor().unwrap().to_owned();
    let pages: Result<Vec<_>, _> = path().after(after).pages().collect();
    let pages = pages.unwrap().into_iter().flat_map(|page| page.items);
    assert_eq!(ids(pages.collect()), all[20..]);
}

#[test]
fn an_iterator_is_resumed_at_its_checkpoint() {
    let (_simulator, graph, list) = start();
    let all: Result<Vec<_>, _> = graph.items(list.clone()).collect();
    let all = all.unwrap();
    let mut first = graph.items(list.clone()).read_ahead().max_items(3);
    let mut threads: Vec<_> = first.by_ref().map(Result::unwrap).collect();
    assert_eq!(threads.len(), 3);
    // The second page was not delivered whole.
    let checkpoint = first.checkpoint().clone();
    assert!(matches!(checkpoint, Checkpoint::After(_)));
    threads.truncate(2);
    let mut rest = graph.items(list.clone()).resume(checkpoint).read_ahead();
    threads.extend(rest.by_ref().map(Result::unwrap));
    assert_eq!(threads, all);
    assert!(rest.checkpoint().is_done());
    assert!(rest.next().is_none());

    let mut pages = graph.pages(list.clone()).max_pages(1);
    let page = pages.next().unwrap().unwrap();
    assert!(pages.next().is_none());
    let cursor = page.next_cursor().unwrap();
    let rest: Result<Vec<_>, _> = graph.items(list).resume_after(cursor).collect();
    assert_eq!(rest.unwrap(), all[2..]);
}

#[test]
fn iterators_and_paths_have_the_settings_of_streams() {
    let (simulator, graph, list) = start();
    let all: Result<Vec<_>, _> = graph.pages(list.clone()).collect();
    let all: Vec<_> = all.unwrap().into_iter().map(|page| page.items).collect();

    let mut pages = graph.pages(list.clone()).max_pages(1);
    let cursor = pages
        .next()
        .unwrap()
        .unwrap()
        .next_cursor()
        .map(str::to_owned);
    let cursor = cursor.unwrap();
    let checkpoint = pages.checkpoint().clone();
    for rest in [
        graph.pages(list.clone()).resume(checkpoint),
        graph.pages(list.clone()).resume_after(cursor.clone()),
    ] {
        let mut rest = rest.read_ahead();
        let read: Vec<_> = rest.by_ref().map(|page| page.unwrap().items).collect();
        assert_eq!(read, all[1..]);
        assert!(rest.report().is_empty());
    }
    assert_eq!(graph.items(list.clone()).max_pages(2).count(), 4);

    let unreadable = &all[0][1].id;
    simulator.fail_always(Poison::thread(unreadable.as_str()));
    let list = list.fields(UnifiedThreadFields::new().participants());
    assert!(graph.pages(list.clone()).any(|page| page.is_err()));
    let mut pages = graph
        .pages(list.clone())
        .on_unreadable(OnUnreadable::Continue);
    assert!(pages.by_ref().all(|page| page.is_ok()));
    assert_eq!(pages.report().unreadable()[0].id, unreadable.as_str());
    let mut items = graph.items(list).on_unreadable(OnUnreadable::Continue);
    assert!(items.by_ref().all(|item| item.is_ok()));
    assert_eq!(items.report().unreadable().len(), 1);
    simulator.stop_failing();

    let call = graph.get::<Edge<Value>>("/me/conversations").fields("id");
    let call = call.query("platform", "instagram").version(versions::V25_0);
    let call = call.with_options(CallOptions::new().header("x-test", "sent"));
    assert!(format!("{call:?}").contains("conversations"));
    let answer = call.send_with_info().unwrap();
    assert_eq!(answer.info.status, 200);
    let calls = simulator.calls();
    let last = calls.last().unwrap();
    assert_eq!(last.version.as_deref(), Some("v25.0"));
    assert_eq!(last.param("fields"), Some("id"));
    assert_eq!(last.param("platform"), Some("instagram"));
    assert!(graph.batch().is_empty());
    assert!(format!("{:?}", graph.batch()).contains("Batch"));
}

/// Lets no call pass.
struct Refusing;

impl Pacer for Refusing {
    fn acquire(&self, _: PacedCall) -> PacerFuture<'_, Permit> {
        Box::pin(async { Err("not now".into()) })
    }

    fn pause(&self, _: Duration) -> PacerFuture<'_, ()> {
        Box::pin(async { Ok(()) })
    }

    fn paused_for(&self) -> PacerFuture<'_, Option<Duration>> {
        Box::pin(async { Ok(None) })
    }

    fn resume(&self) -> PacerFuture<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}

#[test]
fn a_graph_is_changed_as_its_async_counterpart_is() {
    let (simulator, graph, list) = start();
    let refused = |graph: &blocking::Graph| {
        let error = graph.page(&list).unwrap_err();
        assert_eq!(error.advice(), Advice::LogIn, "{error:?}");
    };
    refused(&graph.with_token("EAAother").unwrap());
    let token = simulator.access_token().to_owned();
    let provider = move |_| std::future::ready(Ok::<_, String>(token.clone().into()));
    let host = simulator.url();
    let other = blocking::Graph::builder_with_provider(provider.clone()).host(&host);
    other.build_blocking().unwrap().page(&list).unwrap();
    let other = graph.with_token("EAAother").unwrap();
    other.with_token_provider(provider).page(&list).unwrap();

    let error = graph.with_pacer(Refusing).page(&list).unwrap_err();
    assert!(matches!(error, Error::Pacer { .. }), "{error:?}");
    let elsewhere = graph.with_host("http://127.0.0.1:9").unwrap();
    let error = elsewhere.page(&list).unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    graph
        .with_app_secret("secret")
        .unwrap()
        .page(&list)
        .unwrap();
    let invalid = graph.with_app_secret("").unwrap_err();
    assert!(matches!(invalid, Error::Invalid(_)), "{invalid:?}");
}

#[test]
fn errors_and_reports_are_those_of_the_async_client() {
    let (simulator, graph, list) = start();
    let mut threads = graph.items(list.clone());
    threads.next().unwrap().unwrap();
    threads.next().unwrap().unwrap();
    let reached = threads.checkpoint().clone();
    simulator.fail_always(Fault::Html(401));
    let error = threads.next().unwrap().unwrap_err();
    assert_eq!((error.status(), error.advice()), (Some(401), Advice::LogIn));
    assert!(threads.next().is_none());
    assert_eq!(*threads.checkpoint(), reached);
    simulator.stop_failing();

    let ids = ["t_1", "t_2"];
    let mut nodes = graph.nodes_by_id(GetConversations::new(ids));
    nodes = nodes.on_unreadable(OnUnreadable::Continue);
    assert_eq!(nodes.by_ref().count(), 0);
    assert_eq!(nodes.report().unreadable().len(), ids.len());

    let invalid = graph.with_token("").unwrap_err();
    assert!(matches!(invalid, Error::Invalid(_)), "{invalid:?}");
    assert_eq!(graph.rate_limited_for().unwrap(), None);
    graph.clear_rate_limit().unwrap();
}

#[test]
fn several_threads_use_one_graph() {
    let (_simulator, graph, list) = start();
    let count = graph.items(list.clone()).count();
    let readers: Vec<_> = (0..8)
        .map(|_| {
            let (graph, list) = (graph.clone(), list.clone());
            thread::spawn(move || graph.items(list).map(Result::unwrap).count())
        })
        .collect();
    drop(graph);
    for reader in readers {
        assert_eq!(reader.join().unwrap(), count);
    }
}

/// Calls every method that blocks, and expects each to be refused.
fn refused(graph: &blocking::Graph, list: &ListConversations) {
    let refused = |error: Error| {
        assert!(matches!(error, Error::Blocking { .. }), "{error:?}");
        assert_eq!(error.advice(), Advice::GiveUp);
    };
    let one = GetConversation::new("t_1");
    refused(graph.send(&one).unwrap_err());
    refused(graph.send_with_info(&one).unwrap_err());
    refused(graph.page(list).unwrap_err());
    refused(graph.rate_limited_for().unwrap_err());
    refused(graph.clear_rate_limit().unwrap_err());
    let mut pages = graph.pages(list.clone());
    refused(pages.next().unwrap().unwrap_err());
    assert!(pages.next().is_none());
    assert_eq!(*pages.checkpoint(), Checkpoint::Start);
    refused(graph.items(list.clone()).next().unwrap().unwrap_err());
    let mut nodes = graph.nodes_by_id(GetConversations::new(["t_1"]));
    refused(nodes.next().unwrap().unwrap_err());
    assert!(nodes.next().is_none());
}

/// Calls what an async task may not call, in each kind of task, and then where blocking is
/// allowed.
async fn in_tasks() {
    let start = || tokio::task::spawn_blocking(start);
    let (simulator, graph, list) = start().await.unwrap();
    refused(&graph, &list);
    let (moved, messages) = (graph.clone(), list.clone());
    tokio::spawn(async move {
        tokio::task::yield_now().await;
        refused(&moved, &messages);
    })
    .await
    .unwrap();
    assert!(simulator.calls().is_empty());

    // The budget of the task is as it was, so that it still makes progress.
    assert!(tokio::task::coop::has_budget_remaining());
    let (moved, messages) = (graph.clone(), list.clone());
    let read = tokio::task::spawn_blocking(move || moved.page(&messages).unwrap().items.len());
    assert_eq!(read.await.unwrap(), 2);
    // Such a task blocks its thread, but does not panic.
    let unconstrained = tokio::task::unconstrained(async { graph.page(&list).unwrap().items });
    assert_eq!(unconstrained.await.len(), 2);
    // The last of them, and what it runs on, are dropped in an async task.
    let items = graph.items(ListMessages::new("t_1")).read_ahead();
    drop(graph);
    drop(items);
}

#[tokio::test]
async fn async_tasks_are_refused_and_their_other_threads_are_not() {
    in_tasks().await;
    let entered = tokio::runtime::Handle::current();
    let outside = thread::spawn(move || {
        let _entered = entered.enter();
        let (_simulator, graph, list) = start();
        graph.items(list).map(Result::unwrap).count()
    });
    assert!(outside.join().unwrap() > 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_of_several_threads_are_refused_unless_they_may_block() {
    in_tasks().await;
    let read = tokio::task::block_in_place(|| {
        let (_simulator, graph, list) = start();
        graph.page(&list).unwrap().items.len()
    });
    assert_eq!(read, 2);
}

#[test]
fn no_secret_is_in_the_debug_output() {
    let graph = Graph::builder("EAAB-very-secret").build_blocking().unwrap();
    let list = ListConversations::new("1");
    let graph_text = format!("{graph:?}");
    let text = format!("{:?}", graph.items(list));
    assert!(graph_text.starts_with("Graph"), "{graph_text}");
    assert!(text.starts_with("Iter(Items"), "{text}");
    assert!(!(graph_text + &text).contains("secret"));
}
