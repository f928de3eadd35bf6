//! The contract as people write it: the contents of the files of `spec/`.
//!
//! The doc comments here are the descriptions in `spec.schema.json`.

mod enum_value;
mod errors;
pub mod facts;
pub mod located;
mod operation;
pub mod replacement;
mod scalars;
pub mod timeline;
mod waivers;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::located::{Entries, Located, Name, OneOrMany};

pub use self::errors::{Advice, Concern, ErrorCase, ErrorCode};
pub use self::operation::{Note, Operation, Param, Permission, ReadKind, Style};
pub use self::scalars::{Date, InvalidScalar, TypeExpr, VersionName};
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
    pub title: Name,
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
    pub url: Name,
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
    pub replaced_by: Option<Name>,
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
    pub replaced_by: Option<Name>,
    /// Whether it wraps answers, and the runtime reads it by hand: no Rust is
    /// generated for it, and only other such types and headers refer to it.
    #[serde(default)]
    pub runtime: bool,
    /// Whether Meta's machine-readable spec has fields of it that are no part
    /// of this contract.
    #[serde(default)]
    pub partial: bool,
    /// Its name in Meta's machine-readable spec, where that is another.
    pub upstream: Option<Name>,
    /// The fields that a response has where none is asked for, of those that
    /// the version has.
    #[serde(default)]
    pub default_fields: Vec<Name>,
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
