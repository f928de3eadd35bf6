//! Reads the nodes of an edge, until an error or the number that is asked for.

use futures_util::TryStreamExt;
use page_conversations::{Error, Items, OnUnreadable, Report};
use serde_json::{Map, Value};

use crate::failure::{Failure, Outcome};
use crate::output::{self, note};
use crate::request::Body;

/// How a listing ended.
pub struct End {
    error: Option<Error>,
    report: Report,
    is_whole: bool,
    is_empty: bool,
}

/// Reads nodes, and passes each on as it arrives.
pub async fn read<T: Body>(
    items: Items<T>,
    what: &'static str,
    mut each: impl FnMut(T) -> Result<(), Failure>,
) -> Result<End, Failure> {
    let mut items = items.on_unreadable(OnUnreadable::Continue);
    let progress = output::counter(what);
    let error = loop {
        match items.try_next().await {
            Ok(Some(node)) => each(node)?,
            Ok(None) => break None,
            // What was read before is shown too.
            Err(error) => break Some(error),
        }
        progress.inc(1);
    };
    progress.finish_and_clear();
    Ok(End {
        error,
        report: items.report().clone(),
        is_whole: items.checkpoint().is_done(),
        is_empty: progress.position() == 0,
    })
}

/// Reads the rows of a table. What is no object is listed by [`End::outcome`].
pub async fn rows(
    items: Items<Map<String, Value>>,
    what: &'static str,
) -> Result<(Vec<Value>, End), Failure> {
    let mut rows = Vec::new();
    let end = read(items, what, |node| {
        rows.push(Value::Object(node));
        Ok(())
    });
    let end = end.await?;
    Ok((rows, end))
}

impl End {
    /// Lists on stderr what cannot be read, and says whether there was nothing, or is more.
    pub fn outcome(self, nothing: &str, more: &str) -> Result<Outcome, Failure> {
        let outcome = output::outcome(&self.report);
        if let Some(error) = self.error {
            return Err(error.into());
        }
        match self.is_whole {
            true if self.is_empty => note(nothing),
            true => {}
            false => note(more),
        }
        Ok(outcome)
    }
}
