//! Any one value of a node replaced by any other.
//!
//! What is asked of each: no error; every other value is read as before; one
//! mismatch where the value does not fit, and none where it does. A value that
//! fits is one that a strict client reads.

use std::sync::Arc;

use fastrand::Rng;
use futures_util::TryStreamExt;
use page_conversations::v26_0::UnifiedThread;
use page_conversations::{JsonKind, Mismatch, Outcome, Page};
use serde_json::{Value, json};

use crate::loopback::{answering, fixture, graph, strict};
use crate::tolerance::alike::{is_alike, is_empty};
use crate::tolerance::contract::{CONTRACT, Samples, Type};
use crate::tolerance::json::{Json, Step, written};
use crate::tolerance::places::{Base, lost_with, other_values, small_nodes, thread, type_at};
use crate::tolerance::wrongs::{is_text, wrongs};
use crate::tolerance::{answer, json_of, list, page_of};

/// Nodes of a page, each with one value replaced.
const PAGE: usize = 50;

/// A node with one value replaced.
struct Mutation {
    /// The node as it was, read and written.
    before: Arc<Value>,
    id: String,
    node: Json,
    place: Vec<Step>,
    /// How much of it does not fit.
    wrongs: usize,
}

/// A node before any of its values is replaced.
struct Original<'a> {
    node: &'a Json,
    before: Arc<Value>,
}

impl<'a> Original<'a> {
    fn new(node: &'a Json) -> Self {
        let read: UnifiedThread = serde_json::from_str(&node.to_string()).unwrap();
        let before = Arc::new(json_of(&read));
        Self { node, before }
    }

    /// The node with a value replaced, and an id of its own.
    fn with(&self, place: &[Step], by: Json, number: usize) -> Mutation {
        let mut node = self.node.clone();
        let id = format!("t_{}", number % PAGE);
        let text = Json::Scalar(format!("\"{id}\""));
        node.replace(&[Step::Member("id".into())], text);
        node.replace(place, by);
        Mutation {
            before: self.before.clone(),
            id,
            wrongs: wrongs(&thread(), &node),
            node,
            place: place.to_vec(),
        }
    }
}

impl Mutation {
    /// Compares what was reported for the node with what does not fit.
    fn check_report(&self, number: usize, mismatches: &[&Mismatch]) {
        let steps = [Step::Member("data".into()), Step::Element(number)];
        let place = written(&[&steps, &self.place[..]].concat());
        let shown = || format!("{place} of {}: {mismatches:#?}", self.node);
        match self.wrongs {
            one @ (0 | 1) => assert_eq!(mismatches.len(), one, "{}", shown()),
            _ => assert!(!mismatches.is_empty(), "{}", shown()),
        }
        for mismatch in mismatches {
            let rest = mismatch.path.strip_prefix(&place);
            let rest = rest.unwrap_or_else(|| panic!("{}", shown()));
            assert!(
                rest.is_empty() || rest.starts_with(['.', '[']),
                "{}",
                shown()
            );
            if rest.is_empty() {
                let found = kind(self.node.get(&self.place));
                assert_eq!(mismatch.found, found, "{}", shown());
                let is_read = mismatch.outcome == Outcome::Converted;
                assert!(!is_read || self.may_be_read(), "{}", shown());
                let is_replaced = mismatch.outcome == Outcome::Replaced;
                assert!(!is_replaced || self.has_half(), "{}", shown());
            }
        }
    }

    /// Whether the value means something else than it is: a long id, an empty list
    /// in place of an object, or anything but a scalar in place of a list.
    fn may_be_read(&self) -> bool {
        match (type_at(&self.place), self.node.get(&self.place)) {
            (Type::Id, Json::Scalar(text)) => is_integer(text),
            (Type::Struct(_), Json::List(elements)) => elements.is_empty(),
            (Type::Edge(_), Json::List(_) | Json::Object(_)) => true,
            (Type::List(_), Json::Object(_)) => true,
            _ => false,
        }
    }

    /// Whether the value is text with half a surrogate pair.
    fn has_half(&self) -> bool {
        let value = self.node.get(&self.place);
        matches!(value, Json::Scalar(text) if text.starts_with('"') && !is_text(text))
    }

    /// Compares the node that was read with the one before.
    fn check_node(&self, read: &UnifiedThread, mismatches: &[&Mismatch]) {
        let after = json_of(read);
        let mut before = Value::clone(&self.before);
        before["id"] = json!(self.id);
        let text = self.node.to_string();
        let strictly: Result<UnifiedThread, _> = serde_json::from_str(&text);
        assert_eq!(strictly.is_ok(), self.wrongs == 0, "{text}");
        let lost = match strictly {
            Ok(strictly) => {
                assert_eq!(*read, strictly, "{text}");
                &self.place
            }
            Err(_) if lost_with(&self.place).is_empty() => &self.place,
            Err(_) => lost_with(&self.place),
        };
        // Paging of which something is lost has a next page without a cursor.
        let mut steps = lost.iter();
        let paging = steps.position(|step| *step == Step::Member("paging".to_owned()));
        if let Some(paging) = paging.filter(|_| self.wrongs > 0) {
            let paging = &lost[..=paging];
            assert!(
                is_alike(&before, &after, paging),
                "{lost:?}: {text}\n{after}"
            );
            return;
        }
        assert!(is_alike(&before, &after, lost), "{lost:?}: {text}\n{after}");
        if let [one] = mismatches {
            let is_whole = one.path.ends_with(&format!("].{}", written(lost)));
            if is_whole && one.outcome == Outcome::LeftEmpty {
                assert!(is_empty(&after, lost), "{lost:?}: {text}\n{after}");
            }
        }
    }

    /// Whether the node is lost with the value: it has no id then.
    fn is_lost(&self) -> bool {
        let Json::Object(members) = &self.node else {
            return true;
        };
        let id = members.iter().find(|(name, _)| name == "id");
        !matches!(id, Some((_, Json::Scalar(id))) if id.starts_with('"') || is_integer(id))
    }
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn kind(value: &Json) -> JsonKind {
    match value {
        Json::List(_) => JsonKind::List,
        Json::Object(_) => JsonKind::Object,
        Json::Scalar(text) => match text.as_bytes()[0] {
            b'n' => JsonKind::Null,
            b't' | b'f' => JsonKind::Boolean,
            b'"' => JsonKind::String,
            _ => JsonKind::Number,
        },
    }
}

fn body(nodes: &[Mutation]) -> String {
    let nodes: Vec<_> = nodes
        .iter()
        .map(|mutation| mutation.node.to_string())
        .collect();
    format!(r#"{{"data":[{}]}}"#, nodes.join(","))
}

fn check(page: &Page<UnifiedThread>, mutations: &[Mutation]) {
    let mut read = page.items.iter();
    let mut reported: Vec<Vec<&Mismatch>> = vec![Vec::new(); mutations.len()];
    for mismatch in page.report.mismatches() {
        let rest = mismatch.path.strip_prefix("data[").unwrap();
        let number: usize = rest.split(']').next().unwrap().parse().unwrap();
        reported[number].push(mismatch);
    }
    for (number, (mutation, reported)) in mutations.iter().zip(&reported).enumerate() {
        mutation.check_report(number, reported);
        if !mutation.is_lost() {
            mutation.check_node(read.next().unwrap(), reported);
        }
    }
    assert!(read.next().is_none());
    assert!(page.report.unreadable().is_empty());
}

/// Reads and checks pages of mutated nodes.
async fn check_all(mutations: Vec<Mutation>) {
    let server = answering(mutations.chunks(PAGE).map(|page| answer(body(page)))).await;
    let graph = graph(&server);
    for mutations in mutations.chunks(PAGE) {
        check(&graph.page(&list()).await.unwrap(), mutations);
    }
}

/// Every value of the small nodes replaced by every other value.
fn all_mutations() -> Vec<Mutation> {
    let others = other_values();
    let mut mutations = Vec::new();
    for Base { node, places } in small_nodes() {
        let original = Original::new(&node);
        for (place, other) in places
            .iter()
            .flat_map(|place| others.iter().map(move |other| (place, other)))
        {
            let number = mutations.len();
            mutations.push(original.with(place, other.clone(), number));
        }
    }
    mutations
}

/// A node of every field, and recorded nodes of both platforms.
fn rich_nodes() -> Vec<Json> {
    let recorded = [
        "02_messenger_list_all_fields",
        "06_instagram_list_default_fields",
    ];
    let recorded = recorded.map(|name| fixture(name)["data"].take());
    let recorded = recorded.iter().flat_map(|nodes| nodes.as_array().unwrap());
    let recorded = recorded.map(|node| Json::parse(&node.to_string()));
    std::iter::once(Samples::default().full(&thread(), 2))
        .chain(recorded)
        .collect()
}

#[tokio::test]
async fn a_value_that_does_not_fit_costs_itself_and_is_reported_once() {
    let mutations = all_mutations();
    assert!(mutations.len() >= 20_000, "{}", mutations.len());
    // Else the test would be about one of them alone.
    let wrong = mutations
        .iter()
        .filter(|mutation| mutation.wrongs > 0)
        .count();
    assert!(wrong > 10_000 && mutations.len() - wrong > 2_000, "{wrong}");
    check_all(mutations).await;
}

#[tokio::test]
async fn a_value_of_another_place_is_as_harmless() {
    let mut rng = Rng::with_seed(20_261_126);
    let mut mutations = Vec::new();
    let nodes = rich_nodes();
    let values = nodes
        .iter()
        .flat_map(|node| node.paths().into_iter().map(|path| node.get(&path).clone()));
    let values = values.collect::<Vec<_>>();
    let originals: Vec<_> = nodes.iter().map(Original::new).collect();
    for _ in 0..1_500 {
        let original = rng.choice(&originals).unwrap();
        let place = rng.choice(original.node.paths()).unwrap();
        let other = rng.choice(&values).unwrap().clone();
        let number = mutations.len();
        mutations.push(original.with(&place, other, number));
    }
    check_all(mutations).await;
}

#[tokio::test]
async fn a_node_that_is_another_value_costs_itself() {
    let node = Json::parse(r#"{"id":"t","name":"n"}"#);
    let others = other_values();
    let others = others.iter().enumerate();
    let original = Original::new(&node);
    let mutations = others.map(|(number, other)| original.with(&[], other.clone(), number));
    let mutations = mutations.collect::<Vec<_>>();
    assert!(mutations.iter().any(|mutation| !mutation.is_lost()));
    check_all(mutations).await;
}

#[tokio::test]
async fn a_strict_client_refuses_exactly_the_pages_that_do_not_fit() {
    let mutations: Vec<_> = all_mutations().into_iter().step_by(23).collect();
    let bodies = mutations.chunks(1).map(|one| answer(body(one)));
    let server = answering(bodies).await;
    let graph = strict(&server);
    for mutation in &mutations {
        let page = graph.page(&list()).await;
        assert_eq!(
            page.is_ok(),
            mutation.wrongs == 0,
            "{}: {page:?}",
            mutation.node
        );
        assert!(page.is_ok_and(|page| page.report.is_empty()) || mutation.wrongs > 0);
    }
}

#[tokio::test]
async fn a_strict_client_reads_a_page_of_nodes_that_fit_as_a_tolerant_one_does() {
    let mut mutations = all_mutations();
    mutations.retain(|mutation| mutation.wrongs == 0);
    mutations.truncate(10 * PAGE);
    let pages = mutations.chunks(PAGE).map(|page| answer(body(page)));
    let server = answering(pages).await;
    let graph = strict(&server);
    for mutations in mutations.chunks(PAGE) {
        let strictly = graph.page(&list()).await.unwrap();
        let page = page_of(body(mutations)).await.unwrap();
        assert_eq!(strictly.items, page.items);
    }
}

#[tokio::test]
async fn the_walk_goes_on_after_every_value_that_does_not_fit() {
    let others = other_values();
    let pages = others.iter().enumerate().map(|(number, other)| {
        let next = match number + 1 < others.len() {
            true => format!(r#","next":"https://h/?after={number}""#),
            false => String::new(),
        };
        let (before, after) = (number * 2, number * 2 + 1);
        answer(format!(
            r#"{{"data":[{{"id":"{before}","messages":{other}}},{{"id":"{after}"}}],
                "paging":{{"cursors":{{"after":"{number}"}}{next}}}}}"#
        ))
    });
    let server = answering(pages).await;
    let threads: Vec<_> = graph(&server).items(list()).try_collect().await.unwrap();
    let ids: Vec<_> = threads.iter().map(|thread| thread.id.to_string()).collect();
    let expected: Vec<_> = (0..others.len() * 2).map(|id| id.to_string()).collect();
    assert_eq!(ids, expected);
}

/// The values of the fields of an object, as serde's derive takes them from a
/// list.
fn values(object: &Json) -> Json {
    let Json::Object(members) = object else {
        panic!("no object: {object:?}");
    };
    Json::List(members.iter().map(|(_, value)| value.clone()).collect())
}

#[tokio::test]
async fn no_object_is_read_from_a_list_of_its_values() {
    let node = Samples::default().full(&thread(), 1);
    let original = Original::new(&node);
    let mut places = node.paths();
    places.push(Vec::new());
    places.retain(|place| matches!(node.get(place), Json::Object(_)));
    let mut missing = CONTRACT.names_in_nodes();
    let mut mutations = Vec::new();
    for place in &places {
        match type_at(place) {
            Type::Struct(name) => missing.remove(&*name),
            Type::Edge(_) => true,
            _ => continue,
        };
        let number = mutations.len();
        let mutation = original.with(place, values(node.get(place)), number);
        assert!(mutation.wrongs > 0, "{place:?}");
        mutations.push(mutation);
    }
    assert!(missing.is_empty(), "{missing:?}");
    check_all(mutations).await;
}
