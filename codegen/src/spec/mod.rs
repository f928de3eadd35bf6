//! The contract as people write it: what each file of `spec/` may hold.
//!
//! The doc comments here are the descriptions in `spec.schema.json`.

mod enum_value;
mod errors;
pub mod facts;
pub mod located;
pub mod replacement;
pub mod timeline;
mod waivers;
pub mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::located::{Entries, Located, OneOrMany};
use self::words::{Date, TypeExpr, VersionName};

pub use self::errors::{Advice, ErrorCase, ErrorCode};
pub use self::timeline::{Availability, Versioned};
pub use self::waivers::Waiver;

/// The format of the spec's files that this generator reads.
pub const FORMAT: u32 = 1;

/// A file of the contract. Every section may stand in any file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map of sections")]
#[schemars(title = "Contract of a Graph API edge")]
pub struct Spec {
    /// Format of this file: 1.
    pub format: u32,
    /// What the API is called. Stands in one file.
    pub api: Option<Api>,
    /// Where facts come from.
    #[serde(default)]
    pub sources: Entries<Source>,
    /// Graph versions that bindings are generated for.
    #[serde(default)]
    pub versions: Entries<Version>,
    /// Servers that answer.
    #[serde(default)]
    pub hosts: Entries<Host>,
    /// Parameters that every read takes.
    #[serde(default)]
    pub common_params: Entries<CommonParam>,
    /// Calls.
    #[serde(default)]
    pub operations: Entries<Operation>,
    /// Opaque identifiers, each a type of its own.
    #[serde(default)]
    pub ids: Entries<Id>,
    /// Strings with known values. Others may come and never fail a response.
    #[serde(default)]
    pub enums: Entries<Enum>,
    /// Objects in responses.
    #[serde(default)]
    pub types: Entries<Type>,
    /// Headers of responses, in every Graph version.
    #[serde(default)]
    pub headers: Entries<Header>,
    /// Error codes of the API.
    #[serde(default)]
    pub errors: Entries<OneOrMany<ErrorCode>>,
    /// Breaking changes of published versions that may stand, and why.
    #[serde(default)]
    pub waivers: Vec<Waiver>,
}

/// What the API is called.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `title` and `doc`")]
pub struct Api {
    /// Title of the generated documents.
    pub title: Located<String>,
    /// What the API is for.
    pub doc: String,
}

/// Where facts come from, and how sure they are.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `doc` and `certainty`")]
pub struct Source {
    /// What the source is.
    pub doc: String,
    /// How sure a fact from it is.
    pub certainty: Certainty,
    /// Where to read it.
    pub url: Option<String>,
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Meta says so.
    Documented,
    /// Seen in public code or in captured responses.
    Observed,
    /// One claim, or a conclusion.
    Inferred,
}

/// A Graph version.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `released` and `source`")]
pub struct Version {
    /// Day on which Meta released it.
    pub released: Located<Date>,
    /// Day on which it expires, once announced.
    pub expires: Option<Located<Date>>,
    /// Where the dates come from.
    pub source: Provenance,
}

/// A server that answers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `url`, `doc` and `source`"
)]
pub struct Host {
    /// Base URL, without a version and without a trailing slash.
    pub url: Located<String>,
    /// Who it answers.
    pub doc: String,
    /// Where this comes from.
    pub source: Provenance,
}

/// A parameter that every read of a kind takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `on`, `type`, `doc` and `source`"
)]
pub struct CommonParam {
    /// The kinds of read that take it.
    pub on: Vec<ReadKind>,
    /// Type of the value.
    #[serde(rename = "type")]
    pub ty: Located<TypeExpr>,
    /// What it does.
    pub doc: String,
    /// Where this comes from.
    pub source: Provenance,
}

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
    pub get: Located<String>,
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
    pub replaced_by: Option<Located<String>>,
    /// Hosts that take the call; all of them where absent.
    #[serde(default)]
    pub hosts: Vec<Located<String>>,
    /// What the call is in Meta's machine-readable spec, such as
    /// `Page.conversations`, or `*.conversations` for all nodes that have the
    /// edge. Found by the path where absent.
    pub upstream: Option<Located<OneOrMany<String>>>,
    /// What stands in for the braces of the path.
    #[serde(default)]
    pub path: Entries<Param>,
    /// Another operation, whose query parameters this one takes too.
    pub params_of: Option<Located<String>>,
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
    /// Whether it returns one node or pages of them.
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
    pub replaced_by: Option<Located<String>>,
    /// The type in Meta's machine-readable spec, where this entry corrects it.
    pub corrects: Option<String>,
    /// How a list goes into a query: as JSON where absent.
    pub style: Option<Style>,
    /// Entries that a list in a query has at most.
    pub max_items: Option<Located<i64>>,
    /// The operation that reads the same edge as this field, whose query
    /// parameters it takes as modifiers. Fields of the type `edge<T>` only.
    pub params_of: Option<Located<String>>,
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

/// An opaque identifier.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `doc` and `source`")]
pub struct Id {
    /// What it identifies.
    pub doc: String,
    /// Where this comes from.
    pub source: Provenance,
}

/// A string with known values.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `doc`, `source` and `values`"
)]
pub struct Enum {
    /// What the values say.
    pub doc: String,
    /// Where the values come from.
    pub source: Provenance,
    /// The values, as they go over the wire.
    pub values: Entries<OneOrMany<EnumValue>>,
}

/// A known value: its doc, or a map where more is to be said.
#[derive(Clone, Debug)]
pub struct EnumValue(pub ValueEntry);

/// A known value.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueEntry {
    /// What the value says.
    pub doc: String,
    /// Where this comes from, if not from where the enum does.
    pub source: Option<Provenance>,
    /// First version that has it; from the oldest where absent.
    pub since: Option<Located<VersionName>>,
    /// First version that lacks it.
    pub removed_in: Option<Located<VersionName>>,
    /// Spans of versions, where it came and went more than once.
    pub ranges: Option<Vec<Range>>,
    /// What to use instead of it, once it is gone: a name beside it, or
    /// `Type.field` and the like.
    pub replaced_by: Option<Located<String>>,
}

/// An object in responses.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `doc`, `source` and `fields`"
)]
pub struct Type {
    /// What it is.
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
    pub replaced_by: Option<Located<String>>,
    /// Whether it wraps answers, and the runtime reads it by hand: no Rust is
    /// generated for it, and only other such types and headers refer to it.
    #[serde(default)]
    pub runtime: bool,
    /// Whether Meta's machine-readable spec has fields of it that are no part
    /// of this contract.
    #[serde(default)]
    pub partial: bool,
    /// Its name in Meta's machine-readable spec, where that is another.
    pub upstream: Option<Located<String>>,
    /// The fields that a response has where none is asked for, of those that
    /// the version has.
    #[serde(default)]
    pub default_fields: Vec<Located<String>>,
    /// Its fields.
    pub fields: Entries<OneOrMany<Field>>,
}

/// A field is stated as a parameter is.
pub type Field = Param;

/// A header of responses. Its key is the name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `type`, `doc` and `source`"
)]
pub struct Header {
    /// Type of the value. An object, a list or a map is JSON text.
    #[serde(rename = "type")]
    pub ty: Located<TypeExpr>,
    /// What it says.
    pub doc: String,
    /// Where this comes from.
    pub source: Provenance,
}

/// A span of Graph versions.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `since` or `removed_in`")]
pub struct Range {
    /// First version in it; from the oldest where absent.
    pub since: Option<Located<VersionName>>,
    /// First version after it.
    pub removed_in: Option<Located<VersionName>>,
}

/// The names of one source or several, all in `sources`.
pub type Provenance = Located<OneOrMany<String>>;
