//! Uses the service as its callers do, and fails if it does not do what it should.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use page_conversations::simulator::{Fault, Simulator};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::inboxes::Inboxes;
use crate::tokens::{BoxError, TokenStore};
use crate::{http, local_graph};

/// The result of a request, or of a check.
type Checked<T = ()> = Result<T, BoxError>;

const PAGES: usize = 120;

/// Starts the service, and checks all that it does.
pub async fn run() -> Checked {
    let simulator = local_graph(PAGES).await?;
    let tokens = Arc::new(TokenStore::local(simulator.clone()));
    let inboxes = Inboxes::open(&simulator.url(), tokens.clone()).await?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let service = Service::new(&listener, simulator)?;
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async { drop(stopped.await) };
    let server = tokio::spawn(http::serve(listener, inboxes, stopped));

    let pages = service.pages().await?;
    service.reads_each_inbox(&pages).await?;
    service.renews_tokens(&pages, &tokens).await?;
    service.keeps_the_pace(&pages[0]).await?;
    service.maps_errors(&pages[1]).await?;
    service.counts_attempts().await?;
    let last = service.begin_slow_request(&pages[2]).await?;
    drop(stop);
    server.await??;
    let finished = last.await??;
    ensure(finished.status == 200, || format!("{finished:?}"))?;
    let refused = service.get("/pages").await.is_err();
    ensure(refused, || {
        "it accepts requests after it stopped".to_owned()
    })?;
    println!("Stopped after the request in progress was finished");
    Ok(())
}

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Checked {
    match holds {
        true => Ok(()),
        false => Err(what().into()),
    }
}

/// A response of the service.
#[derive(Debug)]
struct Answer {
    status: u16,
    retry_after: Option<String>,
    text: String,
}

impl Answer {
    fn json(&self) -> Checked<Value> {
        Ok(serde_json::from_str(&self.text)?)
    }
}

/// The service, and the Graph that it reads from.
#[derive(Clone)]
struct Service {
    http: reqwest::Client,
    url: String,
    simulator: Arc<Simulator>,
}

impl Service {
    fn new(listener: &TcpListener, simulator: Arc<Simulator>) -> Checked<Self> {
        Ok(Self {
            http: reqwest::Client::builder().no_proxy().build()?,
            url: format!("http://{}", listener.local_addr()?),
            simulator,
        })
    }

    async fn get(&self, path: &str) -> Checked<Answer> {
        let response = self.http.get(format!("{}{path}", self.url)).send().await?;
        let retry_after = response.headers().get("retry-after");
        let answer = Answer {
            status: response.status().as_u16(),
            retry_after: retry_after.and_then(|value| Some(value.to_str().ok()?.to_owned())),
            text: response.text().await?,
        };
        if answer.text.contains("EAAB") {
            return Err(format!("{path} has a token").into());
        }
        Ok(answer)
    }

    async fn inbox(&self, page_id: &str) -> Checked<Answer> {
        self.get(&format!("/pages/{page_id}/inbox")).await
    }

    async fn pages(&self) -> Checked<Vec<String>> {
        let pages = self.get("/pages").await?.json()?;
        Ok(serde_json::from_value(pages["pages"].clone())?)
    }

    /// All inboxes are read at the same time, each with its own conversations.
    async fn reads_each_inbox(&self, pages: &[String]) -> Checked {
        let answers = try_join_all(pages.iter().map(|page| self.inbox(page))).await?;
        let mut ids = HashSet::new();
        for (page, answer) in pages.iter().zip(&answers) {
            ensure(answer.status == 200, || format!("{page}: {answer:?}"))?;
            let mut inbox = answer.json()?;
            ids.extend(conversations(&inbox));
            let cursor = inbox["next"].as_str().ok_or("no further page")?;
            let rest = format!("/pages/{page}/inbox?after={cursor}");
            inbox = self.get(&rest).await?.json()?;
            ids.extend(conversations(&inbox));
            ensure(inbox["next"].is_null(), || format!("{page} does not end"))?;
        }
        println!("{} Pages, {} conversations", pages.len(), ids.len());
        ensure(ids.len() == PAGES * 30, || "some are missing".to_owned())
    }

    /// Each token is renewed once, though two requests need it.
    async fn renews_tokens(&self, pages: &[String], tokens: &TokenStore) -> Checked {
        if let TokenStore::Local(tokens) = tokens {
            tokens.expire_all();
        }
        let twice = pages.iter().chain(pages).map(|page| self.inbox(page));
        let answers = try_join_all(twice).await?;
        let failed = answers.iter().find(|answer| answer.status != 200);
        ensure(failed.is_none(), || format!("{failed:?}"))?;
        let renewals = self.metric("graph_token_renewals_total").await?;
        println!(
            "{} requests with expired tokens, {renewals} renewals",
            answers.len()
        );
        ensure(renewals == PAGES as f64, || {
            "it renewed too often".to_owned()
        })
    }

    /// A Page has 2 calls per second: the fifth call is sent after 2 seconds.
    async fn keeps_the_pace(&self, page: &str) -> Checked {
        let start = Instant::now();
        let answers = try_join_all((0..5).map(|_| self.inbox(page))).await?;
        let elapsed = start.elapsed();
        println!("{} requests for one Page, at its pace", answers.len());
        ensure(elapsed >= Duration::from_secs(2), || {
            format!("only {elapsed:?}")
        })?;
        ensure(answers.iter().all(|one| one.status == 200), || {
            format!("{answers:?}")
        })
    }

    /// Errors have the status of their advice.
    async fn maps_errors(&self, page: &str) -> Checked {
        let graph_error = |code| Fault::Error {
            code,
            subcode: None,
            is_transient: None,
        };
        let unknown = self.inbox("1").await?;
        let cursor = format!("/pages/{page}/inbox?after=nonsense");
        let wrong_cursor = self.get(&cursor).await?;
        self.simulator.fail_next(graph_error(200));
        let forbidden = self.inbox(page).await?;
        self.simulator.fail_next(graph_error(80006));
        let limited = self.inbox(page).await?;
        let calls = self.simulator.calls().len();
        let paused = self.inbox(page).await?;
        let unsent = self.simulator.calls().len() == calls;
        ensure(unsent, || {
            "it sent a call of a rate-limited token".to_owned()
        })?;
        let answers = [
            ("unknown Page", unknown, 404),
            ("wrong cursor", wrong_cursor, 400),
            ("missing permission", forbidden, 403),
            ("rate limit", limited, 503),
            ("rate limit, not sent", paused, 503),
        ];
        for (what, answer, status) in answers {
            println!("{}: {what}", answer.status);
            ensure(answer.status == status, || format!("{answer:?}"))?;
            let has_wait = answer.retry_after.is_some();
            ensure(has_wait == (status == 503), || format!("{answer:?}"))?;
        }
        Ok(())
    }

    /// The metrics count the attempts that Graph saw, and each of them has ended.
    async fn counts_attempts(&self) -> Checked {
        let calls = self.simulator.calls().len();
        let attempts = self.metric("graph_attempts_total").await?;
        let timed = self.metric("graph_attempt_seconds_count").await?;
        println!("The metrics count each call that Graph answered");
        ensure(attempts == calls as f64 && timed == attempts, || {
            format!("{timed} timed")
        })?;
        let text = self.get("/metrics").await?.text;
        let quotas = text.matches("graph_quota_percent{page=").count();
        ensure(quotas == PAGES, || format!("{quotas} quotas"))?;
        let in_flight = self.metric("graph_attempts_in_flight").await?;
        ensure(in_flight == 0.0, || format!("{in_flight} in flight"))
    }

    /// Returns the sum of the values of a metric.
    async fn metric(&self, name: &str) -> Checked<f64> {
        let text = self.get("/metrics").await?.text;
        let values = text.lines().filter_map(|line| {
            let rest = line.strip_prefix(name)?;
            rest.starts_with([' ', '{'])
                .then(|| rest.rsplit(' ').next()?.parse().ok())?
        });
        let values: Vec<f64> = values.collect();
        ensure(!values.is_empty(), || {
            format!("no metric {name} in:\n{text}")
        })?;
        Ok(values.iter().sum())
    }

    /// Begins a request, and returns once its call is in flight.
    async fn begin_slow_request(&self, page: &str) -> Checked<JoinHandle<Checked<Answer>>> {
        self.simulator
            .fail_next(Fault::Delay(Duration::from_secs(1)));
        let (service, page) = (self.clone(), page.to_owned());
        let request = tokio::spawn(async move { service.inbox(&page).await });
        while self.metric("graph_attempts_in_flight").await? == 0.0 {
            ensure(!request.is_finished(), || "it is over".to_owned())?;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(request)
    }
}

/// Returns the ids of the conversations of an inbox.
fn conversations(inbox: &Value) -> Vec<String> {
    let conversations = inbox["conversations"].as_array().into_iter().flatten();
    let ids = conversations.filter_map(|conversation| conversation["id"].as_str());
    ids.map(str::to_owned).collect()
}
