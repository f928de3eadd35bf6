//! Folders that lists of conversations can be read from.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};

use crate::simulator::contract::CONTRACT;

/// The name of a folder that the contract has.
#[derive(Clone, Debug)]
pub(crate) struct Folder(pub(super) String);

impl<'de> Deserialize<'de> for Folder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FolderVisitor)
    }
}

struct FolderVisitor;

impl Visitor<'_> for FolderVisitor {
    type Value = Folder;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folders: Vec<_> = CONTRACT.folders().map(|name| format!("`{name}`")).collect();
        write!(f, "a folder: {}", folders.join(", "))
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Folder, E> {
        match CONTRACT.folders().any(|folder| folder == name) {
            true => Ok(Folder(name.to_owned())),
            false => Err(E::invalid_value(de::Unexpected::Str(name), &self)),
        }
    }
}

impl JsonSchema for Folder {
    fn schema_name() -> Cow<'static, str> {
        "Folder".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let folders: Vec<_> = CONTRACT.folders().collect();
        json_schema!({ "description": "A folder.", "enum": folders })
    }
}
