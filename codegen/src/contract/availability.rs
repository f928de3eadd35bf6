//! The versions that have an item, and its replacement.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::contract::spec::VersionName;
use crate::contract::spec::replacement::ItemKind;

/// Versions in which an item is available: from `since`, before `removed_in`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Span {
    /// First version; from the oldest where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<VersionName>,
    /// Whether another form of it was available before `since`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub takes_over: bool,
    /// First version that lacks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed_in: Option<VersionName>,
    /// Whether another form of it is available from `removed_in` on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
}

/// What to use instead of a removed item.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Replacement {
    /// Kind of the replacement.
    pub kind: ItemKind,
    /// What it is part of, if that differs from the replaced item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Its name.
    pub name: String,
}

/// Formats it as the spec does: `snippet`, or `UnifiedThread.snippet` elsewhere.
impl fmt::Display for Replacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(of) = &self.of {
            write!(f, "{of}.")?;
        }
        f.write_str(&self.name)
    }
}
