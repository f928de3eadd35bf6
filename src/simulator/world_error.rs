//! The error of a world that cannot be read.

use std::fmt;

use page_conversations_codegen::contract::diagnostic::Report;

use super::world_file::secrets;

/// What is wrong with a world in YAML, as a compiler shows it: each error with its
/// file, line and column, the line itself, and what to write instead. Asterisks are in
/// place of access tokens.
pub struct WorldError {
    pub(crate) report: Report,
    /// What may be an access token in the file.
    pub(crate) tokens: Vec<String>,
}

impl WorldError {
    /// Returns the errors as text for a terminal, in colours.
    pub fn styled(&self) -> String {
        self.rendered(true)
    }

    fn rendered(&self, styled: bool) -> String {
        secrets::hide(&self.report.render(styled), &self.tokens)
    }

    /// Returns the line of each error, counted from 1, in the order of the text; `None`
    /// for an error of the file as a whole.
    pub fn lines(&self) -> Vec<Option<usize>> {
        let diagnostics = self.report.diagnostics().iter();
        let lines = diagnostics.map(|one| Some(self.report.sources().line(one.place()?)));
        lines.collect()
    }
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rendered(false).trim_end())
    }
}

/// The same as `Display`: a `main` that returns an error prints it with `Debug`.
impl fmt::Debug for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for WorldError {}
