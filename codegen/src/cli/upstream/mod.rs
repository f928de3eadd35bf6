//! Meta's machine-readable spec of a Graph version, compared with the contract.
//!
//! ```text
//! folder ──load──> MetaSpec ──compare──> findings ──apply──> spec/*.yaml
//!                            ──draft──> a first YAML of another edge
//! ```

pub mod apply;
pub mod compare;
mod counterpart;
mod defect;
pub mod draft;
mod error;
mod file;
pub mod finding;
pub mod meta_spec;
pub mod pinned;
mod read;
mod record;
pub mod report;
pub mod rules;
mod types;

pub use self::error::Error;
