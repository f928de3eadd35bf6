//! What a check found.

use std::fmt;

use page_conversations::Error;
use serde::Serialize;

use crate::advice;
use crate::failure::with_causes;
use crate::node::one_line;

/// What a check found, and what to do.
#[derive(Debug, Serialize)]
pub struct Check {
    pub name: String,
    pub state: State,
    pub finding: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}

/// Whether a check passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Passed,
    /// Calls work, but something will not, or not for all.
    Warning,
    Failed,
    /// Graph does not show it.
    Unknown,
}

impl State {
    fn label(self) -> &'static str {
        match self {
            Self::Passed => "ok",
            Self::Warning => "warning",
            Self::Failed => "FAILED",
            Self::Unknown => "unknown",
        }
    }
}

/// A line with what was found, and one with what to do.
impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let finding = one_line(&self.finding);
        write!(f, "{:<8} {:<22} {finding}", self.state.label(), self.name)?;
        match &self.action {
            Some(action) => write!(f, "\n{:<31} -> {}", "", one_line(action)),
            None => Ok(()),
        }
    }
}

impl Check {
    pub fn passed(name: impl Into<String>, finding: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            state: State::Passed,
            finding: finding.into(),
            action: None,
        }
    }

    pub fn new(
        name: impl Into<String>,
        state: State,
        finding: impl Into<String>,
        action: impl Into<String>,
    ) -> Self {
        Self {
            state,
            action: Some(action.into()),
            ..Self::passed(name, finding)
        }
    }

    /// Returns the check of a call that failed.
    pub fn failed(name: impl Into<String>, error: &Error) -> Self {
        Self::new(name, State::Failed, with_causes(error), advice::of(error))
    }
}
