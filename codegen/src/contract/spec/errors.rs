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
    /// What a client should do: a conclusion that the contract draws.
    pub advice: Advice,
    /// Kind of access token that the call takes, where the advice is `use_token`
    /// and the error means one kind. Those of the call's permissions where absent.
    pub token: Option<Name>,
    /// What the error is about; the whole call where absent.
    #[serde(default)]
    pub concerns: Concern,
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
    /// Name of the code that says the same, once this one is gone.
    pub replaced_by: Option<Name>,
    /// The last code, where the entry stands for a range of codes that begins
    /// with its key. A code with an entry of its own is not meant.
    pub through: Option<Located<i64>>,
    /// What the code means with a subcode. The key is its number. An entry for
    /// words of the message comes before it.
    #[serde(default)]
    pub subcodes: Entries<OneOrMany<ErrorCase>>,
    /// What the code means where the message has these words, in lower case.
    /// They come before a subcode; where several match, the longest come first.
    #[serde(default)]
    pub messages: Entries<OneOrMany<ErrorCase>>,
}

impl ErrorCode {
    /// What it means by subcode and by message, each kind with its name.
    pub fn cases(&self) -> [(&'static str, &Entries<OneOrMany<ErrorCase>>); 2] {
        [("subcode", &self.subcodes), ("message", &self.messages)]
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
    /// What a client should do: a conclusion that the contract draws.
    pub advice: Advice,
    /// Kind of access token that the call takes, where the advice is `use_token`
    /// and the error means one kind. Those of the call's permissions where absent.
    pub token: Option<Name>,
    /// What the error is about; the whole call where absent.
    #[serde(default)]
    pub concerns: Concern,
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
    /// Name of the code that says the same, once this one is gone.
    pub replaced_by: Option<Name>,
}

/// What a client should do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// It passes: send the same call again, a little later.
    Wait,
    /// Too many calls: let the token rest, as long as Graph states.
    SlowDown,
    /// Ask for less in one call.
    ShrinkPage,
    /// Get a new access token.
    LogIn,
    /// Send the call with an access token of another kind.
    UseToken,
    /// Get a permission, a task or the person's consent.
    GetPermission,
    /// Change the call: it fails however often it is sent.
    FixRequest,
    /// Stop, and have a person look.
    GiveUp,
}

/// What an error is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// The whole call: it fails for every node that it asks for.
    #[default]
    Call,
    /// One node of the call: without it the call may succeed.
    Node,
}
