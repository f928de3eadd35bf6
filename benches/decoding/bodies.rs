//! Bodies without mismatches, with one, and full of them.

use serde_json::{Value, json};

/// Returns a page of copies of the recorded thread with all fields, each with its own id.
pub fn full_threads(threads: usize) -> Vec<u8> {
    page(threads).to_string().into_bytes()
}

/// Returns the same page with a wrong value in the last message of the last thread.
pub fn full_threads_with_one_wrong(threads: usize) -> Vec<u8> {
    let mut page = page(threads);
    let messages = &mut page["data"][threads - 1]["messages"]["data"];
    messages[1]["created_time"] = json!(true);
    page.to_string().into_bytes()
}

fn page(threads: usize) -> Value {
    let recorded = include_str!("../../tests/fixtures/graph/02_messenger_list_all_fields.json");
    let mut page: Value = serde_json::from_str(recorded).unwrap();
    let thread = page["data"][0].take();
    let numbered = |number| {
        let mut thread = thread.clone();
        thread["id"] = json!(format!("t_58795691539{number:04}"));
        thread
    };
    page["data"] = (0..threads).map(numbered).collect();
    page
}

/// Returns the nodes of a page as the response to a request of their ids.
pub fn by_id(page: &[u8]) -> Vec<u8> {
    let mut page: Value = serde_json::from_slice(page).unwrap();
    let nodes = page["data"].as_array_mut().unwrap().drain(..);
    let nodes = nodes.map(|node| (node["id"].as_str().unwrap().to_owned(), node));
    Value::Object(nodes.collect()).to_string().into_bytes()
}

/// A page that repeats a part with a mismatch.
pub struct Hostile {
    pub name: &'static str,
    start: &'static str,
    part: &'static str,
    end: &'static str,
}

impl Hostile {
    pub fn of_count(&self, count: usize) -> Vec<u8> {
        let parts = vec![self.part; count].join(",");
        format!("{}{parts}{}", self.start, self.end).into_bytes()
    }

    pub fn of_size(&self, bytes: usize) -> Vec<u8> {
        self.of_count(bytes / (self.part.len() + 1))
    }
}

/// Pages of parts that contain one mismatch each.
pub const HOSTILE: [Hostile; 5] = [
    Hostile {
        name: "nodes that are `null`",
        start: r#"{"data":["#,
        part: "null",
        end: "]}",
    },
    Hostile {
        name: "nodes with a wrong name",
        start: r#"{"data":["#,
        part: r#"{"id":"t_587956915390001","name":5}"#,
        end: "]}",
    },
    Hostile {
        name: "wrong participants of one node",
        start: r#"{"data":[{"id":"1","participants":{"data":["#,
        part: "5",
        end: "]}}]}",
    },
    Hostile {
        name: "wrong values deep within one node",
        start: r#"{"data":[{"id":"1","messages":{"data":[{"id":"m","shares":{"data":[
            {"template":{"payload":{"product":{"elements":{"data":["#,
        part: r#"{"name":5}"#,
        end: "]}}}}}]}}]}}]}",
    },
    Hostile {
        name: "members of one name",
        start: r#"{"data":[{"id":"1","#,
        part: r#""name":"n""#,
        end: r#","name":"z"}]}"#,
    },
];
