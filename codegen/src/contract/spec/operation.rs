//! Calls, and what they take and ask for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::located::{Entries, Located, Name, OneOrMany};
use super::{Provenance, Range, TypeExpr, VersionName};

/// What a read returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReadKind {
    /// One node.
    Node,
    /// An edge: a list in pages.
    Edge,
}

/// A call.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `get`, `returns`, `doc` and `source`"
)]
pub struct Operation {
    /// Path below the version, such as `/{page_id}/conversations`.
    pub get: Name,
    /// Type of a successful answer: a type, or `edge<T>` for pages of them.
    pub returns: Located<TypeExpr>,
    /// What the call does.
    pub doc: String,
    /// Where this comes from.
    pub source: Provenance,
    /// First version that has it; from the oldest where absent.
    pub since: Option<Located<VersionName>>,
    /// First version that lacks it.
    pub removed_in: Option<Located<VersionName>>,
    /// Spans of versions, where it came and went more than once.
    pub ranges: Option<Vec<Range>>,
    /// What to use instead of it, once it is gone: a name beside it, or
    /// `Type.field` and the like.
    pub replaced_by: Option<Name>,
    /// Hosts that take the call; all of them where absent.
    #[serde(default)]
    pub hosts: Vec<Name>,
    /// What the call is in Meta's machine-readable spec, such as
    /// `Page.conversations`, or `*.conversations` for all nodes that have the
    /// edge. Found by the path where absent.
    pub upstream: Option<Located<OneOrMany<String>>>,
    /// What stands in for the braces of the path.
    #[serde(default)]
    pub path: Entries<Param>,
    /// Another operation, whose query parameters this one takes too.
    pub params_of: Option<Name>,
    /// Query parameters of this call alone.
    #[serde(default)]
    pub params: Entries<OneOrMany<Param>>,
    /// What a caller must be allowed to do.
    #[serde(default)]
    pub permissions: Entries<Permission>,
    /// What the call cannot do.
    #[serde(default)]
    pub limitations: Entries<Note>,
    /// Other things that the documentation says of the call.
    #[serde(default)]
    pub notes: Entries<Note>,
    /// Kinds of call that the edge refuses: they cannot be expressed.
    #[serde(default)]
    pub unsupported: Entries<Note>,
    /// Codes that the call's documentation names, all in `errors`.
    #[serde(default)]
    pub errors: Vec<Located<i64>>,
}

impl Operation {
    /// Returns the parameters of the path and of the query.
    pub fn all_params(&self) -> impl Iterator<Item = &Param> {
        let path = self.path.iter().map(|(_, param)| param);
        path.chain(self.params.iter().flat_map(|(_, params)| &params.0))
    }

    /// Returns whether it reads one node or an edge.
    pub fn kind(&self) -> ReadKind {
        match self.returns.value {
            TypeExpr::Edge(_) => ReadKind::Edge,
            _ => ReadKind::Node,
        }
    }
}

/// A parameter of a call, or a field of an object.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `type`, `doc` and `source`"
)]
pub struct Param {
    /// Type of the value.
    #[serde(rename = "type")]
    pub ty: Located<TypeExpr>,
    /// Whether the call fails without the parameter, or every response has the
    /// field. A node has its own id in every response, and little else.
    #[serde(default)]
    pub required: bool,
    /// What it does or says, with its unit.
    pub doc: String,
    /// Where this comes from.
    pub source: Provenance,
    /// First version that has it; from the oldest where absent.
    pub since: Option<Located<VersionName>>,
    /// First version that lacks it.
    pub removed_in: Option<Located<VersionName>>,
    /// Spans of versions, where it came and went more than once.
    pub ranges: Option<Vec<Range>>,
    /// What to use instead of it, once it is gone: a name beside it, or
    /// `Type.field` and the like.
    pub replaced_by: Option<Name>,
    /// The type in Meta's machine-readable spec, where this entry corrects it.
    pub corrects: Option<String>,
    /// How a list goes into a query: as JSON where absent.
    pub style: Option<Style>,
    /// Entries that a list in a query has at most.
    pub max_items: Option<Located<i64>>,
    /// The operation that reads the same edge as this field, whose query
    /// parameters it takes as modifiers. Fields of the type `edge<T>` only.
    pub params_of: Option<Name>,
}

/// How a list goes into a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// As JSON: `["a","b"]`.
    Json,
    /// With commas: `a,b`.
    Comma,
}

/// What a caller must be allowed to do.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `doc`, `token`, `scopes` and `source`"
)]
pub struct Permission {
    /// Who needs it, and what else must hold.
    pub doc: String,
    /// Kind of access token.
    pub token: String,
    /// Host that it is for; all hosts of the call where absent.
    pub host: Option<Name>,
    /// Value of the parameter `platform` that it is for; all where absent.
    pub platform: Option<Name>,
    /// Whether it is the one for a call without the parameter `platform`.
    #[serde(default)]
    pub default: bool,
    /// Tasks on the Page, any of which suffices.
    #[serde(default)]
    pub tasks: Vec<String>,
    /// Permissions that the token must carry, all of them.
    pub scopes: Vec<String>,
    /// Where this comes from.
    pub source: Provenance,
}

/// Something the documentation says.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `doc` and `source`")]
pub struct Note {
    /// What it says.
    pub doc: String,
    /// Where this comes from.
    pub source: Provenance,
}
