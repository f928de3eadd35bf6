//! How far a walk has come.

use serde::{Deserialize, Serialize};

/// How far a walk along an edge has come.
///
/// It can be stored, in JSON for example, and given to `resume` of a stream after
/// a restart. A cursor does not keep for ever: Graph may refuse one that is old,
/// or whose node is gone.
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
    /// No page was delivered yet.
    #[default]
    Start,
    /// All pages up to the one with this cursor were delivered.
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

    /// Returns whether nothing is left to read.
    pub fn is_done(&self) -> bool {
        *self == Self::Done
    }

    /// Returns where a walk stands that begins after a cursor, or at the start.
    pub(super) fn at(cursor: Option<&str>) -> Self {
        cursor.map_or(Self::Start, |cursor| Self::After(cursor.to_owned()))
    }
}
