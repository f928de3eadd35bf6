//! The versions that have a thing, and what to use once it is gone.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{EnumValue, ErrorCode, Operation, Param, Type};
use crate::contract::spec::VersionName;
use crate::contract::spec::replacement::ItemKind;

/// Versions in which a thing is available: from `since`, before `removed_in`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Span {
    /// First version; from the oldest where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<VersionName>,
    /// Whether it was there in another form before `since`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub takes_over: bool,
    /// First version that lacks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed_in: Option<VersionName>,
    /// Whether it is there in another form from `removed_in` on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
}

/// What to use instead of a thing that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Replacement {
    /// What kind of thing it is.
    pub kind: ItemKind,
    /// What it is part of, where that is not what the replaced thing is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Its name.
    pub name: String,
}

/// As the spec writes it: `snippet`, or `UnifiedThread.snippet` from elsewhere.
impl fmt::Display for Replacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(of) = &self.of {
            write!(f, "{of}.")?;
        }
        f.write_str(&self.name)
    }
}

/// A thing that not every version has to have.
pub trait Lifetime {
    /// Versions, where not all.
    fn available(&self) -> &[Span];

    /// What to use instead, once it is gone.
    fn replaced_by(&self) -> Option<&Replacement>;
}

macro_rules! lifetime {
    ($($item:ty),*) => {$(
        impl Lifetime for $item {
            fn available(&self) -> &[Span] {
                &self.available
            }

            fn replaced_by(&self) -> Option<&Replacement> {
                self.replaced_by.as_ref()
            }
        }
    )*};
}

lifetime!(EnumValue, ErrorCode, Operation, Param, Type);
