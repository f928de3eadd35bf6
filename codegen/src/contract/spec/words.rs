//! The small languages inside the spec: versions, dates and types.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Expected, Unexpected};
use serde::ser::{Serialize, Serializer};

/// A text that is no word of its small language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    text: String,
    language: Language,
}

/// A small language: what its words are, and how to write one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Language {
    word: &'static str,
    help: &'static str,
}

const VERSION: Language = Language {
    word: "a Graph version",
    help: "write it as Meta does, such as `v19.0`",
};

const DATE: Language = Language {
    word: "a date",
    help: "write year, month and day, such as `2024-01-23`",
};

const TYPE: Language = Language {
    word: "a type",
    help: "write one of `bool`, `int`, `unsigned int`, `float`, `string`, `datetime`, `Object`, \
           `list<T>`, `one_or_many<T>`, `map<string, T>`, `edge<T>`, or the name of an id, an enum \
           or a type",
};

impl Language {
    fn refuse(self, text: &str) -> Invalid {
        Invalid {
            text: text.to_owned(),
            language: self,
        }
    }
}

impl Invalid {
    /// What to write instead.
    pub fn help(&self) -> &'static str {
        self.language.help
    }

    /// What is wrong.
    pub fn wrong(&self) -> String {
        format!("`{}` is not {}", self.text, self.language.word)
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.wrong(), self.help())
    }
}

impl std::error::Error for Invalid {}

/// What serde is told was expected: `{}` names the word, `{:#}` tells how to
/// write one.
impl Expected for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if f.alternate() { self.help } else { self.word })
    }
}

/// A Graph version, such as `v19.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionName {
    major: u16,
    minor: u16,
}

impl VersionName {
    /// The name as Rust code has it, such as `v19_0`.
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
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let parse = || {
            let (major, minor) = text.strip_prefix('v')?.split_once('.')?;
            let version = Self {
                major: major.parse().ok()?,
                minor: minor.parse().ok()?,
            };
            (version.to_string() == text).then_some(version)
        };
        parse().ok_or_else(|| VERSION.refuse(text))
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
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let date = text.parse().ok().map(Self);
        date.filter(|date| date.to_string() == text)
            .ok_or_else(|| DATE.refuse(text))
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
    /// A name of the spec: an id, an enum or a type.
    Named(String),
}

impl TypeExpr {
    /// The name of the spec that the type rests on, if it does.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(of) | Self::OneOrMany(of) | Self::Map(of) | Self::Edge(of) => of.name(),
            _ => None,
        }
    }
}

impl TypeExpr {
    /// The type of what a list, a map or an edge holds; else the type itself.
    pub fn of(&self) -> &Self {
        match self {
            Self::List(of) | Self::OneOrMany(of) | Self::Map(of) | Self::Edge(of) => of,
            other => other,
        }
    }
}

const SIMPLE: [(&str, TypeExpr); 7] = [
    ("bool", TypeExpr::Bool),
    ("int", TypeExpr::Int),
    ("unsigned int", TypeExpr::UnsignedInt),
    ("float", TypeExpr::Float),
    ("string", TypeExpr::String),
    ("datetime", TypeExpr::Datetime),
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
                let word = SIMPLE.iter().find(|(_, ty)| ty == simple);
                f.write_str(word.map_or("", |(word, _)| word))
            }
        }
    }
}

impl FromStr for TypeExpr {
    type Err = Invalid;

    /// Depth is bounded: a type nests at most 8 deep.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        parse_type(text.trim(), 8).ok_or_else(|| TYPE.refuse(text))
    }
}

fn parse_type(text: &str, depth: u8) -> Option<TypeExpr> {
    if let Some((_, simple)) = SIMPLE.iter().find(|(word, _)| *word == text) {
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

/// Reads from, writes to and describes as text.
macro_rules! written_as_text {
    ($($word:ty, $name:literal, $schema:tt);* $(;)?) => {$(
        impl<'de> Deserialize<'de> for $word {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(|error: Invalid| {
                    let found = Unexpected::Str(&error.text);
                    de::Error::invalid_value(found, &error.language)
                })
            }
        }

        impl Serialize for $word {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl JsonSchema for $word {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )*};
}

written_as_text! {
    VersionName, "Version", {
        "description": "A Graph version.",
        "type": "string",
        "pattern": "^v(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)$"
    };
    Date, "Date", {
        "description": "A day: year, month, day.",
        "type": "string",
        "format": "date"
    };
    TypeExpr, "TypeExpression", {
        "description": "`bool`, `int`, `unsigned int`, `float`, `string`, `datetime`, `Object`, \
            `list<T>`, `one_or_many<T>` (an object, or a list of such objects), `map<string, T>`, \
            `edge<T>` (an object with `data` and `paging`), \
            or the name of an id, an enum or a type.",
        "type": "string",
        "minLength": 1
    };
}
