//! The kinds of elements of a contract.

use std::fmt;

/// A kind of element, as rules tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElementKind {
    /// Any kind.
    Any,
    /// A Graph version.
    Version,
    /// A source of facts.
    Source,
    /// A server.
    Host,
    /// A type of identifiers.
    Id,
    /// A response header.
    Header,
    /// A call.
    Operation,
    /// A placeholder in the path of an operation.
    PathParameter,
    /// A query parameter.
    Parameter,
    /// A query parameter without which the call fails.
    RequiredParameter,
    /// The permissions of an operation.
    Permission,
    /// Permissions beside others that suffice for a call.
    OtherPermission,
    /// A limitation of an operation.
    Limitation,
    /// A note on an operation.
    Note,
    /// A kind of call that an operation does not support.
    Unsupported,
    /// An enum.
    Enum,
    /// A value of an enum.
    Value,
    /// A value of an enum that only responses have.
    ReadValue,
    /// A type of responses.
    Type,
    /// A field of a type.
    Field,
    /// A field without which a response cannot be read.
    RequiredField,
    /// An error code, or a case of one.
    ErrorCode,
    /// An entry by which errors are handled as they are without it.
    ErrorName,
}

impl fmt::Display for ElementKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "item",
            Self::Version => "version",
            Self::Source => "source",
            Self::Host => "host",
            Self::Id => "id",
            Self::Header => "header",
            Self::Operation => "operation",
            Self::PathParameter | Self::Parameter | Self::RequiredParameter => "parameter",
            Self::Permission | Self::OtherPermission => "permission",
            Self::Limitation => "limitation",
            Self::Note => "note",
            Self::Unsupported => "unsupported call",
            Self::Enum => "enum",
            Self::Value | Self::ReadValue => "value",
            Self::Type => "type",
            Self::Field | Self::RequiredField => "field",
            Self::ErrorCode | Self::ErrorName => "error code",
        })
    }
}
