//! The scalars of the spec with a syntax of their own: versions, dates, types.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// The kinds of scalars with a syntax of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarKind {
    /// A [`VersionName`].
    Version,
    /// A [`Date`].
    Date,
    /// A [`TypeExpr`].
    Type,
}

impl ScalarKind {
    /// The kinds, each with the name of the newtype struct that the loader reads
    /// it as.
    const ALL: [(Self, &'static str); 3] = [
        (Self::Version, "page_conversations_codegen::Version"),
        (Self::Date, "page_conversations_codegen::Date"),
        (Self::Type, "page_conversations_codegen::Type"),
    ];

    /// Returns the kind that is read as the newtype struct of this name.
    pub(crate) fn of_struct(name: &str) -> Option<Self> {
        let kind = Self::ALL.iter().find(|(_, known)| *known == name);
        kind.map(|(kind, _)| *kind)
    }

    fn struct_name(self) -> &'static str {
        let kind = Self::ALL.iter().find(|(known, _)| *known == self);
        kind.map_or("", |(_, name)| name)
    }

    /// Returns what it is, such as "date".
    pub fn noun(self) -> &'static str {
        match self {
            Self::Version => "Graph version",
            Self::Date => "date",
            Self::Type => "type",
        }
    }

    /// Returns what to write, in words.
    pub fn form(self) -> &'static str {
        match self {
            Self::Version => "write it as Meta does, such as `v19.0`",
            Self::Date => "write year, month and day, such as `2024-01-23`",
            Self::Type => {
                "write `bool`, `int`, `unsigned int`, `float`, `string`, `datetime`, \
                 `timestamp_ms`, `Object`, `list<T>`, `one_or_many<T>`, `map<string, T>`, `edge<T>`, or the name of an id, \
                 an enum or a type"
            }
        }
    }

    fn error(self, text: &str) -> InvalidScalar {
        InvalidScalar {
            text: text.to_owned(),
            kind: self,
        }
    }
}

/// A text that does not have the syntax of its kind of scalar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidScalar {
    /// The text.
    pub text: String,
    /// What it should be.
    pub kind: ScalarKind,
}

impl fmt::Display for InvalidScalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, kind } = self;
        write!(f, "invalid {} `{text}`: {}", kind.noun(), kind.form())
    }
}

impl std::error::Error for InvalidScalar {}

/// A Graph version, such as `v19.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionName {
    major: u16,
    minor: u16,
}

impl VersionName {
    /// Returns the name of the version's module, such as `v19_0`.
    pub fn ident(self) -> String {
        format!("v{}_{}", self.major, self.minor)
    }
}

impl fmt::Display for VersionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.{}", self.major, self.minor)
    }
}

impl FromStr for VersionName {
    type Err = InvalidScalar;

    fn from_str(text: &str) -> Result<Self, InvalidScalar> {
        let parse = || {
            let (major, minor) = text.strip_prefix('v')?.split_once('.')?;
            let version = Self {
                major: major.parse().ok()?,
                minor: minor.parse().ok()?,
            };
            (version.to_string() == text).then_some(version)
        };
        parse().ok_or_else(|| ScalarKind::Version.error(text))
    }
}

/// A day, such as `2024-01-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub NaiveDate);

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Date {
    type Err = InvalidScalar;

    fn from_str(text: &str) -> Result<Self, InvalidScalar> {
        let date = text.parse().ok().map(Self);
        date.filter(|date| date.to_string() == text)
            .ok_or_else(|| ScalarKind::Date.error(text))
    }
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeExpr {
    /// `bool`
    Bool,
    /// `int`: a whole number, 64 bits with a sign.
    Int,
    /// `unsigned int`: a whole number, 64 bits without a sign.
    UnsignedInt,
    /// `float`: a number.
    Float,
    /// `string`
    String,
    /// `datetime`: a time as Graph writes it, `2021-07-23T09:28:50+0000`.
    Datetime,
    /// `timestamp_ms`: a time as a parameter takes it, a Unix time in milliseconds.
    TimestampMs,
    /// `Object`: JSON whose shape the contract does not know.
    Object,
    /// `list<T>`: an array.
    List(Box<Self>),
    /// `one_or_many<T>`: an object, or an array of such objects.
    OneOrMany(Box<Self>),
    /// `map<string, T>`: an object whose keys are data.
    Map(Box<Self>),
    /// `edge<T>`: an object that holds a list as `data` and, where Graph pages
    /// it, `paging`.
    Edge(Box<Self>),
    /// The name of an id, an enum or a type of the spec.
    Named(String),
}

impl TypeExpr {
    /// Returns whether it is a list of lists, maps, edges or JSON objects.
    pub(crate) fn has_nested_items(&self) -> bool {
        let Self::List(item) = self else { return false };
        matches!(
            **item,
            Self::Object | Self::List(_) | Self::OneOrMany(_) | Self::Map(_) | Self::Edge(_)
        )
    }

    /// Returns the name of the id, enum or type that the type contains, if any.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(of) | Self::OneOrMany(of) | Self::Map(of) | Self::Edge(of) => of.name(),
            _ => None,
        }
    }

    /// Returns whether the type is `timestamp_ms` or contains one.
    pub fn has_timestamp_ms(&self) -> bool {
        match self {
            Self::TimestampMs => true,
            Self::List(of) | Self::OneOrMany(of) | Self::Map(of) | Self::Edge(of) => {
                of.has_timestamp_ms()
            }
            _ => false,
        }
    }

    /// Returns the type of the items of a list, a map or an edge; else the type
    /// itself.
    pub fn of(&self) -> &Self {
        match self {
            Self::List(of) | Self::OneOrMany(of) | Self::Map(of) | Self::Edge(of) => of,
            other => other,
        }
    }
}

pub(super) const SIMPLE: [(&str, TypeExpr); 8] = [
    ("bool", TypeExpr::Bool),
    ("int", TypeExpr::Int),
    ("unsigned int", TypeExpr::UnsignedInt),
    ("float", TypeExpr::Float),
    ("string", TypeExpr::String),
    ("datetime", TypeExpr::Datetime),
    ("timestamp_ms", TypeExpr::TimestampMs),
    ("Object", TypeExpr::Object),
];

impl fmt::Display for TypeExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(of) => write!(f, "list<{of}>"),
            Self::OneOrMany(of) => write!(f, "one_or_many<{of}>"),
            Self::Map(of) => write!(f, "map<string, {of}>"),
            Self::Edge(of) => write!(f, "edge<{of}>"),
            Self::Named(name) => f.write_str(name),
            simple => {
                let name = SIMPLE.iter().find(|(_, ty)| ty == simple);
                f.write_str(name.map_or("", |(name, _)| name))
            }
        }
    }
}

impl FromStr for TypeExpr {
    type Err = InvalidScalar;

    /// Parses a type that is nested at most 8 levels deep.
    fn from_str(text: &str) -> Result<Self, InvalidScalar> {
        parse_type(text.trim(), 8).ok_or_else(|| ScalarKind::Type.error(text))
    }
}

fn parse_type(text: &str, depth: u8) -> Option<TypeExpr> {
    if let Some((_, simple)) = SIMPLE.iter().find(|(name, _)| *name == text) {
        return Some(simple.clone());
    }
    if let Some((outer, rest)) = text.split_once('<') {
        let inner = rest.strip_suffix('>')?.trim();
        let depth = depth.checked_sub(1)?;
        let of = |text: &str| parse_type(text.trim(), depth).map(Box::new);
        return match outer.trim() {
            "list" => of(inner).map(TypeExpr::List),
            "one_or_many" => of(inner).map(TypeExpr::OneOrMany),
            "edge" => of(inner).map(TypeExpr::Edge),
            "map" => {
                let (key, value) = inner.split_once(',')?;
                (key.trim() == "string")
                    .then(|| of(value))?
                    .map(TypeExpr::Map)
            }
            _ => None,
        };
    }
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let named = text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(word);
    named.then(|| TypeExpr::Named(text.to_owned()))
}

/// Reads a scalar from its text.
struct ScalarVisitor<T>(PhantomData<T>);

impl<'de, T: FromStr<Err = InvalidScalar>> Visitor<'de> for ScalarVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar of the spec")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        let invalid = |_| E::invalid_value(de::Unexpected::Str(text), &self);
        text.parse().map_err(invalid)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, text: D) -> Result<T, D::Error> {
        text.deserialize_str(self)
    }
}

/// Reads, writes and describes a scalar as text.
macro_rules! as_text {
    ($($kind:ident: $scalar:ty, $name:literal, $schema:tt);* $(;)?) => {$(
        impl<'de> Deserialize<'de> for $scalar {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_newtype_struct(
                    ScalarKind::$kind.struct_name(),
                    ScalarVisitor(PhantomData),
                )
            }
        }

        impl Serialize for $scalar {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl JsonSchema for $scalar {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )*};
}

as_text! {
    Version: VersionName, "Version", {
        "description": "A Graph version.",
        "type": "string",
        "pattern": "^v(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)$"
    };
    Date: Date, "Date", {
        "description": "A day: year, month, day.",
        "type": "string",
        "format": "date"
    };
    Type: TypeExpr, "TypeExpression", {
        "description": "`bool`, `int`, `unsigned int`, `float`, `string`, `datetime`, \
            `timestamp_ms` (a parameter in milliseconds of Unix time), `Object`, `list<T>`, `one_or_many<T>` (an object, or a list of such objects), `map<string, T>`, \
            `edge<T>` (an object with `data` and `paging`), \
            or the name of an id, an enum or a type.",
        "type": "string",
        "minLength": 1
    };
}
