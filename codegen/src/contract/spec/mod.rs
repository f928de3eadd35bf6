//! The contract as people write it: the contents of the files of `spec/`.
//!
//! The doc comments here are the descriptions in `spec.schema.json`.

pub(crate) mod enum_value;
mod errors;
pub mod facts;
pub mod located;
mod nearest;
mod operation;
mod pinned;
pub mod replacement;
mod scalars;
pub mod tagged;
pub mod timeline;
mod waivers;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::located::{Entries, Located, Name, OneOrMany};

pub use self::errors::{Advice, Concern, ErrorCase, ErrorCode};
pub(crate) use self::nearest::{nearest, other_name};
pub(crate) use self::operation::is_other_method;
pub use self::operation::{Note, Operation, Param, Permission, ReadKind, Round, Style};
pub use self::pinned::{Pinned, PinnedCall, PinnedNode, is_meta_type};
pub use self::scalars::{Date, InvalidScalar, ScalarKind, TypeExpr, VersionName};
pub use self::timeline::{Availability, Versioned};
pub use self::waivers::Waiver;

/// The format of spec files that this generator reads.
pub const FORMAT: u32 = 1;

/// A file of the contract. Any file may have any section.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map of sections")]
#[schemars(title = "Contract of a Graph API edge")]
pub struct Spec {
    /// Format of this file: 1.
    pub format: u32,
    /// The API; in one of the files.
    pub api: Option<Api>,
    /// Sources of the facts.
    #[serde(default)]
    pub sources: Entries<Source>,
    /// Graph versions to generate bindings for.
    #[serde(default)]
    pub versions: Entries<Version>,
    /// Hosts of the API.
    #[serde(default)]
    pub hosts: Entries<Host>,
    /// Parameters that every read takes.
    #[serde(default)]
    pub common_params: Entries<CommonParam>,
    /// Operations.
    #[serde(default)]
    pub operations: Entries<Operation>,
    /// Opaque identifiers, each of its own type.
    #[serde(default)]
    pub ids: Entries<Id>,
    /// Strings with known values. Unknown values never fail a response.
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
    /// Waived breaking changes of published versions, and the reasons.
    #[serde(default)]
    pub waivers: Vec<Waiver>,
    /// Names and types of Meta's machine-readable spec, by Graph version. Nothing is
    /// generated from them.
    #[serde(default)]
    pub meta_spec: Entries<Pinned>,
}

/// The name and the purpose of the API.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `title` and `doc`")]
pub struct Api {
    /// Title of the generated documents.
    pub title: Name,
    /// What the API is for.
    pub doc: Name,
}

/// A source of facts, and its certainty.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `doc` and `certainty`")]
pub struct Source {
    /// Description of the source.
    pub doc: Name,
    /// Certainty of facts from it.
    pub certainty: Certainty,
    /// Where to read it.
    pub url: Option<Name>,
}

/// The certainty of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Documented by Meta.
    Documented,
    /// Seen in public code or in captured responses.
    Observed,
    /// Claimed once, or concluded.
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
    /// Sources of the dates.
    pub source: Provenance,
}

/// A host of the API.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `url`, `doc` and `source`"
)]
pub struct Host {
    /// Base URL, without a version and without a trailing slash.
    pub url: Name,
    /// Whom it serves.
    pub doc: Name,
    /// Sources.
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
    pub on: Located<Vec<ReadKind>>,
    /// Type of the value.
    #[serde(rename = "type")]
    pub ty: Located<TypeExpr>,
    /// What it does.
    pub doc: Name,
    /// Sources.
    pub source: Provenance,
}

/// An opaque identifier.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `doc` and `source`")]
pub struct Id {
    /// What it identifies.
    pub doc: Name,
    /// Sources.
    pub source: Provenance,
}

/// A string with known values.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "a map with `doc`, `source` and `values`"
)]
pub struct Enum {
    /// What the values mean.
    pub doc: Name,
    /// Sources of the values.
    pub source: Provenance,
    /// The values as sent on the wire.
    pub values: Entries<OneOrMany<EnumValue>>,
}

/// A known value: its doc, or a map with more.
#[derive(Clone, Debug)]
pub struct EnumValue(pub ValueEntry);

/// A known value.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueEntry {
    /// What the value means.
    pub doc: Name,
    /// Sources; those of the enum by default.
    pub source: Option<Provenance>,
    /// First version that has it; the oldest by default.
    pub since: Option<Located<VersionName>>,
    /// First version without it.
    pub removed_in: Option<Located<VersionName>>,
    /// Ranges of versions, if it was added and removed more than once.
    pub ranges: Option<Located<Vec<Range>>>,
    /// What to use instead once it is removed: a name in the same place, or a
    /// path such as `Type.field`.
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
    /// Whether it wraps answers and is read by the runtime: no Rust is generated
    /// for it, and only other such types and headers may refer to it.
    #[serde(default)]
    pub runtime: bool,
    /// Whether Meta's machine-readable spec has fields that this contract omits.
    #[serde(default)]
    pub partial: bool,
    /// Its name in Meta's machine-readable spec, if different.
    pub upstream: Option<Name>,
    /// The fields in a response to a call that selects none, as far as the
    /// version has them.
    #[serde(default)]
    pub default_fields: Vec<Name>,
    /// Its fields.
    pub fields: Entries<OneOrMany<Field>>,
}

/// A field, which has the keys of a parameter.
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
    /// What it means.
    pub doc: Name,
    /// Sources.
    pub source: Provenance,
}

/// A range of Graph versions.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "a map with `since` or `removed_in`")]
pub struct Range {
    /// First version in it; the oldest by default.
    pub since: Option<Located<VersionName>>,
    /// First version after it.
    pub removed_in: Option<Located<VersionName>>,
}

/// The names of one or more `sources`.
pub type Provenance = Located<OneOrMany<Name>>;
