//! Ids and cursors as integers.

use futures_util::TryStreamExt;
use page_conversations::Outcome;
use serde_json::json;

use crate::loopback::{answering, graph};
use crate::tolerance::{answer, list, page_of, places, strict_page_of, thread_of};

/// Integers that JSON can write and 64 bits cannot hold.
const LONG: [&str; 4] = [
    "18446744073709551616",
    "-9223372036854775809",
    "123456789012345678901234567890123456789012345678901234567890",
    "-0",
];

#[tokio::test]
async fn an_id_is_read_from_an_integer_without_loss() {
    for id in [
        "0",
        "7",
        "-7",
        "9007199254740993",
        "18446744073709551615",
        "-9223372036854775808",
    ] {
        let body = format!(r#"{{"data":[{{"id":{id}}}]}}"#);
        let page = page_of(body.clone()).await.unwrap();
        assert_eq!(page.items[0].id, *id);
        assert!(page.report.is_empty(), "{id}: {:?}", page.report);
        assert_eq!(strict_page_of(body).await.unwrap().items[0].id, *id);
    }
}

#[tokio::test]
async fn an_id_of_any_length_is_read_digit_by_digit_and_reported() {
    for id in LONG {
        let body = format!(r#"{{"data":[{{"id":{id},"linked_group":{{"id":{id}}}}}]}}"#);
        let page = page_of(body.clone()).await.unwrap();
        assert_eq!(page.items[0].id, *id);
        assert_eq!(page.items[0].linked_group.as_ref().unwrap().id, *id);
        let node = ("data[0].id", Outcome::Converted);
        let within = ("data[0].linked_group.id", Outcome::Converted);
        assert_eq!(places(page.report.mismatches()), [node, within], "{id}");
        assert!(strict_page_of(body).await.is_err(), "{id}");
    }
}

#[tokio::test]
async fn a_number_that_is_no_integer_is_no_id() {
    for id in ["1.5", "1e3", "12345678901234567890.0", "1e400"] {
        let (thread, mismatches) = thread_of(&format!(
            r#"{{"id":"t_1","participants":{{"data":[{{"id":{id},"name":"n"}}]}}}}"#
        ))
        .await;
        let participant = &thread.participants.unwrap().data[0];
        assert_eq!(
            (participant.id.as_ref(), participant.name.as_deref()),
            (None, Some("n"))
        );
        let place = "data[0].participants.data[0].id";
        assert_eq!(places(&mismatches), [(place, Outcome::LeftEmpty)], "{id}");
    }
}

#[tokio::test]
async fn a_cursor_is_read_from_an_integer_and_sent_digit_by_digit() {
    for cursor in ["17", "-17", "18446744073709551615", LONG[0], LONG[2]] {
        let first = format!(
            r#"{{"data":[{{"id":"1"}}],"paging":{{"cursors":{{"after":{cursor}}},"next":"https://h/"}}}}"#
        );
        let server = answering([answer(first), answer(r#"{"data":[{"id":"2"}]}"#)]).await;
        let threads: Vec<_> = graph(&server).items(list()).try_collect().await.unwrap();
        assert_eq!(threads.len(), 2);
        let calls = server.received_requests().await.unwrap();
        let mut query = calls[1].url.query_pairs();
        let (_, after) = query.find(|(name, _)| name == "after").unwrap();
        assert_eq!(after, *cursor);
    }
}

#[tokio::test]
async fn a_cursor_that_is_no_integer_and_no_text_is_an_error() {
    for cursor in [json!(1.5), json!([]), json!({"a": 1}), json!(true)] {
        let paging = json!({"cursors": {"after": cursor}, "next": "https://h/"});
        let body = json!({"data": [{"id": "1"}], "paging": paging});
        assert!(page_of(body.to_string()).await.is_err(), "{cursor}");
    }
}
