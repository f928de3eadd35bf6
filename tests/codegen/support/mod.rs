//! What several tests share.

pub mod applying;
pub mod catalogues;
#[cfg(unix)]
pub mod comments;
pub mod merging;
pub mod next_version;
pub mod repository;
pub mod scratch;
#[cfg(unix)]
pub mod workplace;
