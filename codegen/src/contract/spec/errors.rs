//! Error codes of the API, and what to do about them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::located::{Entries, Located, Name, OneOrMany};
use super::{Provenance, Range, VersionName};

/// An error code. Its key is the number.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `name`, `advice`, `doc` and `source`"
)]
pub struct ErrorCode {
    /// Name in the bindings, such as `RateLimitExceeded`.
    pub name: Name,
    /// What a client should do, as concluded by the contract.
    pub advice: Advice,
    /// Kind of access token that the call needs, if the advice is `use_token`; by
    /// default those of the operation's permissions.
    pub token: Option<Name>,
    /// What the error is about; the whole call by default.
    #[serde(default)]
    pub concerns: Concern,
    /// What the code means.
    pub doc: Name,
    /// Sources.
    pub source: Provenance,
    /// First version that has it; the oldest by default.
    pub since: Option<Located<VersionName>>,
    /// First version without it.
    pub removed_in: Option<Located<VersionName>>,
    /// Ranges of versions, if it was added and removed more than once.
    pub ranges: Option<Located<Vec<Range>>>,
    /// Name of the code with the same meaning once this one is removed.
    pub replaced_by: Option<Name>,
    /// The last code, if the entry describes the range of codes from its key on,
    /// apart from codes with an entry of their own.
    pub through: Option<Located<i64>>,
    /// What the code means with a subcode, by its number. An entry in `messages`
    /// takes precedence.
    #[serde(default)]
    pub subcodes: Entries<OneOrMany<ErrorCase>>,
    /// What the code means if the message contains a text, in lower case. They
    /// take precedence over subcodes, and longer texts over shorter ones.
    #[serde(default)]
    pub messages: Entries<OneOrMany<ErrorCase>>,
}

impl ErrorCode {
    /// Returns the cases by subcode and by message, with the name of the kind.
    pub fn cases(&self) -> [(&'static str, &Entries<OneOrMany<ErrorCase>>); 2] {
        [("subcode", &self.subcodes), ("message", &self.messages)]
    }

    /// Returns the kinds of access token that the code and its cases need.
    pub fn tokens(&self) -> impl Iterator<Item = &Name> {
        let cases = self.cases().into_iter().flat_map(|(_, cases)| cases.iter());
        let cases = cases.flat_map(|(_, entries)| &entries.0);
        let tokens = cases.filter_map(|case| case.token.as_ref());
        self.token.iter().chain(tokens)
    }
}

/// What a code means in a case.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `name`, `advice`, `doc` and `source`"
)]
pub struct ErrorCase {
    /// Name in the bindings, such as `AccessTokenExpired`.
    pub name: Name,
    /// What a client should do, as concluded by the contract.
    pub advice: Advice,
    /// Kind of access token that the call needs, if the advice is `use_token`; by
    /// default those of the operation's permissions.
    pub token: Option<Name>,
    /// What the error is about; the whole call by default.
    #[serde(default)]
    pub concerns: Concern,
    /// What the code means.
    pub doc: Name,
    /// Sources.
    pub source: Provenance,
    /// First version that has it; the oldest by default.
    pub since: Option<Located<VersionName>>,
    /// First version without it.
    pub removed_in: Option<Located<VersionName>>,
    /// Ranges of versions, if it was added and removed more than once.
    pub ranges: Option<Located<Vec<Range>>>,
    /// Name of the code with the same meaning once this one is removed.
    pub replaced_by: Option<Name>,
}

/// What a client should do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// Transient: retry the same call a little later.
    Wait,
    /// Rate limited: wait with this token as long as Graph states.
    SlowDown,
    /// Ask for less data in a call.
    ShrinkPage,
    /// Get a new access token.
    LogIn,
    /// Send the call with another kind of access token.
    UseToken,
    /// Get a permission, a task or the person's consent.
    GetPermission,
    /// Change the call: a retry fails again.
    FixRequest,
    /// Stop, and let a person decide.
    GiveUp,
}

/// What an error is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// The whole call: it fails for every node.
    #[default]
    Call,
    /// One node of the call: without it the call may succeed.
    Node,
}
