//! The cost of mirrors: writing messages, many Pages, and one large inbox.
//!
//! `cargo bench --bench sync --features postgres,simulator` prints a table, and fails if a bound
//! is exceeded. The simulator is a process of its own. PostgreSQL is measured if
//! `TEST_POSTGRES_URL` is set: `.ci/postgres cargo bench ...` starts a server.

#![allow(missing_docs)]

#[path = "sync/large_inbox.rs"]
mod large_inbox;
#[path = "sync/many_pages.rs"]
mod many_pages;
mod proc_status;
#[path = "sync/simulated.rs"]
mod simulated;
mod table;
#[path = "sync/writing.rs"]
mod writing;

use std::env;
use std::error::Error;
use std::process::ExitCode;

use page_conversations::sync::SqliteStore;

use crate::table::Row;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    if let [simulated::ROLE, pages, threads, latency] = arguments[..] {
        simulated::serve(pages.parse()?, threads.parse()?, latency.parse()?).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut rows = writing::rows().await?;
    rows.extend(large_inbox::rows().await?);
    rows.extend(pages_in_sqlite().await?);
    rows.extend(pages_in_postgres().await?);
    Ok(table::print(rows))
}

async fn pages_in_sqlite() -> Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("mirror.db");
    let workers = [
        SqliteStore::open(&file).await?,
        SqliteStore::open(&file).await?,
    ];
    many_pages::rows("SQLite", workers).await
}

#[cfg(not(feature = "postgres"))]
async fn pages_in_postgres() -> Result<Vec<Row>> {
    println!("skipped: PostgreSQL, because the feature `postgres` is off");
    Ok(Vec::new())
}

#[cfg(feature = "postgres")]
async fn pages_in_postgres() -> Result<Vec<Row>> {
    use page_conversations::sync::PostgresStore;

    let Ok(url) = env::var("TEST_POSTGRES_URL") else {
        println!("skipped: PostgreSQL, because TEST_POSTGRES_URL is not set");
        return Ok(Vec::new());
    };
    let schema = format!("bench {}", std::process::id());
    let open = || PostgresStore::builder(&*url).schema(&*schema).connect();
    many_pages::rows("PostgreSQL", [open().await?, open().await?]).await
}
