//! Lists of nodes: edges, pages, and values that come alone or in a list.

use page_conversations::v26_0::{Participant, UnifiedThread};
use page_conversations::{Edge, OneOrMany, Page, Paging};
use serde_json::{from_value, json};

#[test]
fn an_edge_gives_its_nodes() {
    let value = json!({"data": [{"id": "1"}, {"id": "2"}]});
    let edge: Edge<Participant> = from_value(value).unwrap();
    let borrowed: Vec<_> = (&edge).into_iter().map(|node| node.id.clone()).collect();
    assert_eq!(borrowed, [Some("1".into()), Some("2".into())]);
    let owned: Vec<_> = edge.into_iter().map(|node| node.id).collect();
    assert_eq!(owned, borrowed);
}

/// Checks a list of the numbers 1 and 2 of a type.
macro_rules! check {
    ($list:ty) => {{
        let mut list = <$list>::from_iter([1, 2]);
        assert_eq!((list.len(), list.is_empty()), (2, false));
        assert_eq!((list.first(), list.last()), (Some(&1), Some(&2)));
        assert!(list.iter().eq([&1, &2]) && (&list).into_iter().eq([&1, &2]));
        for number in &mut list {
            *number *= 10;
        }
        for number in list.iter_mut() {
            *number += 1;
        }
        list.extend([31]);
        let mut seen = Vec::new();
        for number in &list {
            seen.push(*number);
        }
        assert_eq!(seen, [11, 21, 31]);
        assert_eq!(Vec::from(list.clone()), seen);
        assert!(list.into_iter().eq(seen));
        for list in [<$list>::from(vec![7]), <$list>::from([7])] {
            assert_eq!(Vec::from(list), [7]);
        }
        let empty = <$list>::from([]);
        assert_eq!((empty.len(), empty.is_empty()), (0, true));
        assert_eq!((empty.first(), empty.last()), (None, None));
    }};
}

#[test]
fn edges_pages_and_values_alone_or_in_a_list_are_lists() {
    check!(Edge<i32>);
    check!(Page<i32>);
    check!(OneOrMany<i32>);
}

#[test]
fn an_edge_that_grows_keeps_its_cursors() {
    let paging = Paging::new().after("a").has_next(true);
    let mut edge = Edge::from([UnifiedThread::new("t_1")]).paging(paging);
    edge.extend([UnifiedThread::new("t_2")]);
    assert_eq!((edge.len(), edge.next_cursor()), (2, Some("a")));
    // A page without nodes need not be the last.
    let empty: Page<UnifiedThread> = Edge::from([]).paging(edge.paging.unwrap()).into();
    assert!(empty.is_empty());
    assert_eq!(empty.next_cursor(), Some("a"));
}
