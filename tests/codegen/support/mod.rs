//! What several tests share.

pub mod applying;
pub mod catalogues;
pub mod next_version;
pub mod repository;
pub mod scratch;
