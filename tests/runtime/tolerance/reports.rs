//! Where reports are, and how large they get.

use futures_util::{StreamExt, TryStreamExt};
use page_conversations::Error;
use page_conversations::v26_0::GetConversations;
use page_conversations::{JsonKind, Outcome, Report};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::loopback::{answering, graph, page};
use crate::tolerance::{answer, list, page_of};

/// Pages that lead from one to the next, each with one node that fits and so many
/// whose name is a number.
fn pages(wrong: &[usize]) -> Vec<ResponseTemplate> {
    let body = |(number, wrong): (usize, &usize)| {
        let node = |id| match id {
            0 => json!({"id": format!("{number}_0")}),
            _ => json!({"id": format!("{number}_{id}"), "name": id}),
        };
        let nodes: Vec<Value> = (0..=*wrong).map(node).collect();
        json!({"data": nodes, "paging": {"cursors": {"after": number.to_string()}}})
    };
    let mut bodies: Vec<_> = wrong.iter().enumerate().map(body).collect();
    let last = bodies.len() - 1;
    bodies[..last]
        .iter_mut()
        .for_each(|body| body["paging"]["next"] = json!("https://h/"));
    bodies.into_iter().map(page).collect()
}

/// How often each kind of value did not fit, as text.
fn groups(report: &Report) -> Vec<(String, u64)> {
    let groups = report.groups();
    groups
        .map(|(group, count)| (group.to_string(), count))
        .collect()
}

const NAME: &str = "data[].name: expected text, found a number; field left empty";

#[tokio::test]
async fn a_page_and_its_stream_report_what_did_not_fit() {
    let server = answering(pages(&[2, 0, 3])).await;
    let mut stream = graph(&server).pages(list());
    let mut seen = Vec::new();
    while let Some(page) = stream.try_next().await.unwrap() {
        seen.push((
            page.report.mismatch_count(),
            stream.report().mismatch_count(),
        ));
        assert_eq!(page.report.is_empty(), page.report.mismatches().is_empty());
    }
    assert_eq!(seen, [(2, 2), (0, 2), (3, 5)]);
    assert_eq!(groups(stream.report()), [(NAME.to_owned(), 5)]);
    assert_eq!(stream.report().mismatches().len(), 5);
}

#[tokio::test]
async fn a_stream_of_nodes_reports_the_pages_that_it_has_read() {
    for read_ahead in [false, true] {
        let server = answering(pages(&[1, 2])).await;
        let mut items = graph(&server).items(list());
        if read_ahead {
            items = items.read_ahead();
        }
        let mut counts = Vec::new();
        while items.try_next().await.unwrap().is_some() {
            counts.push(items.report().mismatch_count());
        }
        assert_eq!(counts, [1, 1, 3, 3, 3]);
    }
}

#[tokio::test]
async fn a_stream_of_ids_reports_what_did_not_fit_in_all_calls() {
    let ids = (0..120).map(|id| format!("t_{id}"));
    let answers = [0..50, 50..100, 100..120].map(|ids| {
        let nodes = ids.map(|id| {
            (
                format!("t_{id}"),
                json!({"id": format!("t_{id}"), "name": id}),
            )
        });
        page(Value::Object(nodes.collect()))
    });
    let server = answering(answers).await;
    let mut nodes = graph(&server).nodes_by_id(GetConversations::new(ids));
    let mut count = 0;
    while let Some((id, node)) = nodes.try_next().await.unwrap() {
        assert_eq!(node.id, *id);
        count += 1;
    }
    assert_eq!(count, 120);
    let expected = "*.name: expected text, found a number; field left empty";
    assert_eq!(groups(nodes.report()), [(expected.to_owned(), 120)]);
    let mismatch = &nodes.report().mismatches()[0];
    assert_eq!(mismatch.path, "t_0.name");
}

#[tokio::test]
async fn answers_of_ids_that_graph_does_not_know_are_reported_by_a_stream() {
    let server = answering([answer("[]")]).await;
    let mut nodes = graph(&server).nodes_by_id(GetConversations::new(["t_1"]));
    assert!(nodes.next().await.is_none());
    let [mismatch] = nodes.report().mismatches() else {
        panic!("{:?}", nodes.report())
    };
    assert_eq!(
        (mismatch.found, mismatch.outcome),
        (JsonKind::List, Outcome::Converted)
    );
}

#[tokio::test]
async fn the_first_thousand_are_described_and_all_are_counted() {
    let server = answering(pages(&[5_000])).await;
    let report = graph(&server).page(&list()).await.unwrap().report;
    assert_eq!(report.mismatches().len(), 1_000);
    assert_eq!(report.mismatches()[999].path, "data[1000].name");
    assert_eq!(report.mismatch_count(), 5_000);
    assert_eq!(groups(&report), [(NAME.to_owned(), 5_000)]);
}

#[tokio::test]
async fn the_report_of_a_walk_is_as_small() {
    let server = answering(pages(&[700, 700, 700])).await;
    let mut items = graph(&server).items(list());
    while items.try_next().await.unwrap().is_some() {}
    let report = items.report();
    assert_eq!(report.mismatches().len(), 1_000);
    // The places are those in their pages.
    assert_eq!(report.mismatches()[699].path, "data[700].name");
    assert_eq!(report.mismatches()[700].path, "data[1].name");
    assert_eq!(groups(report), [(NAME.to_owned(), 2_100)]);
}

#[tokio::test]
async fn names_that_the_server_chose_do_not_make_groups_of_their_own() {
    let twice: String = (0..3_000)
        .map(|name| format!(r#","x{name}":1,"x{name}":1e400"#))
        .collect();
    let body = format!(r#"{{"data":[{{"id":"1"{twice},"name":5}}]}}"#);
    let server = answering([answer(body)]).await;
    let report = crate::tolerance::keeping(&server)
        .page(&list())
        .await
        .unwrap()
        .report;
    let kept = "data[].*: expected a number within the range of `f64`, \
                found a number; element left out";
    let expected = [(kept.to_owned(), 3_000), (NAME.to_owned(), 1)];
    assert_eq!(groups(&report), expected);
}

#[tokio::test]
async fn values_that_do_not_fit_in_the_same_way_are_one_group() {
    let body = json!({"data": [
        {"id": "1", "name": 5, "updated_time": "x"},
        {"id": "2", "name": 6, "participants": {"data": [{"id": 1.5}, {"id": 2.5}]}},
        {"id": "3", "name": true},
        null,
    ]});
    let report = page_of(body.to_string()).await.unwrap().report;
    let expected = [
        (
            "data[]: expected an object, found null; element left out",
            1,
        ),
        (
            "data[].name: expected text, found a boolean; field left empty",
            1,
        ),
        (NAME, 2),
        (
            "data[].participants.data[].id: expected text or an integer, found a number; \
             field left empty",
            2,
        ),
        (
            "data[].updated_time: expected a time such as `2021-07-23T09:28:50+0000`, \
             found a string; field left empty",
            1,
        ),
    ];
    let mut found = groups(&report);
    found.sort();
    let mut expected = expected
        .map(|(text, count)| (text.to_owned(), count))
        .to_vec();
    expected.sort();
    assert_eq!(found, expected);
    let paths: Vec<_> = report.mismatches().iter().map(|one| &*one.path).collect();
    let in_order = [
        "data[0].name",
        "data[0].updated_time",
        "data[1].name",
        "data[1].participants.data[0].id",
        "data[1].participants.data[1].id",
        "data[2].name",
        "data[3]",
    ];
    assert_eq!(paths, in_order);
}

#[tokio::test]
async fn a_report_says_what_was_expected_of_every_kind_of_value() {
    for (field, expected) in [
        ("can_reply", "a boolean"),
        ("message_count", "an integer"),
        ("name", "text"),
        ("updated_time", "a time such as `2021-07-23T09:28:50+0000`"),
        ("linked_group", "an object"),
    ] {
        for wrong in ["[1]", "1.5"] {
            let body = format!(r#"{{"data":[{{"id":"1","{field}":{wrong}}}]}}"#);
            let report = page_of(body).await.unwrap().report;
            assert_eq!(
                report.mismatches()[0].expected,
                expected,
                "{field}: {wrong}"
            );
        }
    }
}

/// Nodes that are left out are those that were asked for.
#[tokio::test]
async fn nodes_that_do_not_match_end_nothing() {
    for (body, mismatches) in [
        (json!({"t_0": {"name": "x"}, "t_1": 7}), 2),
        (json!({}), 0),
        (json!([]), 0),
    ] {
        let server = answering([answer(body.to_string())]).await;
        let wanted = ["t_0", "t_1"].map(str::to_owned);
        let mut nodes = graph(&server).nodes_by_id(GetConversations::new(wanted.clone()));
        assert!(nodes.try_next().await.unwrap().is_none(), "{body}");
        assert_eq!(nodes.report().missing_ids(), wanted, "{body}");
        assert!(nodes.report().mismatch_count() >= mismatches, "{body}");
    }
}

/// It says nothing about the ids.
#[tokio::test]
async fn an_answer_that_is_no_map_of_nodes_reports_no_id_as_missing() {
    for body in [json!(null), json!({"success": false}), json!({"data": []})] {
        let server = answering([answer(body.to_string())]).await;
        let mut nodes = graph(&server).nodes_by_id(GetConversations::new(["t_0", "t_1"]));
        let error = nodes.try_next().await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{body}: {error:?}");
        assert!(nodes.report().missing_ids().is_empty(), "{body}");
    }
}
