//! Worlds in YAML.

mod build;
pub(crate) mod change;
mod form;
pub(crate) mod list;
pub(crate) mod node;
pub(crate) mod schema;
mod script;
pub(super) mod secrets;
mod token;
mod traffic;
pub(crate) mod values;

use std::fmt;
use std::path::Path;
use std::time::Duration;

use page_conversations_codegen::contract::document::{self, Document, Located};

use self::form::WorldForm;
use super::model::change::Change;
use super::model::traffic::Traffic;
use super::model::world::World;
use super::server::access::Lifetimes;
use super::world_error::WorldError;

/// A world that was read from YAML: Pages, linked accounts, and conversations and
/// messages in the form that Graph returns; with access tokens, a script and traffic.
///
/// ```
/// use page_conversations::simulator::{Simulator, WorldFile};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let text = "
/// pages:
///   - id: 210000000000001
///     name: Sample Shop
///     conversations:
///       - id: t_1
///         updated_time: 2026-07-29T10:00:00+0000
///         participants: { data: [{ id: 123, name: Robin Low }] }
/// script:
///   - after: 60
///     changes: { type: new_message, thread: t_1, text: Is it still there? }
/// ";
/// let file = WorldFile::from_yaml(text, "world.yaml")?;
/// let simulator = Simulator::builder().world_file(file).start().await?;
/// assert_eq!(simulator.page_ids(), ["210000000000001"]);
///
/// let error = WorldFile::from_yaml("pagse: []", "world.yaml").unwrap_err();
/// assert!(error.to_string().contains("did you mean `pages`?"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct WorldFile {
    pub(super) world: World,
    pub(super) tokens: Lifetimes,
    pub(super) script: Vec<(Duration, Change)>,
    pub(super) traffic: Option<Traffic>,
}

impl WorldFile {
    /// A file without Pages.
    pub(super) fn empty() -> Self {
        Self {
            world: World::empty(),
            tokens: Lifetimes::new(),
            script: Vec::new(),
            traffic: None,
        }
    }

    /// Reads a YAML file.
    ///
    /// # Errors
    ///
    /// Returns all that is wrong with the file, each with its line and what to write
    /// instead. Access tokens are not shown.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, WorldError> {
        built(document::read_file(path.as_ref()))
    }

    /// Reads a YAML text. Errors show `name` as its file.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn from_yaml(text: &str, name: &str) -> Result<Self, WorldError> {
        built(document::read_text(name, text))
    }

    /// Returns the world at the start.
    pub fn world(&self) -> &World {
        &self.world
    }
}

/// Without the tokens.
impl fmt::Debug for WorldFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorldFile")
            .field("world", &self.world)
            .field("script", &self.script)
            .field("traffic", &self.traffic)
            .finish_non_exhaustive()
    }
}

fn built(mut document: Document<Located<WorldForm>>) -> Result<WorldFile, WorldError> {
    let file = build::build(&mut document);
    let result = document.into_value("the world", "it was not loaded");
    result.map(|_| file).map_err(|report| {
        let text = report
            .sources()
            .0
            .first()
            .map(|source| source.text.as_str());
        let tokens = secrets::tokens(text.unwrap_or_default());
        WorldError { report, tokens }
    })
}
