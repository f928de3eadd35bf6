//! Error codes of the contract.

use serde::Deserialize;

/// An error code of the table, or a special case of one.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ErrorCode {
    pub(crate) code: i64,
    /// The last code, if the entry is a range.
    pub(crate) through: Option<i64>,
    pub(crate) subcode: Option<i64>,
    pub(crate) message: Option<String>,
    pub(crate) advice: String,
    pub(crate) doc: String,
}

impl ErrorCode {
    /// Returns whether the entry covers a code.
    pub(crate) fn contains(&self, code: i64) -> bool {
        (self.code..=self.through.unwrap_or(self.code)).contains(&code)
    }
}
