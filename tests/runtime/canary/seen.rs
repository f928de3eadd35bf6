//! What a caller sees: results, errors with their causes, and values.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use futures_util::{Stream, StreamExt};
use page_conversations::Error;

/// All that a caller can see.
#[derive(Clone, Default)]
pub struct Seen {
    pub text: Arc<Mutex<String>>,
    /// The variants of errors that were seen.
    pub errors: Arc<Mutex<BTreeSet<&'static str>>>,
}

impl Seen {
    pub fn show(&self, value: &(impl Debug + ?Sized)) {
        let text = format!("{value:?}\n{value:#?}\n");
        self.text.lock().unwrap().push_str(&text);
    }

    pub fn error(&self, error: &Error) {
        self.errors.lock().unwrap().insert(variant(error));
        self.show(error);
        self.show(&(error.advice(), error.info(), error.graph(), error.usage()));
        let mut cause: Option<&dyn std::error::Error> = Some(error);
        while let Some(error) = cause {
            self.show(&format_args!("{error} {error:#}"));
            cause = error.source();
        }
    }

    pub fn result<T: Debug>(&self, result: Result<T, Error>) {
        match result {
            Ok(value) => self.show(&value),
            Err(error) => self.error(&error),
        }
    }

    pub async fn all<T: Debug>(&self, stream: impl Stream<Item = Result<T, Error>> + Debug) {
        self.show(&stream);
        let results: Vec<_> = stream.take(9).collect().await;
        results.into_iter().for_each(|result| self.result(result));
    }
}

/// The name of a variant. One that is missing here has no case below.
fn variant(error: &Error) -> &'static str {
    match error {
        Error::Invalid(_) => "Invalid",
        Error::Graph(_) => "Graph",
        Error::Http(_) => "Http",
        Error::Timeout(_) => "Timeout",
        Error::OperationTimeout { .. } => "OperationTimeout",
        Error::Token { .. } => "Token",
        Error::Pacer { .. } => "Pacer",
        Error::Hook { .. } => "Hook",
        Error::RateLimited { .. } => "RateLimited",
        Error::Transport(_) => "Transport",
        Error::Decode(_) => "Decode",
        Error::Version { .. } => "Version",
        Error::Unreadable { .. } => "Unreadable",
        Error::RepeatedCursor { .. } => "RepeatedCursor",
        Error::EmptyPages { .. } => "EmptyPages",
        Error::MissingCursor { .. } => "MissingCursor",
        other => panic!("no case for {other:?}"),
    }
}

/// The variants that the cases below lead to. `Shutdown` has no text of others.
pub const VARIANTS: [&str; 16] = [
    "Decode",
    "EmptyPages",
    "Graph",
    "Hook",
    "Http",
    "Invalid",
    "MissingCursor",
    "OperationTimeout",
    "Pacer",
    "RateLimited",
    "RepeatedCursor",
    "Timeout",
    "Token",
    "Transport",
    "Unreadable",
    "Version",
];
