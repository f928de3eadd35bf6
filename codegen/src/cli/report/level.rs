//! How severe a finding is.

use serde::Serialize;

/// How severe a finding is, most severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// It fails the run.
    Error,
    /// Somebody should look at it.
    Warning,
    /// Information.
    Notice,
}
