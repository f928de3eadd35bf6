//! Faults of the simulator in data: limits, wrong values, moving conversations and
//! missing ids.

use crate::simulator::plain::{call, get, ids, walk};
use futures_util::TryStreamExt;
use page_conversations::Timestamp;
use page_conversations::simulator::{Change, Fault, Message, Person, Simulator, Thread, World};
use page_conversations::v26_0::ListConversations;
use serde_json::{Value, json};

const REDUCE: &str = "Please reduce the amount of data you're asking for, then retry your request";

async fn start() -> (Simulator, String) {
    let simulator = Simulator::start().await.unwrap();
    let list = format!("/v26.0/{}/conversations", simulator.page_ids()[0]);
    (simulator, list)
}

/// Whether a call is asked to reduce the amount of data; else it has data.
async fn reduces(simulator: &Simulator, path: &str) -> bool {
    let answer = call(simulator, path).await;
    let reduces = answer.body["error"]["message"] == REDUCE;
    match reduces {
        true => assert_eq!(answer.code(), (500, 1), "{path}"),
        false => assert_eq!(answer.status, 200, "{path}: {}", answer.body),
    }
    reduces
}

#[tokio::test]
async fn limits_apply_to_pages_expansions_and_nested_lists() {
    let (simulator, list) = start().await;
    let thread = ids(&call(&simulator, &list).await.body)[0].clone();
    let paths = [
        list.clone(),
        format!("{list}?limit=10"),
        format!("{list}?limit=11"),
        format!("{list}?limit=11&platform=instagram&fields=participants"),
        format!("{list}?limit=10&fields=participants"),
        format!("{list}?fields=messages.limit(10){{message}}&limit=1"),
        format!("{list}?fields=messages.limit(11)&limit=1"),
        format!("{list}?fields=messages&limit=1"),
        format!("/v26.0/{thread}?fields=messages"),
        format!("/v26.0/{thread}/messages?limit=11"),
        format!("/v26.0/{thread}/messages?limit=11&fields=message"),
        format!("/v26.0/{thread}"),
    ];
    let [page, expanded, nested] = [
        Fault::TooMuchData { above: 10 },
        Fault::TooMuchExpanded { above: 10 },
        Fault::TooMuchNested { above: 10 },
    ];
    for (fault, expected) in [
        (page, vec![0, 2, 3, 9, 10]),
        (expanded, vec![3, 10]),
        (nested, vec![6, 7, 8]),
    ] {
        simulator.fail_always(fault.clone());
        let mut refused = Vec::new();
        for (place, path) in paths.iter().enumerate() {
            if reduces(&simulator, path).await {
                refused.push(place);
            }
        }
        assert_eq!(refused, expected, "{fault:?}");
        simulator.stop_failing();
    }
}

#[tokio::test]
async fn a_wrong_value_is_returned_wherever_the_node_is() {
    let (simulator, list) = start().await;
    let threads = ids(&call(&simulator, &list).await.body);
    let id = &threads[3];
    let path = format!("/v26.0/{id}/messages?limit=100");
    let message = ids(&call(&simulator, &path).await.body)[0].clone();
    let wrong = |id: &str, path: &str, value: Value| Fault::WrongValue {
        id: id.to_owned(),
        path: path.to_owned(),
        value,
    };
    simulator.fail_always(wrong(id, "updated_time", json!(5)));
    // With or without the slash that a pointer begins with.
    simulator.fail_always(wrong(id, "/participants/data/0/name", json!(["a"])));
    simulator.fail_always(wrong(id, "nowhere/to/go", json!(1)));
    simulator.fail_always(wrong(&message, "message", json!({ "a": null })));
    let fields = "fields=updated_time,participants,messages{message}";
    let answer = call(&simulator, &format!("{list}?{fields}")).await;
    for (place, thread) in answer.body["data"].as_array().unwrap().iter().enumerate() {
        let name = &thread["participants"]["data"][0]["name"];
        let text = &thread["messages"]["data"][0]["message"];
        match place {
            3 => {
                assert_eq!(thread["updated_time"], 5);
                assert_eq!((name, text), (&json!(["a"]), &json!({ "a": null })));
            }
            _ => assert!(thread["updated_time"].is_string() && name.is_string()),
        }
        assert_eq!(thread["id"], threads[place].as_str());
    }
    let node = call(&simulator, &format!("/v26.0/{id}?{fields}")).await;
    assert_eq!(node.body, answer.body["data"][3]);
    // A field that nobody asks for is not there.
    let node = call(&simulator, &format!("/v26.0/{id}?fields=id")).await;
    assert_eq!(node.body, json!({ "id": id }));

    simulator.stop_failing();
    simulator.fail_always(wrong(&threads[1], "", Value::Null));
    simulator.fail_always(wrong(&threads[2], "id", json!(12)));
    let page = call(&simulator, &format!("{list}?limit=3")).await;
    assert_eq!(page.body["data"][1], Value::Null);
    assert_eq!(page.body["data"][2]["id"], 12);
    let nodes = call(&simulator, &format!("/v26.0/?ids={},{id}", threads[1])).await;
    assert_eq!(nodes.body[&threads[1]], Value::Null);
    assert_eq!(nodes.body[id]["id"], id.as_str());
}

#[tokio::test]
async fn a_thread_that_moves_up_pushes_another_onto_the_next_page() {
    for platform in ["messenger", "instagram"] {
        let (simulator, list) = start().await;
        let list = format!("{list}?platform={platform}");
        let before = ids(&call(&simulator, &format!("{list}&limit=60")).await.body);
        let moved = before[40].clone();
        let first = call(&simulator, &format!("{list}&limit=20&fields=updated_time")).await;
        let newest = first.body["data"][0]["updated_time"].clone();
        simulator.pass_next(1);
        simulator.fail_next(Fault::NewMessage {
            thread_id: moved.clone(),
        });
        assert_eq!(call(&simulator, &list).await.status, 200);
        let next = get(first.body["paging"]["next"].as_str().unwrap()).await;
        // The last one of the first page comes again.
        assert_eq!(ids(&next.body), before[19..39]);

        let (after, back) = walk(call(&simulator, &format!("{list}&limit=7")).await).await;
        let mut expected = before.clone();
        expected.remove(40);
        expected.insert(0, moved.clone());
        assert_eq!((&after, &back), (&expected, &expected));
        let fields = "fields=updated_time,message_count,messages{message,created_time,from}";
        let thread = call(&simulator, &format!("/v26.0/{moved}?{fields}")).await;
        let time = |value: &Value| value.as_str().unwrap().parse::<Timestamp>().unwrap();
        assert!(time(&thread.body["updated_time"]) > time(&newest));
        let message = &thread.body["messages"]["data"][0];
        assert_eq!(message["created_time"], thread.body["updated_time"]);
        let path = format!("/v26.0/{}?fields=message,created_time,from", message["id"]);
        let read = call(&simulator, &path.replace('"', "")).await;
        assert_eq!(read.body, *message);
    }
}

#[tokio::test]
async fn threads_move_within_folders_and_for_their_person_and_keep_their_messages() {
    let (simulator, list) = start().await;
    let read = async |query: &str| ids(&call(&simulator, &format!("{list}?{query}")).await.body);
    let mut spam = read("folder=spam&limit=50").await;
    assert_eq!(spam.len(), 6);
    let moved = spam.remove(4);
    let fields = "fields=participants,messages.limit(100){id,created_time,message}";
    let path = format!("/v26.0/{moved}?{fields}");
    let before = call(&simulator, &path).await.body;
    simulator
        .change(Change::message(&moved, "One more question"))
        .unwrap();
    simulator.change(Change::message("t_1", "?")).unwrap_err();
    spam.insert(0, moved.clone());
    assert_eq!(read("folder=spam&limit=50").await, spam);
    assert_eq!(read("limit=1").await, [moved.as_str()]);
    let person = before["participants"]["data"][0]["id"].as_str().unwrap();
    assert_eq!(read(&format!("user_id={person}")).await, [moved.as_str()]);
    let after = call(&simulator, &path).await.body;
    let messages = |thread: &Value| thread["messages"]["data"].as_array().unwrap().clone();
    assert_eq!(messages(&after)[1..], messages(&before)[..]);

    // Another one, and the same once more.
    simulator
        .change(Change::message(&spam[3], "One more question"))
        .unwrap();
    simulator
        .change(Change::message(&moved, "One more question"))
        .unwrap();
    let other = spam.remove(3);
    spam.insert(1, other);
    assert_eq!(read("folder=spam&limit=50").await, spam);
    assert_eq!(read("limit=100").await.len(), 60);
    assert_eq!(
        messages(&call(&simulator, &path).await.body).len(),
        messages(&before).len() + 2
    );
}

#[tokio::test]
async fn threads_of_a_built_world_move_too_and_one_is_read_twice() {
    let time = |ago: i64| Timestamp::from_unix_seconds(1_627_032_530 - ago);
    let person = Person::on_messenger("7", "Alex");
    let mut world = World::empty().page("1", "Page", None);
    for (ago, id) in [(0, "t_a"), (10, "t_b"), (20, "t_c"), (30, "t_d")] {
        let thread = Thread::on_messenger(id, time(ago)).participant(person.clone());
        let message = Message::new(format!("m_{id}"), time(ago), person.clone());
        world = world.thread("1", thread, [message]);
    }
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    simulator.pass_next(1);
    simulator.fail_next(Fault::NewMessage {
        thread_id: "t_d".to_owned(),
    });
    let graph = simulator.graph().unwrap();
    let threads = graph.items(ListConversations::new("1").limit(2));
    let threads: Vec<_> = threads.try_collect().await.unwrap();
    let read: Vec<_> = threads.iter().map(|thread| thread.id.as_str()).collect();
    assert_eq!(read, ["t_a", "t_b", "t_b", "t_c"]);
    let list = call(&simulator, "/v26.0/1/conversations").await;
    assert_eq!(ids(&list.body), ["t_d", "t_a", "t_b", "t_c"]);
}

#[tokio::test]
async fn missing_ids_are_omitted_and_an_empty_result_is_a_list() {
    let (simulator, list) = start().await;
    let id = ids(&call(&simulator, &list).await.body)[0].clone();
    let some = format!("/v26.0/?ids=t_1,{id},t_2");
    assert_eq!(call(&simulator, &some).await.code(), (400, 100));
    simulator.fail_always(Fault::OmitMissingIds);
    let answer = call(&simulator, &some).await;
    let keys: Vec<_> = answer.body.as_object().unwrap().keys().collect();
    assert_eq!(keys, [&id]);
    let answer = call(&simulator, "/v26.0/?ids=t_1,t_2").await;
    assert_eq!((answer.status, answer.body), (200, json!([])));
    assert_eq!(call(&simulator, "/v26.0/t_1").await.code(), (400, 100));
    let refused = format!("/v26.0/?ids={id}&fields=nope");
    assert_eq!(call(&simulator, &refused).await.code(), (400, 100));
}
