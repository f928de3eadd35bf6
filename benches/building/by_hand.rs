use std::error::Error;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Deserializer, de};

const FIELDS: &str = "participants,snippet,updated_time";

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    data: Vec<Thread>,
    paging: Option<Paging>,
    error: Option<GraphError>,
}

#[derive(Deserialize)]
struct Paging {
    cursors: Option<Cursors>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Cursors {
    after: Option<String>,
}

#[derive(Deserialize)]
struct GraphError {
    code: i64,
    message: String,
}

#[derive(Deserialize)]
struct Thread {
    id: String,
    participants: Option<Participants>,
    snippet: Option<String>,
    #[serde(default, deserialize_with = "time")]
    updated_time: Option<DateTime<FixedOffset>>,
}

#[derive(Deserialize)]
struct Participants {
    data: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    id: Option<String>,
    name: Option<String>,
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
    let text = <Option<&str>>::deserialize(from)?;
    let time = text.map(|text| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z"));
    time.transpose().map_err(de::Error::custom)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let token = std::env::var("TOKEN").unwrap_or_default();
    let http = reqwest::Client::new();
    let mut after = None::<String>;
    loop {
        let url = "https://graph.facebook.com/v26.0/210000000000001/conversations";
        let mut request = http.get(url).bearer_auth(&token);
        request = request.query(&[("fields", FIELDS), ("platform", "MESSENGER")]);
        if let Some(after) = &after {
            request = request.query(&[("after", after)]);
        }
        let body = request.send().await?.bytes().await?;
        let page: Page = serde_json::from_slice(&body)?;
        if let Some(error) = page.error {
            return Err(format!("{}: {}", error.code, error.message).into());
        }
        for thread in page.data {
            println!("{} {:?} {:?}", thread.id, thread.updated_time, thread.snippet);
            for person in thread.participants.into_iter().flat_map(|people| people.data) {
                println!("    {:?} {:?}", person.id, person.name);
            }
        }
        let paging = page.paging.filter(|paging| paging.next.is_some());
        after = paging.and_then(|paging| paging.cursors?.after);
        if after.is_none() {
            return Ok(());
        }
    }
}
