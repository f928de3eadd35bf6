//! A secret as text, from a file or a variable of the environment.

use std::io;
use std::path::{Path, PathBuf};

/// A text that has a secret, or several.
pub struct SecretText {
    /// Where it is from: the file or the variable.
    origin: String,
    text: String,
}

/// Why there is no secret.
#[derive(Debug)]
pub enum SecretError {
    Unreadable(PathBuf, io::Error),
    /// What is wrong with the text of this origin. The text is not shown.
    Unusable(String, &'static str),
}

impl SecretText {
    /// Reads a file, or else a variable of the environment. An empty variable is one that is not
    /// set.
    pub fn read(variable: &str, file: Option<&Path>) -> Result<Option<Self>, SecretError> {
        if let Some(file) = file {
            let text = std::fs::read_to_string(file);
            let text = text.map_err(|error| SecretError::Unreadable(file.to_owned(), error))?;
            return Ok(Some(Self::new(format!("`{}`", file.display()), &text)));
        }
        let text = std::env::var_os(variable).filter(|text| !text.is_empty());
        let text = text.map(std::ffi::OsString::into_string).transpose();
        let text = text.map_err(|_| SecretError::Unusable(variable.to_owned(), "is not UTF-8"))?;
        Ok(text.map(|text| Self::new(variable.to_owned(), &text)))
    }

    /// Creates one of another origin.
    pub fn new(origin: String, text: &str) -> Self {
        // Some editors begin a file with a byte order mark.
        let text = text.trim_start_matches('\u{FEFF}').to_owned();
        Self { origin, text }
    }

    /// Returns the only secret, without the spaces around it.
    pub fn one(self) -> Result<String, SecretError> {
        match self.text.trim() {
            "" => Err(SecretError::Unusable(self.origin, "is empty")),
            text if is_sendable(text) => Ok(text.to_owned()),
            _ => Err(self.unsendable()),
        }
    }

    /// Returns all secrets, which spaces, line breaks or commas separate.
    pub fn all(self) -> Result<Vec<String>, SecretError> {
        let values = self.text.split(|c: char| c.is_whitespace() || c == ',');
        let values: Vec<_> = values.filter(|value| !value.is_empty()).collect();
        match values.iter().all(|value| is_sendable(value)) {
            true => Ok(values.into_iter().map(str::to_owned).collect()),
            false => Err(self.unsendable()),
        }
    }

    fn unsendable(self) -> SecretError {
        let problem = "has a space, a line break or another character that no token has";
        SecretError::Unusable(self.origin, problem)
    }
}

/// Returns whether a value can be sent in a header, as a token is.
fn is_sendable(value: &str) -> bool {
    value.chars().all(|c| c.is_ascii_graphic())
}
