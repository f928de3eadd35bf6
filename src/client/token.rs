//! Access tokens, and where they come from.

use std::error::Error as StdError;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use futures_util::FutureExt;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::client::redact::Secret;
use crate::error::{Invalid, messages};

/// Earlier tokens that are still redacted after a renewal.
const KEPT_EARLIER: usize = 8;

/// An access token. It does not appear in `Debug` output.
#[derive(Clone)]
pub struct AccessToken(Secret);

impl AccessToken {
    /// Creates an access token.
    pub fn new(token: impl Into<String>) -> Self {
        // HTTP trims header values, so the proof must not include these spaces.
        let token = SecretString::from(token.into().trim_matches([' ', '\t']));
        Self(Arc::new(token))
    }

    /// Returns the text of the token.
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for AccessToken {
    fn from(token: String) -> Self {
        Self::new(token)
    }
}

impl From<&str> for AccessToken {
    fn from(token: &str) -> Self {
        Self::new(token)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(..)")
    }
}

/// The future of a [`TokenProvider`].
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// Provides the access tokens of a [`Graph`](crate::Graph), and renews them.
///
/// Async closures that take an `Option<AccessToken>` are providers too:
///
/// ```
/// use page_conversations::{AccessToken, Graph};
///
/// # async fn read_token() -> Result<AccessToken, std::io::Error> { Ok("a token".into()) }
/// # async fn renew_token() -> Result<AccessToken, std::io::Error> { Ok("a token".into()) }
/// let graph = Graph::builder_with_provider(|refused: Option<AccessToken>| async move {
///     match refused {
///         None => read_token().await,
///         Some(_) => renew_token().await,
///     }
/// });
/// # let _ = graph;
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// Returns an access token.
    ///
    /// It is called before the first call, without `refused`. It is called again with the
    /// token that was used if an error advises [`Advice::LogIn`](crate::Advice::LogIn). Calls
    /// in flight wait for the same renewal, and each is sent once more with the new token.
    /// If the provider returns the refused token, the calls return their errors.
    ///
    /// The operation timeout of a call includes the time that this takes. If the call times out
    /// or is dropped, so is the future, and the next call asks again: a provider that must not
    /// be interrupted, such as one that uses a refresh token once, does its work in a task of
    /// its own. It must not send calls with the `Graph` that it provides tokens for: they would
    /// wait for it.
    ///
    /// # Errors
    ///
    /// An error is returned to the callers as [`Error::Token`](crate::Error::Token). Its text
    /// must not contain tokens that were never returned: they are not redacted.
    fn token<'a>(&'a self, refused: Option<&'a AccessToken>) -> TokenFuture<'a>;
}

impl<F, T, E> TokenProvider for F
where
    F: Fn(Option<AccessToken>) -> T + Send + Sync + 'static,
    T: Future<Output = Result<AccessToken, E>> + Send,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    fn token<'a>(&'a self, refused: Option<&'a AccessToken>) -> TokenFuture<'a> {
        Box::pin(async move { self(refused.cloned()).await.map_err(Into::into) })
    }
}

/// A token in use.
pub(crate) struct Token {
    access_token: AccessToken,
    /// The token as a header.
    authorization: HeaderValue,
    /// The tokens that it replaced, the newest last, and the token itself.
    all: Arc<[Secret]>,
}

impl Token {
    fn new(access_token: AccessToken, replaced: Option<&Self>) -> Result<Self, Invalid> {
        let earlier = replaced.map_or(&[][..], |replaced| &replaced.all);
        let kept = earlier.len().saturating_sub(KEPT_EARLIER);
        let all = earlier[kept..].iter().chain([&access_token.0]);
        Ok(Self {
            authorization: authorization(&access_token)?,
            all: all.cloned().collect(),
            access_token,
        })
    }

    pub(crate) fn authorization(&self) -> &HeaderValue {
        &self.authorization
    }

    pub(crate) fn expose_secret(&self) -> &str {
        self.access_token.expose_secret()
    }

    /// Returns the token and those that it replaced.
    pub(crate) fn all(&self) -> Arc<[Secret]> {
        self.all.clone()
    }
}

/// Returns an access token as a header.
fn authorization(access_token: &AccessToken) -> Result<HeaderValue, Invalid> {
    let token = access_token.expose_secret();
    if !token.is_ascii() {
        return Err(Invalid::new("access token is not ASCII"));
    }
    let value = HeaderValue::try_from(format!("Bearer {token}")).ok();
    let value = value.filter(|_| !token.trim().is_empty());
    let mut value =
        value.ok_or_else(|| Invalid::new("access token is empty or contains a line break"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Why a provider returned no usable token. Its text is not redacted.
#[derive(Clone)]
pub(crate) struct ProviderError(Arc<dyn StdError + Send + Sync>);

impl ProviderError {
    pub(crate) fn new(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(Arc::from(error.into()))
    }

    /// Returns the messages of the error and its sources.
    pub(crate) fn message(&self) -> String {
        messages(&*self.0)
    }
}

/// The token in use, and the provider that renews it.
pub(crate) struct Tokens {
    /// `None` if the token is fixed.
    provider: Option<Box<dyn TokenProvider>>,
    current: RwLock<Option<Arc<Token>>>,
    /// The result of the last call of the provider; locked during a call.
    last: Mutex<Result<(), ProviderError>>,
    /// Number of completed calls of the provider.
    calls: AtomicU64,
}

impl Tokens {
    /// Creates tokens of a provider.
    pub(crate) fn provided(provider: impl TokenProvider) -> Self {
        Self {
            provider: Some(Box::new(provider)),
            current: RwLock::new(None),
            last: Mutex::new(Ok(())),
            calls: AtomicU64::new(0),
        }
    }

    /// Creates a fixed token.
    pub(crate) fn fixed(access_token: AccessToken) -> Result<Self, Invalid> {
        let token = Token::new(access_token, None)?;
        Ok(Self {
            provider: None,
            current: RwLock::new(Some(Arc::new(token))),
            last: Mutex::new(Ok(())),
            calls: AtomicU64::new(0),
        })
    }

    /// Returns the token in use, if one is known.
    pub(crate) fn current(&self) -> Option<Arc<Token>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.clone()
    }

    /// Returns the token in use, from the provider if none is known. Waits for a renewal in
    /// progress.
    pub(crate) async fn get(&self) -> Result<Arc<Token>, ProviderError> {
        let calls = self.calls.load(Ordering::Acquire);
        if self.provider.is_some() {
            drop(self.last.lock().await);
        }
        match self.current() {
            Some(token) => Ok(token),
            None => match self.replace(None, calls).await? {
                Some(token) => Ok(token),
                None => Err(ProviderError::new("no token was returned")),
            },
        }
    }

    /// Returns another token than the refused one; `None` if there is no other.
    pub(crate) async fn renew(
        &self,
        refused: &Arc<Token>,
    ) -> Result<Option<Arc<Token>>, ProviderError> {
        let calls = self.calls.load(Ordering::Acquire);
        self.replace(Some(refused), calls).await
    }

    /// Asks the provider, unless it was asked since `calls` were counted.
    async fn replace(
        &self,
        refused: Option<&Arc<Token>>,
        calls: u64,
    ) -> Result<Option<Arc<Token>>, ProviderError> {
        let Some(provider) = &self.provider else {
            return Ok(None);
        };
        let mut last = self.last.lock().await;
        let is_refused = |token: &Arc<Token>| refused.is_some_and(|old| Arc::ptr_eq(old, token));
        if let Some(token) = self.current().filter(|token| !is_refused(token)) {
            return Ok(Some(token));
        }
        // Another call waited for the provider meanwhile, and got no other token.
        if self.calls.load(Ordering::Acquire) != calls {
            return last.clone().map(|()| None);
        }
        let provided = ask(provider.as_ref(), refused).await;
        self.calls.fetch_add(1, Ordering::Release);
        *last = provided.as_ref().map(|_| ()).map_err(Clone::clone);
        let token = provided?.map(Arc::new);
        if token.is_some() {
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            current.clone_from(&token);
        }
        Ok(token)
    }
}

/// Asks the provider for a token. Returns `None` if it returns the refused one.
async fn ask(
    provider: &dyn TokenProvider,
    refused: Option<&Arc<Token>>,
) -> Result<Option<Token>, ProviderError> {
    let old = refused.map(|token| &token.access_token);
    let call = async { provider.token(old).await };
    let access_token = match AssertUnwindSafe(call).catch_unwind().await {
        Ok(result) => result.map_err(ProviderError::new)?,
        Err(_) => return Err(ProviderError::new("it panicked")),
    };
    // Spaces around a token of a file are not part of it.
    let access_token = AccessToken::new(access_token.expose_secret());
    if old.is_some_and(|old| old.expose_secret() == access_token.expose_secret()) {
        return Ok(None);
    }
    Token::new(access_token, refused.map(AsRef::as_ref))
        .map(Some)
        .map_err(ProviderError::new)
}
