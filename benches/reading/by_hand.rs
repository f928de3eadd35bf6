//! A hand-written client that reads the same threads, with reqwest, serde_json and structs
//! of text, options and lists.
//!
//! Times are parsed with chrono. Errors are recognized by the status and by `error`, and
//! the cursor is followed if there is a `next`.

// Most of the fields are only decoded.
#![allow(dead_code)]

use std::hint::black_box;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Deserializer};

use super::server::{ACCESS_TOKEN, PAGE_ID};

/// The fields of the recorded thread.
pub const FIELDS: &str = "can_reply,folder,former_participants,id,is_subscribed,link,\
    message_count,messages{created_time,from,id,message,tags,to},participants,\
    scoped_thread_key,senders,snippet,unread_count,updated_time";

pub struct Client {
    http: reqwest::Client,
    url: String,
}

impl Client {
    pub fn new(host: &str) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(30))
            .connect_timeout(Duration::from_secs(10))
            .no_proxy()
            .build()?;
        let url = format!("{host}/v26.0/{PAGE_ID}/conversations");
        Ok(Self { http, url })
    }

    /// Reads and counts all threads.
    pub async fn read(&self, limit: usize) -> Result<usize, Box<dyn std::error::Error>> {
        let limit = limit.to_string();
        let (mut count, mut after) = (0, None::<String>);
        loop {
            let request = self.http.get(&self.url).bearer_auth(ACCESS_TOKEN);
            let mut request = request.query(&[("fields", FIELDS), ("limit", &limit)]);
            if let Some(after) = &after {
                request = request.query(&[("after", after)]);
            }
            let response = request.send().await?;
            let status = response.status();
            let page: Page = serde_json::from_slice(&response.bytes().await?)?;
            if let Some(error) = page.error {
                return Err(format!("{status}: {} {}", error.code, error.message).into());
            }
            if !status.is_success() {
                return Err(status.to_string().into());
            }
            for thread in page.data {
                black_box(thread);
                count += 1;
            }
            let paging = page.paging.filter(|paging| paging.next.is_some());
            after = paging.and_then(|paging| paging.cursors?.after);
            if after.is_none() {
                return Ok(count);
            }
        }
    }

    /// Receives the first page so many times, and drops it: what HTTP alone takes.
    pub async fn receive(&self, pages: usize, limit: usize) -> reqwest::Result<()> {
        let limit = limit.to_string();
        for _ in 0..pages {
            let request = self.http.get(&self.url).bearer_auth(ACCESS_TOKEN);
            let request = request.query(&[("fields", FIELDS), ("limit", &limit)]);
            black_box(request.send().await?.bytes().await?);
        }
        Ok(())
    }
}

/// Decodes a page, and counts its threads.
pub fn decode(body: &[u8]) -> serde_json::Result<usize> {
    let page: Page = serde_json::from_slice(body)?;
    Ok(black_box(page).data.len())
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    data: Vec<Thread>,
    paging: Option<Paging>,
    error: Option<GraphError>,
}

#[derive(Deserialize)]
struct GraphError {
    code: i64,
    message: String,
}

#[derive(Deserialize)]
struct Edge<T> {
    data: Vec<T>,
    paging: Option<Paging>,
}

#[derive(Deserialize)]
struct Paging {
    cursors: Option<Cursors>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Cursors {
    before: Option<String>,
    after: Option<String>,
}

#[derive(Deserialize)]
struct Thread {
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
