//! Tokens and secrets, from files and the environment. Arguments would show them to every
//! user of the machine.

use std::path::PathBuf;

use super::problem::Problem;
use super::secret_text::SecretText;
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

fn secret(variable: &str, file: &Option<PathBuf>) -> Result<Option<Secret>, Problem> {
    let text = SecretText::read(variable, file.as_deref())?;
    let secret = text.map(|text| {
        text.one().map(|value| Secret {
            value,
            is_made_up: false,
        })
    });
    Ok(secret.transpose()?)
}

fn list(variable: &str, file: &Option<PathBuf>) -> Result<Vec<String>, Problem> {
    let text = SecretText::read(variable, file.as_deref())?;
    Ok(text.map(SecretText::all).transpose()?.unwrap_or_default())
}
