//! The cost of reading: memory compared with a stream a hundredth as long, and processor
//! time compared with a hand-written client.
//!
//! `cargo bench --bench reading` prints a table, and fails if a bound is exceeded. The
//! binary starts itself again as the server and as the processes whose memory is measured.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used)]

#[path = "reading/by_hand.rs"]
mod by_hand;
#[path = "decoding/derived.rs"]
mod derived;
#[path = "reading/memory.rs"]
mod memory;
mod proc_status;
#[path = "reading/processor.rs"]
mod processor;
#[path = "reading/python.rs"]
mod python;
#[path = "reading/server.rs"]
mod server;
mod table;

use std::env;
use std::error::Error;
use std::process::ExitCode;

use indicatif::style::TemplateError;
use indicatif::{ProgressBar, ProgressStyle};
use page_conversations::v26_0::{
    ListConversations, ListMessagesExpansion, UnifiedMessageFields, UnifiedThreadFields,
};
use page_conversations::{Graph, Pacing};

use crate::server::{ACCESS_TOKEN, PAGE_ID};
use crate::table::Row;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [server::ROLE, pages, threads] => server::run(pages.parse()?, threads.parse()?)?,
        [memory::ROLE, host, threads] => memory::run(host, threads.parse()?).await?,
        // Cargo passes `--bench`.
        _ => return measure().await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure() -> Result<ExitCode, Box<dyn Error>> {
    let mut rows = Vec::new();
    match memory::can_measure() {
        true => rows.push(memory_row()?),
        false => println!("Peak memory is not measured: there is no /proc/self/status here."),
    }
    rows.push(processor::row().await?);
    rows.extend(python::row().await?);
    Ok(table::print(rows))
}

fn memory_row() -> Result<Row, Box<dyn Error>> {
    let large = memory::lowest_of_streaming(1_000_000)?;
    let small = memory::lowest_of_streaming(10_000)?;
    Ok(Row::ratio(
        format!("peak memory of 1,000,000 threads, {large} KiB"),
        format!("10,000 threads, {small} KiB"),
        large as f64 / small as f64,
        format!("the lowest of {} processes each", memory::PROCESSES),
        1.05,
    )
    .floor(1.0))
}

/// Returns a client without a rate limit.
fn graph(host: &str) -> Result<Graph, page_conversations::Error> {
    let builder = Graph::builder(ACCESS_TOKEN).host(host);
    builder.pacing(Pacing::off()).build()
}

/// Selects all fields of the recorded thread.
fn full_threads(limit: usize) -> ListConversations {
    let messages = UnifiedMessageFields::new().created_time().from();
    let messages = messages.id().message().tags().to();
    let fields = UnifiedThreadFields::new()
        .can_reply()
        .folder()
        .former_participants()
        .id()
        .is_subscribed()
        .link()
        .message_count()
        .messages_with(ListMessagesExpansion::new(messages))
        .participants()
        .scoped_thread_key()
        .senders()
        .snippet()
        .unread_count()
        .updated_time();
    ListConversations::new(PAGE_ID)
        .fields(fields)
        .limit(limit as u64)
}

/// A progress bar on standard error, if that is a terminal.
fn bar(length: usize, what: &'static str) -> Result<ProgressBar, TemplateError> {
    let style = "{bar:40} {human_pos}/{human_len} {msg}, {eta} left";
    let bar = ProgressBar::new(length as u64).with_message(what);
    Ok(bar.with_style(ProgressStyle::with_template(style)?))
}
