//! `contract.json`: the resolved contract, for the simulator and other tools.

use serde::{Deserialize, Serialize};

use crate::contract::Contracts;
use crate::contract::spec::FORMAT;
use crate::emit::output::MARK;

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

/// Reads the contracts from a document, which an older generator may have written.
///
/// # Errors
///
/// The text is not such a document.
pub fn read(text: &str) -> Result<Contracts, String> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let Format { format } = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if format > FORMAT {
        return Err(format!(
            "it has format {format}, and this generator reads format {FORMAT}"
        ));
    }
    serde_json::from_str(text).map_err(|error| error.to_string())
}
