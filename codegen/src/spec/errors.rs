//! Error codes of the API, and what to do about them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::located::{Entries, Located, OneOrMany};
use super::words::VersionName;
use super::{Provenance, Range};

/// An error code. Its key is the number.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `name`, `advice`, `doc` and `source`"
)]
pub struct ErrorCode {
    /// Name in the bindings, such as `RateLimitExceeded`.
    pub name: Located<String>,
    /// What a client should do: a conclusion that the contract draws.
    pub advice: Advice,
    /// What the code says.
    pub doc: String,
    /// Where this comes from.
    pub source: Provenance,
    /// First version that has it; from the oldest where absent.
    pub since: Option<Located<VersionName>>,
    /// First version that lacks it.
    pub removed_in: Option<Located<VersionName>>,
    /// Spans of versions, where it came and went more than once.
    pub ranges: Option<Vec<Range>>,
    /// What the code means with a subcode.
    #[serde(default)]
    pub subcodes: Entries<OneOrMany<Subcode>>,
}

/// A subcode. Its key is the number.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `name`, `advice`, `doc` and `source`"
)]
pub struct Subcode {
    /// Name in the bindings, such as `AccessTokenExpired`.
    pub name: Located<String>,
    /// What a client should do: a conclusion that the contract draws.
    pub advice: Advice,
    /// What the code says.
    pub doc: String,
    /// Where this comes from.
    pub source: Provenance,
    /// First version that has it; from the oldest where absent.
    pub since: Option<Located<VersionName>>,
    /// First version that lacks it.
    pub removed_in: Option<Located<VersionName>>,
    /// Spans of versions, where it came and went more than once.
    pub ranges: Option<Vec<Range>>,
}

/// What a client should do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// Wait, then send the same call again.
    Wait,
    /// Get a new access token.
    LogIn,
    /// Get a permission, a task or the person's consent.
    GetPermission,
    /// Change the call: it fails however often it is sent.
    FixRequest,
    /// Stop, and have a person look.
    GiveUp,
}
