//! Takes the URLs of requests that are sent in a batch.

use std::sync::{Mutex, PoisonError};

use reqwest::{Method, Request};

/// Takes the URL of a request in place of sending it, so that a batch has the URLs that the
/// same requests have outside of it.
#[derive(Default)]
pub(crate) struct UrlCollector {
    url: Mutex<Option<String>>,
}

impl UrlCollector {
    /// Takes the URL of a request relative to the host, with its version. Returns the message
    /// with which the request fails, because it is not sent.
    pub(crate) fn collect(&self, request: &Request, host: &str) -> String {
        // What is not read-only must not get into a batch, whoever wrote the request.
        if request.method() != Method::GET {
            return format!("a batch sends GET requests only, not {}", request.method());
        }
        let url = request.url().as_str().strip_prefix(host);
        let Some(url) = url.and_then(|url| url.strip_prefix('/')) else {
            return "a batch sends requests to the host of its `Graph` only".to_owned();
        };
        let mut collected = self.url.lock().unwrap_or_else(PoisonError::into_inner);
        *collected = Some(url.to_owned());
        "the request was collected for a batch".to_owned()
    }

    /// Takes the collected URL.
    pub(crate) fn take(&self) -> Option<String> {
        let mut collected = self.url.lock().unwrap_or_else(PoisonError::into_inner);
        collected.take()
    }
}
