//! A hand-written client that reads the same threads, with reqwest, serde_json and structs
//! of text, options and lists.
//!
//! Errors are recognized by the status and by `error`, and the cursor is followed if there is
//! a `next`.

use std::hint::black_box;
use std::time::Duration;

use super::derived::Page;
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
