//! Where to resume a stream.

use serde::{Deserialize, Serialize};

/// A position in a stream, from which it can be resumed.
///
/// It can be stored, for example as JSON, and passed to `resume` after a restart.
/// Cursors expire: Graph may refuse an old one, or one whose node was deleted.
///
/// ```
/// use page_conversations::Checkpoint;
///
/// let stored = serde_json::to_string(&Checkpoint::After("QVFIUkdq".into()))?;
/// assert_eq!(stored, r#"{"after":"QVFIUkdq"}"#);
/// let checkpoint: Checkpoint = serde_json::from_str(&stored)?;
/// assert!(!checkpoint.is_done());
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Checkpoint {
    /// No page was delivered.
    #[default]
    Start,
    /// The pages up to this cursor were delivered.
    After(String),
    /// All pages were delivered.
    Done,
}

impl Checkpoint {
    /// Returns the cursor to continue after, if there is one.
    pub fn cursor(&self) -> Option<&str> {
        match self {
            Self::After(cursor) => Some(cursor),
            Self::Start | Self::Done => None,
        }
    }

    /// Returns whether all pages were delivered.
    pub fn is_done(&self) -> bool {
        *self == Self::Done
    }

    /// Returns the position after a cursor, or at the start.
    pub(super) fn at(cursor: Option<&str>) -> Self {
        cursor.map_or(Self::Start, |cursor| Self::After(cursor.to_owned()))
    }
}
