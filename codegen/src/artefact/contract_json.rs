//! `contract.json`: the resolved contract, for the simulator and other tools.

use serde::Serialize;

use crate::contract::Contracts;
use crate::output::MARK;
use crate::spec::FORMAT;

/// The document.
#[derive(Serialize)]
pub struct Document<'a> {
    #[serde(rename = "$comment")]
    comment: &'static str,
    format: u32,
    #[serde(flatten)]
    contracts: &'a Contracts,
}

/// The document of all versions.
pub fn document(contracts: &Contracts) -> Document<'_> {
    Document {
        comment: MARK,
        format: FORMAT,
        contracts,
    }
}
