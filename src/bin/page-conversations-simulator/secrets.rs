//! Tokens and secrets, from files and the environment. Arguments would show them to every
//! user of the machine.

use std::path::{Path, PathBuf};

use super::problem::Problem;
use super::settings::SecretSettings;

/// The secret of the app, where none is set.
const MADE_UP_APP_SECRET: &str = "simulated-app-secret";

/// Tokens and secrets. None that was set is ever printed.
pub struct Secrets {
    pub access_token: Option<Secret>,
    pub app_secret: Secret,
    pub admin_secret: Option<Secret>,
    pub tokens: Vec<String>,
    pub expired_tokens: Vec<String>,
}

/// A token or a secret.
pub struct Secret {
    value: String,
    is_made_up: bool,
}

impl Secret {
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Returns whether it is the same for everyone, and can be printed.
    pub fn is_made_up(&self) -> bool {
        self.is_made_up
    }
}

impl Secrets {
    /// Reads all of them.
    pub fn read(settings: &SecretSettings) -> Result<Self, Problem> {
        let made_up = || Secret {
            value: MADE_UP_APP_SECRET.to_owned(),
            is_made_up: true,
        };
        let app_secret = secret("GRAPH_SIMULATOR_APP_SECRET", &settings.app_secret_file)?;
        Ok(Self {
            access_token: secret("GRAPH_SIMULATOR_ACCESS_TOKEN", &settings.access_token_file)?,
            app_secret: app_secret.unwrap_or_else(made_up),
            admin_secret: secret("GRAPH_SIMULATOR_ADMIN_SECRET", &settings.admin_secret_file)?,
            tokens: list("GRAPH_SIMULATOR_TOKENS", &settings.tokens_file)?,
            expired_tokens: list(
                "GRAPH_SIMULATOR_EXPIRED_TOKENS",
                &settings.expired_tokens_file,
            )?,
        })
    }
}

fn secret(variable: &'static str, file: &Option<PathBuf>) -> Result<Option<Secret>, Problem> {
    let Some((origin, text)) = text(variable, file.as_deref())? else {
        return Ok(None);
    };
    let value = text.trim().to_owned();
    if value.is_empty() || !is_sendable(&value) {
        let what = format!("{origin} must have one value of ASCII characters without spaces");
        return Err(Problem::settings(what));
    }
    Ok(Some(Secret {
        value,
        is_made_up: false,
    }))
}

fn list(variable: &'static str, file: &Option<PathBuf>) -> Result<Vec<String>, Problem> {
    let text = text(variable, file.as_deref())?;
    let (origin, text) = text.unwrap_or_default();
    let values = text.split(|one: char| one.is_whitespace() || one == ',');
    let values = values.filter(|value| !value.is_empty());
    let values: Vec<_> = values.map(str::to_owned).collect();
    match values.iter().all(|value| is_sendable(value)) {
        true => Ok(values),
        false => Err(Problem::settings(format!(
            "{origin} must have values of ASCII characters"
        ))),
    }
}

/// Returns whether a value can be sent in a header, as a token is.
fn is_sendable(value: &str) -> bool {
    value.chars().all(|c| c.is_ascii_graphic())
}

/// Returns a text, and where it is from: the file, or else a variable of the environment.
/// An empty variable is one that is not set.
fn text(variable: &str, file: Option<&Path>) -> Result<Option<(String, String)>, Problem> {
    if let Some(path) = file {
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|error| Problem::unreadable(path, &error))?;
        // Some editors begin a file with a byte order mark.
        let text = text.trim_start_matches('\u{feff}').to_owned();
        return Ok(Some((path.display().to_string(), text)));
    }
    match std::env::var_os(variable).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => match text.into_string() {
            Ok(text) => Ok(Some((variable.to_owned(), text))),
            Err(_) => Err(Problem::settings(format!("{variable} is not UTF-8"))),
        },
    }
}
