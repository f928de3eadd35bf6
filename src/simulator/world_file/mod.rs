//! Worlds in YAML.

mod build;
mod form;
pub(crate) mod list;
pub(crate) mod node;
pub(crate) mod schema;

use std::path::Path;

use page_conversations_codegen::contract::document::{self, Document, Located};

use self::form::WorldForm;
use crate::simulator::model::world::World;
use crate::simulator::world_error::WorldError;

impl World {
    /// Reads a world from a YAML file: Pages, linked accounts, and conversations and
    /// messages in the form that Graph returns.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use page_conversations::simulator::World;
    ///
    /// let world = World::from_yaml_file("world.yaml")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns all that is wrong with the file, each with its line and what to write
    /// instead.
    pub fn from_yaml_file(path: impl AsRef<Path>) -> Result<Self, WorldError> {
        read(document::read_file(path.as_ref()))
    }

    /// Reads a world from a YAML text. Errors show `name` as its file.
    ///
    /// ```
    /// use page_conversations::simulator::World;
    ///
    /// let text = "
    /// pages:
    ///   - id: 210000000000001
    ///     name: Sample Shop
    ///     conversations:
    ///       - id: t_1
    ///         updated_time: 2026-07-29T10:00:00+0000
    ///         participants: { data: [{ id: 123, name: Robin Low }] }
    /// ";
    /// let world = World::from_yaml(text, "world.yaml")?;
    /// assert_eq!(world.page_ids().next(), Some("210000000000001"));
    ///
    /// let error = World::from_yaml("pagse: []", "world.yaml").unwrap_err();
    /// assert!(error.to_string().contains("did you mean `pages`?"));
    /// # Ok::<(), page_conversations::simulator::WorldError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`from_yaml_file`](World::from_yaml_file).
    pub fn from_yaml(text: &str, name: &str) -> Result<Self, WorldError> {
        read(document::read_text(name, text))
    }
}

fn read(mut document: Document<Located<WorldForm>>) -> Result<World, WorldError> {
    let world = build::build(&mut document);
    let result = document.into_value("the world", "it was not loaded");
    result.map(|_| world).map_err(WorldError)
}
