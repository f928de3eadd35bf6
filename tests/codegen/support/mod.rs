//! What several tests share.

/// The contract as it was when v26.0 was its newest version, for tests that
/// expect certain versions, types or lines of it. New facts do not change it.
pub const CONTRACT: &str = "../tests/codegen/frozen/spec";

pub mod applying;
pub mod catalogues;
#[cfg(unix)]
pub mod comments;
pub mod every_change;
pub mod made;
pub mod merging;
pub mod next_version;
pub mod repository;
pub mod sarif;
pub mod scratch;
#[cfg(unix)]
pub mod workplace;
