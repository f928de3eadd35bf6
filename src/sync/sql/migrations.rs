//! The versions of a schema.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sqlx::error::BoxDynError;
use sqlx::migrate::{MigrateError, Migration, MigrationSource, MigrationType, Migrator};

use crate::sync::error::StoreError;

/// The scripts of a schema with their descriptions, the first of version 1. None of them ever
/// changes.
pub(in crate::sync) type Scripts = &'static [(&'static str, &'static str)];

#[derive(Debug)]
struct Source(Scripts);

impl MigrationSource<'static> for Source {
    fn resolve(self) -> BoxFuture<'static, Result<Vec<Migration>, BoxDynError>> {
        let scripts = (1..).zip(self.0).map(|(version, (description, sql))| {
            let kind = MigrationType::Simple;
            Migration::new(version, (*description).into(), kind, (*sql).into(), false)
        });
        let scripts = scripts.collect();
        async { Ok(scripts) }.boxed()
    }
}

/// Returns what runs the scripts that a store does not have yet. One of a newer version, and one
/// in which others were run, is an error.
pub(in crate::sync) async fn migrator(scripts: Scripts) -> Result<Migrator, MigrateError> {
    Migrator::new(Source(scripts)).await
}

/// Converts an error; `convert` those of the database.
pub(in crate::sync) fn migration_error(
    error: MigrateError,
    convert: impl Fn(sqlx::Error) -> StoreError,
) -> StoreError {
    match error {
        MigrateError::VersionMissing(version) => StoreError::TooNew { version },
        MigrateError::VersionMismatch(version) | MigrateError::Dirty(version) => {
            StoreError::Broken {
                message: format!("schema version {version} is not the one of this program"),
            }
        }
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => convert(error),
        error => StoreError::Other {
            doing: "updating the schema",
            source: Box::new(error),
        },
    }
}
