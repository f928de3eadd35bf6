//! A page on which a person tries queries by hand.
//!
//! ```text
//! contract.json ──document──> what the page reads of a version ─┐
//! web/* ──────────files─────> the page, its styles and scripts ─┴─respond──> responses
//! ```

mod document;
mod files;
mod respond;

pub(crate) use self::respond::respond;
