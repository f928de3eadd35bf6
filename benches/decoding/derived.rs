//! Structs with serde's derive, as a person writes them for the recorded thread: of text, options
//! and lists. Times are parsed with chrono.

// Most of the fields are only decoded.
#![allow(dead_code)]

use std::hint::black_box;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Deserializer};

/// Decodes a page, and counts its threads.
pub fn decode(body: &[u8]) -> serde_json::Result<usize> {
    let page: Page = serde_json::from_slice(body)?;
    Ok(black_box(page).data.len())
}

#[derive(Deserialize)]
pub struct Page {
    #[serde(default)]
    pub data: Vec<Thread>,
    pub paging: Option<Paging>,
    pub error: Option<GraphError>,
}

#[derive(Deserialize)]
pub struct GraphError {
    pub code: i64,
    pub message: String,
}

#[derive(Deserialize)]
struct Edge<T> {
    data: Vec<T>,
    paging: Option<Paging>,
}

#[derive(Deserialize)]
pub struct Paging {
    pub cursors: Option<Cursors>,
    pub next: Option<String>,
}

#[derive(Deserialize)]
pub struct Cursors {
    before: Option<String>,
    pub after: Option<String>,
}

#[derive(Deserialize)]
pub struct Thread {
    id: String,
    can_reply: Option<bool>,
    folder: Option<String>,
    former_participants: Option<Edge<Person>>,
    is_subscribed: Option<bool>,
    link: Option<String>,
    message_count: Option<i64>,
    messages: Option<Edge<Message>>,
    participants: Option<Edge<Person>>,
    scoped_thread_key: Option<String>,
    senders: Option<Edge<Person>>,
    snippet: Option<String>,
    unread_count: Option<i64>,
    #[serde(default, deserialize_with = "time")]
    updated_time: Option<DateTime<FixedOffset>>,
}

#[derive(Deserialize)]
struct Person {
    id: Option<String>,
    name: Option<String>,
    email: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    id: String,
    #[serde(default, deserialize_with = "time")]
    created_time: Option<DateTime<FixedOffset>>,
    from: Option<Person>,
    message: Option<String>,
    tags: Option<Edge<Tag>>,
    to: Option<Edge<Person>>,
}

#[derive(Deserialize)]
struct Tag {
    name: Option<String>,
}

/// Parses `+0000`, which chrono's own implementation does not accept.
fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
    let text = <Option<&str>>::deserialize(from)?;
    let time = text.map(|text| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z"));
    time.transpose().map_err(serde::de::Error::custom)
}
