//! The form of texts, times and statuses in responses of the simulator.

use crate::simulator::plain::{call, get};
use page_conversations::Timestamp;
use page_conversations::simulator::{Message, Person, Simulator, Thread, World};
use serde_json::json;

#[tokio::test]
async fn names_with_any_character_are_read_unchanged() {
    let special = ["\"", "\\", "\n", "\u{1f}", "\u{7f}", "é", "😏"];
    let places = (0..20).flat_map(|length| (0..=length).map(move |place| (length, place)));
    let names = places.flat_map(|(length, place)| {
        let text = |letter: &str, count| letter.repeat(count);
        special.map(|special| text("a", place) + special + &text("b", length - place))
    });
    let names: Vec<_> = names.collect();
    let time = Timestamp::from_unix_seconds(1_627_032_530);
    let people = names
        .iter()
        .map(|name| Person::on_messenger("7", name.clone()));
    let thread = people.fold(Thread::on_messenger("t_1", time), Thread::participant);
    let world = World::empty()
        .page("1", "Page", None)
        .thread("1", thread, []);
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    let answer = call(&simulator, "/v26.0/t_1?fields=participants{name}").await;
    let people = answer.body["participants"]["data"].as_array().unwrap();
    let read: Vec<_> = people
        .iter()
        .map(|person| person["name"].as_str().unwrap())
        .collect();
    assert_eq!(read, names);
}

#[tokio::test]
async fn a_page_is_written_with_the_fields_of_each_list_that_it_is_in() {
    let simulator = Simulator::start().await.unwrap();
    let page = &simulator.page_ids()[0];
    let fields = "participants{name},senders{email},former_participants,messages.limit(2){to{id}}";
    let path = format!("/v26.0/{page}/conversations?limit=40&fields={fields}");
    let answer = call(&simulator, &path).await;
    let threads = answer.body["data"].as_array().unwrap();
    assert_eq!(threads.len(), 40);
    for thread in threads {
        let of_page = |field: &str| thread[field]["data"][1].clone();
        let email = format!("{page}@facebook.com");
        let name = "Sample Page 1";
        assert_eq!(of_page("participants"), json!({ "name": name, "id": page }));
        assert_eq!(of_page("senders"), json!({ "email": email, "id": page }));
        for message in thread["messages"]["data"].as_array().unwrap() {
            let to = message["to"]["data"].as_array().unwrap();
            assert!(
                to.iter()
                    .all(|person| person.as_object().unwrap().len() == 1)
            );
        }
    }
}

#[tokio::test]
async fn people_of_the_same_name_are_written_each_with_their_ids() {
    let time = Timestamp::from_unix_seconds(1_785_319_200);
    let world = (0..5).fold(World::empty().page("1", "Page", None), |world, number| {
        let id = format!("t_{number}");
        let thread = Thread::on_messenger(id, time);
        let last = Person::on_messenger(format!("{}", 7 + number % 2), "Same");
        world.thread("1", thread.participant(last), [])
    });
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    let answer = call(&simulator, "/v26.0/1/conversations?fields=participants").await;
    for thread in answer.body["data"].as_array().unwrap() {
        let number: i64 = thread["id"].as_str().unwrap()[2..].parse().unwrap();
        let id = (7 + number % 2).to_string();
        assert_eq!(thread["participants"]["data"][0]["id"], id);
    }
}

#[tokio::test]
async fn errors_have_status_200_on_request() {
    let simulator = Simulator::start().await.unwrap();
    for (value, status) in [("true", 200), ("1", 200), ("false", 400), ("", 400)] {
        let path = format!("/v26.0/t_1?suppress_response_codes={value}");
        assert_eq!(
            call(&simulator, &path).await.code(),
            (status, 100),
            "{value}"
        );
    }
}

#[tokio::test]
async fn times_have_the_requested_format() {
    let time = Timestamp::from_unix_seconds(1_627_032_530);
    let message = Message::new("m_1", time, Person::on_messenger("7", "Alex"));
    let thread = Thread::on_messenger("t_1", time);
    let world = World::empty().page("1", "Page", None);
    let world = world.thread("1", thread, [message]);
    let simulator = Simulator::builder().world(world).start().await.unwrap();
    let read = async |format: &str| {
        let path = "/v26.0/1/conversations?fields=updated_time,messages{created_time}";
        let path = format!("{path}&date_format={format}");
        let answer = call(&simulator, &path).await;
        let thread = answer.body["data"][0].clone();
        let message = &thread["messages"]["data"][0];
        assert_eq!(thread["updated_time"], message["created_time"]);
        thread["updated_time"].clone()
    };
    for (format, expected) in [
        ("U", json!(1_627_032_530)),
        ("", json!("2021-07-23T09:28:50+0000")),
        ("c", json!("2021-07-23T09:28:50+00:00")),
        ("Y-m-d%5CTH:i:sP", json!("2021-07-23T09:28:50+00:00")),
        (
            "D,%20d%20M%20Y%20H:i:s%20O",
            json!("Fri, 23 Jul 2021 09:28:50 +0000"),
        ),
        (
            "l%20j%20F%20y%20g:i%20A",
            json!("Friday 23 July 21 9:28 AM"),
        ),
        (
            "N%20w%20W%20o%20z%20jS%20t%20L%20B%20u%20v%20p%20I%20Z%20x%20X",
            json!("5 5 29 2021 203 23rd 31 0 436 000000 000 Z 0 0 2021 +2021"),
        ),
        ("%25Y%25%22%5C%5C%5CY%5C", json!("%2021%\"\\Y\\")),
    ] {
        assert_eq!(read(format).await, expected, "{format}");
    }
    let path = format!("/v26.0/1/conversations?date_format={}", "c".repeat(65));
    assert_eq!(call(&simulator, &path).await.code(), (400, 100));
}

#[tokio::test]
async fn the_pages_of_a_list_keep_the_format_of_times() {
    let simulator = Simulator::start().await.unwrap();
    let path = format!(
        "/v26.0/{}/conversations?date_format=U&limit=2",
        simulator.page_ids()[0]
    );
    let first = call(&simulator, &path).await;
    let next = get(first.body["paging"]["next"].as_str().unwrap()).await;
    assert!(
        next.body["data"][1]["updated_time"].is_i64(),
        "{}",
        next.body
    );
}
