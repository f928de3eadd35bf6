//! Access tokens of the Pages, and how they are renewed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use page_conversations::simulator::Simulator;
use page_conversations::{AccessToken, TokenFuture, TokenProvider};
use prometheus_client::metrics::counter::Counter;

/// An error that may be sent to other threads.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Where the tokens come from.
pub enum TokenStore {
    /// A file that another program keeps up to date, such as an agent of a vault.
    File(PathBuf),
    /// A local Graph, which accepts the tokens that are made up here.
    Local(LocalTokens),
}

pub struct LocalTokens {
    simulator: Arc<Simulator>,
    /// The tokens in use, by Page id.
    issued: Mutex<HashMap<String, String>>,
}

impl TokenStore {
    pub fn file(path: PathBuf) -> Self {
        Self::File(path)
    }

    pub fn local(simulator: Arc<Simulator>) -> Self {
        let issued = Mutex::default();
        Self::Local(LocalTokens { simulator, issued })
    }

    /// Returns the ids of the Pages that have a token.
    pub async fn page_ids(&self) -> Result<Vec<String>, BoxError> {
        match self {
            Self::File(path) => Ok(read(path).await?.into_keys().collect()),
            Self::Local(local) => Ok(local.simulator.page_ids()),
        }
    }

    /// Returns the newest token of a Page.
    async fn token(&self, page_id: &str) -> Result<AccessToken, BoxError> {
        match self {
            Self::File(path) => {
                let token = read(path).await?.remove(page_id);
                let missing = || format!("{} has no token of {page_id}", path.display());
                Ok(token.ok_or_else(missing)?.into())
            }
            Self::Local(local) => Ok(local.issue(page_id).into()),
        }
    }
}

/// Reads the file of tokens.
async fn read(path: &Path) -> Result<HashMap<String, String>, BoxError> {
    let text = tokio::fs::read(path).await;
    let text = text.map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| {
        // The message of the error may contain a token.
        let (line, column) = (error.line(), error.column());
        let path = path.display();
        format!("{path}:{line}:{column}: expected a JSON object of tokens by Page id").into()
    })
}

impl LocalTokens {
    /// Makes up a token.
    fn issue(&self, page_id: &str) -> String {
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        let number: u64 = match issued.get(page_id).and_then(|old| old.rsplit('-').next()) {
            Some(number) => number.parse().unwrap_or_default(),
            None => 0,
        };
        let token = format!("EAAB-of-{page_id}-{}", number + 1);
        self.simulator.add_token(&token);
        issued.insert(page_id.to_owned(), token.clone());
        token
    }

    /// Lets all tokens in use expire.
    pub fn expire_all(&self) {
        let issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        issued
            .values()
            .for_each(|token| self.simulator.expire_token(token));
    }
}

/// The token of a Page, which is read again once Graph refuses it.
pub struct PageToken {
    pub page_id: String,
    pub store: Arc<TokenStore>,
    pub renewals: Counter,
}

impl TokenProvider for PageToken {
    fn token<'a>(&'a self, refused: Option<&'a AccessToken>) -> TokenFuture<'a> {
        if refused.is_some() {
            self.renewals.inc();
        }
        Box::pin(self.store.token(&self.page_id))
    }
}
