//! The error of a world that cannot be read.

use std::fmt;

use page_conversations_codegen::contract::diagnostic::Report;

/// What is wrong with a world in YAML, as a compiler shows it: each error with its
/// file, line and column, the line itself, and what to write instead.
pub struct WorldError(pub(crate) Report);

impl WorldError {
    /// Returns the errors as text for a terminal, in colours.
    pub fn styled(&self) -> String {
        self.0.render(true)
    }

    /// Returns the line of each error, counted from 1, in the order of the text; `None`
    /// for an error of the file as a whole.
    pub fn lines(&self) -> Vec<Option<usize>> {
        let diagnostics = self.0.diagnostics().iter();
        let lines = diagnostics.map(|one| Some(self.0.sources().line(one.place()?)));
        lines.collect()
    }
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.render(false).trim_end())
    }
}

/// The same as `Display`: a `main` that returns an error prints it with `Debug`.
impl fmt::Debug for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for WorldError {}
