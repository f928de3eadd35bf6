//! The resolved contract: plain data, one [`Contract`] per Graph version,
//! as in `generated/contract.json`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Operation, Param, Replacement, Span};
use crate::contract::spec::{Advice, Certainty, Concern};
use crate::contract::spec::{Date, TypeExpr, VersionName};

/// The contracts of all versions, and what holds for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Contracts {
    /// What the API is called.
    pub title: String,
    /// What the API is for.
    pub doc: String,
    /// Sources of the facts.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// Hosts of the API.
    #[serde(default)]
    pub hosts: Vec<Host>,
    /// Opaque identifiers.
    #[serde(default)]
    pub ids: Vec<Id>,
    /// Headers of responses.
    #[serde(default)]
    pub headers: Vec<Header>,
    /// One contract per version, oldest first.
    pub versions: Vec<Contract>,
}

/// The contract of one Graph version.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Contract {
    /// The version.
    pub version: VersionName,
    /// Day of its release.
    pub released: Date,
    /// Day on which it expires, once announced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// Where the dates come from.
    pub source: Vec<String>,
    /// Calls, by name.
    #[serde(default)]
    pub operations: Vec<Operation>,
    /// Enums, by name.
    #[serde(default)]
    pub enums: Vec<Enum>,
    /// Objects, by name.
    #[serde(default)]
    pub types: Vec<Type>,
    /// Error codes and their subcodes, by number.
    #[serde(default)]
    pub errors: Vec<ErrorCode>,
}

impl Contracts {
    /// The contract of a version.
    pub fn version(&self, version: VersionName) -> Option<&Contract> {
        let mut versions = self.versions.iter();
        versions.find(|contract| contract.version == version)
    }

    /// Returns whether an id has the name.
    pub fn is_id(&self, name: &str) -> bool {
        self.ids
            .binary_search_by(|id| id.name.as_str().cmp(name))
            .is_ok()
    }
}

impl Enum {
    /// Whether the case of values does not matter, as in Graph: not in an enum with
    /// values that differ in nothing else.
    pub(crate) fn ignores_case(&self) -> bool {
        let values = self.values.iter();
        let mut values: Vec<_> = values.map(|one| one.value.to_ascii_lowercase()).collect();
        values.sort_unstable();
        values.windows(2).all(|pair| pair[0] != pair[1])
    }
}

impl Contract {
    /// The type of a name.
    pub fn ty(&self, name: &str) -> Option<&Type> {
        let place = self.types.binary_search_by(|ty| ty.name.as_str().cmp(name));
        place.ok().map(|place| &self.types[place])
    }

    /// The enum of a name.
    pub fn enumeration(&self, name: &str) -> Option<&Enum> {
        let place = self
            .enums
            .binary_search_by(|entry| entry.name.as_str().cmp(name));
        place.ok().map(|place| &self.enums[place])
    }

    /// The types that Rust is generated for.
    pub fn generated_types(&self) -> impl Iterator<Item = &Type> {
        self.types.iter().filter(|ty| !ty.runtime)
    }

    /// The type of a name that the runtime reads.
    pub fn runtime_type(&self, name: &str) -> Option<&Type> {
        self.ty(name).filter(|ty| ty.runtime)
    }

    /// The operation of a name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        let place = self
            .operations
            .binary_search_by(|operation| operation.name.as_str().cmp(name));
        place.ok().map(|place| &self.operations[place])
    }

    /// The operations whose parameters some field takes as modifiers.
    pub fn expansions(&self) -> impl Iterator<Item = &Operation> {
        let fields = self.types.iter().flat_map(|ty| &ty.fields);
        let names: BTreeSet<_> = fields
            .filter_map(|field| field.params_of.as_deref())
            .collect();
        names.into_iter().filter_map(|name| self.operation(name))
    }
}

fn is_call(concerns: &Concern) -> bool {
    *concerns == Concern::Call
}

/// Where facts come from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Source {
    /// Short name.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// How sure a fact from it is.
    pub certainty: Certainty,
    /// Where to read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A server that answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Host {
    /// Short name.
    pub name: String,
    /// Base URL.
    pub url: String,
    /// Who it answers.
    pub doc: String,
    /// Sources.
    pub source: Vec<String>,
}

/// An opaque identifier.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Id {
    /// Name of its type.
    pub name: String,
    /// What it identifies.
    pub doc: String,
    /// Sources.
    pub source: Vec<String>,
}

/// A header of responses.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Header {
    /// Name, in any case.
    pub name: String,
    /// Type of the value: an object, a list or a map is JSON text.
    #[serde(rename = "type")]
    pub ty: TypeExpr,
    /// What it says.
    pub doc: String,
    /// Sources.
    pub source: Vec<String>,
}

/// A string with known values.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Enum {
    /// Name of its type.
    pub name: String,
    /// What the values say.
    pub doc: String,
    /// Where the values come from.
    pub source: Vec<String>,
    /// The values, by name.
    #[serde(default)]
    pub values: Vec<EnumValue>,
}

/// A known value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct EnumValue {
    /// The value on the wire.
    pub value: String,
    /// What it says.
    pub doc: String,
    /// Sources.
    pub source: Vec<String>,
    /// Versions; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub available: Vec<Span>,
    /// What to use instead once it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Replacement>,
}

/// An object in responses.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Type {
    /// Name of its type.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// Sources.
    pub source: Vec<String>,
    /// Versions; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub available: Vec<Span>,
    /// What to use instead once it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Replacement>,
    /// Whether the runtime reads it by hand: no Rust is generated for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub runtime: bool,
    /// The fields that a response has where none is asked for, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub default_fields: Vec<String>,
    /// Its fields: the required ones first, then by name.
    #[serde(default)]
    pub fields: Vec<Field>,
}

/// A field is stated as a parameter is.
pub type Field = Param;

/// An error code.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct ErrorCode {
    /// The number.
    pub code: i64,
    /// The last code, where this is a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub through: Option<i64>,
    /// The number within the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subcode: Option<i64>,
    /// Words of the message, in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Name in the bindings.
    pub name: String,
    /// What a client should do.
    pub advice: Advice,
    /// Kind of access token that the call takes, where the error means one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// What the error is about.
    #[serde(default, skip_serializing_if = "is_call")]
    pub concerns: Concern,
    /// What it says.
    pub doc: String,
    /// Sources.
    pub source: Vec<String>,
    /// Versions; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub available: Vec<Span>,
    /// What to use instead once it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<Replacement>,
}

impl ErrorCode {
    /// Whether it tells what a code means in a case.
    pub fn is_case(&self) -> bool {
        self.subcode.is_some() || self.message.is_some()
    }

    /// Where it stands among others.
    pub fn place(&self) -> (i64, Option<i64>, Option<&str>) {
        (self.code, self.subcode, self.message.as_deref())
    }
}
