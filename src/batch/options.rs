//! The options of a batch.

use super::request::BatchRequest;
use crate::client::options::CallOptions;
use crate::client::retry::Retry;
use crate::client::session::Session;

/// Returns the options of a batch: those that are enough for each of its requests.
pub(super) fn of_batch(requests: &[Box<dyn BatchRequest>], session: &Session) -> CallOptions {
    let config = session.config();
    let options = || requests.iter().map(|request| request.call_options());
    let longest = |set: fn(&CallOptions) -> Option<_>, default| {
        let timeouts = options().map(|options| options.and_then(set).unwrap_or(default));
        timeouts.max()
    };
    let retries = requests.iter().map(|request| retry(&**request, session));
    let mut batch = CallOptions::new();
    batch.timeout = longest(|options| options.timeout, config.timeout);
    batch.operation_timeout = longest(
        |options| options.operation_timeout,
        config.operation_timeout,
    );
    batch.retry = retries.reduce(Retry::or_more);
    batch.is_unpaced = options().all(|options| options.is_some_and(|options| options.is_unpaced));
    batch
}

/// Returns the limits of retries of a request.
pub(super) fn retry(request: &dyn BatchRequest, session: &Session) -> Retry {
    let options = request.call_options();
    let retry = options.and_then(|options| options.retry);
    retry.unwrap_or(session.config().retry)
}
