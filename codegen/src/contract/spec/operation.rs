//! Operations, parameters and permissions.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

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

/// Methods of HTTP that the contract does not describe.
const OTHER_METHODS: [&str; 6] = ["post", "put", "patch", "delete", "head", "options"];

/// Returns whether a text is a method of HTTP other than GET, in any case.
pub(crate) fn is_other_method(text: &str) -> bool {
    OTHER_METHODS.contains(&text.to_ascii_lowercase().as_str())
}

/// An operation.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `get`, `returns`, `doc` and `source`"
)]
pub struct Operation {
    /// Path below the version, such as `/{page_id}/conversations`.
    pub get: Name,
    /// Type of a successful response: a type, or `edge<T>` for pages.
    pub returns: Located<TypeExpr>,
    /// What the operation does.
    pub doc: Name,
    /// Sources.
    pub source: Provenance,
    /// First version that has it; the oldest by default.
    pub since: Option<Located<VersionName>>,
    /// First version without it.
    pub removed_in: Option<Located<VersionName>>,
    /// Ranges of versions, if it was added and removed more than once.
    pub ranges: Option<Located<Vec<Range>>>,
    /// What to use instead once it is removed: a name in the same place, or a
    /// path such as `Type.field`.
    pub replaced_by: Option<Name>,
    /// Hosts that serve it; all by default.
    #[serde(default, deserialize_with = "stated")]
    #[schemars(with = "Vec<Name>")]
    pub hosts: Option<Located<Vec<Name>>>,
    /// Its name in Meta's machine-readable spec, such as `Page.conversations`,
    /// or `*.conversations` for all nodes that have the edge. By default it is
    /// found by the path.
    pub upstream: Option<Located<OneOrMany<Name>>>,
    /// Parameters of the path, in braces there.
    #[serde(default)]
    pub path: Entries<Param>,
    /// Another operation whose query parameters this one also takes.
    pub params_of: Option<Name>,
    /// Query parameters of this operation.
    #[serde(default)]
    pub params: Entries<OneOrMany<Param>>,
    /// Permissions that a caller needs.
    #[serde(default)]
    pub permissions: Entries<Permission>,
    /// What the operation cannot do.
    #[serde(default)]
    pub limitations: Entries<Note>,
    /// Other facts from the documentation.
    #[serde(default)]
    pub notes: Entries<Note>,
    /// Kinds of call that the edge refuses: no request is generated for them.
    #[serde(default)]
    pub unsupported: Entries<Note>,
    /// Error codes in the documentation of the operation, all in `errors`.
    #[serde(default)]
    pub errors: Vec<Located<i64>>,
}

/// Reads a list that may be left out, but not be nothing.
fn stated<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
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

/// A parameter of an operation, or a field of an object.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `type`, `doc` and `source`"
)]
pub struct Param {
    /// Type of the value.
    #[serde(rename = "type")]
    pub ty: Located<TypeExpr>,
    /// Whether a call without the parameter fails, or every response has the
    /// field. Every response has the id of a node, and little else.
    #[serde(default)]
    pub required: bool,
    /// What it does or means, with its unit.
    pub doc: Name,
    /// Sources.
    pub source: Provenance,
    /// First version that has it; the oldest by default.
    pub since: Option<Located<VersionName>>,
    /// First version without it.
    pub removed_in: Option<Located<VersionName>>,
    /// Ranges of versions, if it was added and removed more than once.
    pub ranges: Option<Located<Vec<Range>>>,
    /// What to use instead once it is removed: a name in the same place, or a
    /// path such as `Type.field`.
    pub replaced_by: Option<Name>,
    /// The type in Meta's machine-readable spec that this entry corrects.
    pub corrects: Option<Name>,
    /// How a query contains a list; as JSON by default.
    pub style: Option<Located<Style>>,
    /// Maximum length of a list in a query.
    pub max_items: Option<Located<i64>>,
    /// How a `timestamp_ms` is rounded to milliseconds; down by default. A lower bound is
    /// rounded down and an upper bound up, so that neither excludes what it should include.
    pub round: Option<Located<Round>>,
    /// The operation that reads the same edge as this field, and whose query
    /// parameters it takes. Only for fields of type `edge<T>`.
    pub params_of: Option<Name>,
}

/// How a query contains a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// As JSON: `["a","b"]`.
    Json,
    /// With commas: `a,b`.
    Comma,
}

/// How a time is rounded to milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Round {
    /// To the last millisecond at or before it.
    Down,
    /// To the first millisecond at or after it.
    Up,
}

/// A permission that a caller needs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `doc`, `token`, `scopes` and `source`"
)]
pub struct Permission {
    /// Who needs it, and other conditions.
    pub doc: Name,
    /// Kind of access token.
    pub token: Name,
    /// Host that it is for; all hosts of the operation by default.
    pub host: Option<Name>,
    /// Value of the parameter `platform` that it is for; all by default.
    pub platform: Option<Name>,
    /// Whether it is for calls without the parameter `platform`.
    pub default: Option<Located<bool>>,
    /// Tasks on the Page, any one of which is needed.
    #[serde(default)]
    pub tasks: Vec<Name>,
    /// Permissions of the token, all of which are needed.
    pub scopes: Vec<Name>,
    /// Sources.
    pub source: Provenance,
}

/// A fact from the documentation.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `doc` and `source`")]
pub struct Note {
    /// The fact.
    pub doc: Name,
    /// Sources.
    pub source: Provenance,
}
