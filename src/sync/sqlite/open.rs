//! Opens a file, or creates it.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::migrate::MigrateError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::error::{is_no_database, while_};
use crate::sync::error::StoreError;
use crate::sync::sql::database::{KEPT_STATEMENTS, Result};
use crate::sync::sql::migrations::{Scripts, migration_error, migrator};

/// What the first script of the schema sets as `application_id`.
const APPLICATION_ID: i64 = 1_885_565_814;

/// The scripts of the schema, the first of version 1.
const SCRIPTS: Scripts = &[
    ("first version", include_str!("schema.sql")),
    (
        "conversations without an id",
        "ALTER TABLE runs ADD COLUMN threads_without_id INTEGER",
    ),
    (
        "values of other types",
        "ALTER TABLE runs ADD COLUMN values_of_other_types INTEGER",
    ),
];

const OPENING: &str = "opening the file";

/// Pages of 4 KiB that the journal has before they are moved into the file. A page that changed
/// many times is moved once, and the file is flushed once.
const JOURNAL_PAGES: &str = "4096";

/// Pages of 4 KiB in memory.
const CACHED_PAGES: &str = "4096";

/// How long a write waits for those of other processes.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// After how long a file is opened again that another process creates.
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// Opens a file, or creates it, and brings its schema up to date.
pub(super) async fn open(path: &Path) -> Result<SqliteConnection> {
    create(path)?;
    let start = Instant::now();
    loop {
        match connect(path).await {
            // SQLite itself does not wait where several processes create the file.
            Err(StoreError::Locked) if start.elapsed() < LOCK_TIMEOUT => {
                tokio::time::sleep(LOCK_PAUSE).await;
            }
            opened => return opened,
        }
    }
}

async fn connect(path: &Path) -> Result<SqliteConnection> {
    // SQLite would take `:memory:` and `file:` for something else.
    let absolute = std::path::absolute(path).map_err(cannot_create)?;
    let options = SqliteConnectOptions::new()
        .filename(absolute)
        .busy_timeout(LOCK_TIMEOUT)
        .foreign_keys(true)
        .statement_cache_capacity(KEPT_STATEMENTS)
        .disable_statement_logging();
    check(path, &options).await?;
    // In this mode, readers do not wait for the writer. What is committed stays after a crash
    // of the process; a crash of the machine may undo the last commits, which are then read
    // from Graph again.
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .pragma("secure_delete", "ON")
        .pragma("wal_autocheckpoint", JOURNAL_PAGES)
        .pragma("cache_size", CACHED_PAGES);
    // Scripts run on a pool. It ends here, and the connection stays.
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await
        .map_err(while_(OPENING))?;
    migrate(&pool).await?;
    let connection = pool.acquire().await.map_err(while_(OPENING))?;
    Ok(connection.detach())
}

/// Brings the schema up to date.
async fn migrate(pool: &SqlitePool) -> Result<()> {
    let migrate = async || migrator(SCRIPTS).await?.run(pool).await;
    let mut migrated = migrate().await;
    for _ in SCRIPTS {
        if !matches!(migrated, Err(MigrateError::ExecuteMigration(..))) {
            break;
        }
        // Another process may have run the script, which is found now.
        migrated = migrate().await;
    }
    migrated.map_err(|error| migration_error(error, while_("updating the schema")))
}

/// Creates the file for its owner alone, if there is none. SQLite's other files get the same
/// permissions.
fn create(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(cannot_create(error)),
    }
}

fn cannot_create(error: io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        ErrorKind::StorageFull => StoreError::Full,
        _ => StoreError::Other {
            doing: "creating the file",
            source: Box::new(error),
        },
    }
}

/// Checks that a file is empty or a store, without changing it.
async fn check(path: &Path, options: &SqliteConnectOptions) -> Result<()> {
    let foreign = || StoreError::Foreign {
        place: format!("file {}", path.display()),
    };
    let doing = "checking the file";
    let connected = options.connect().await;
    let mut connection = connected.map_err(|error| match is_no_database(&error) {
        true => foreign(),
        false => while_(doing)(error),
    })?;
    let read = sqlx::query_as(
        "SELECT application_id,
             (SELECT count(*) FROM sqlite_master WHERE tbl_name <> '_sqlx_migrations')
         FROM pragma_application_id",
    );
    let read: sqlx::Result<(i64, i64)> = read.fetch_one(&mut connection).await;
    let (application, tables) = read.map_err(|error| match is_no_database(&error) {
        true => foreign(),
        false => while_(doing)(error),
    })?;
    connection.close().await.map_err(while_(doing))?;
    // A file in which nothing was committed yet has no tables, or the one that sqlx creates first.
    match application == APPLICATION_ID || tables == 0 && application == 0 {
        true => Ok(()),
        false => Err(foreign()),
    }
}

/// What fails while the size is limited.
pub(super) const LIMITING: &str = "limiting the size";

pub(super) async fn limit_size(connection: &mut SqliteConnection, bytes: u64) -> Result<()> {
    let size = sqlx::query_scalar("SELECT page_size FROM pragma_page_size");
    let page_size: i64 = (size.fetch_one(&mut *connection).await).map_err(while_(LIMITING))?;
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let pages = (bytes / page_size.max(1)).max(1);
    // A pragma takes no parameters.
    let limit = format!("PRAGMA max_page_count = {pages}");
    let limited = sqlx::query(&limit).execute(connection).await;
    limited.map_err(while_(LIMITING))?;
    Ok(())
}
