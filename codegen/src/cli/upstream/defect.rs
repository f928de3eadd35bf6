//! Something invalid in Meta's files, and where.

/// Something invalid in Meta's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// The file, as messages name it.
    pub file: String,
    /// The line, if known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// Whether the comparison fails if it needs this part.
    pub fatal: bool,
}

impl std::fmt::Display for Defect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}
