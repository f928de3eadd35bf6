//! The inboxes, one `Graph` for each Page, with one client for all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use page_conversations::v26_0::{ListConversations, UnifiedThread, UnifiedThreadFields};
use page_conversations::{AccessToken, Error, Graph, Page};

use crate::metrics::Metrics;
use crate::tokens::{BoxError, PageToken, TokenStore};

/// The inboxes of all Pages.
pub struct Inboxes {
    pages: BTreeMap<String, Graph>,
    pub metrics: Metrics,
}

impl Inboxes {
    /// Opens the inboxes of all Pages that have a token. Sends no call.
    pub async fn open(host: &str, tokens: Arc<TokenStore>) -> Result<Self, BoxError> {
        let metrics = Metrics::new();
        // Each Page has a token of its own, and with it a pace and rate limits of its own.
        let no_token =
            |_: Option<AccessToken>| async { Err::<AccessToken, _>("calls need a Page") };
        let client = Graph::builder_with_provider(no_token)
            .host(host)
            // The default of five minutes is too long for a person who waits.
            .operation_timeout(Duration::from_secs(20))
            // The last hook, so that each attempt that it sees is sent.
            .hook(metrics.clone())
            .build()?;
        let page_ids = tokens.page_ids().await?.into_iter();
        let pages = page_ids.map(|page_id| {
            let token = PageToken {
                page_id: page_id.clone(),
                store: tokens.clone(),
                renewals: metrics.renewals.clone(),
            };
            (page_id, client.with_token_provider(token))
        });
        let pages = pages.collect();
        Ok(Self { pages, metrics })
    }

    /// Returns the ids of the Pages.
    pub fn page_ids(&self) -> impl Iterator<Item = &str> {
        self.pages.keys().map(String::as_str)
    }

    /// Reads the newest conversations of a Page, or those after a cursor. Returns `None` if
    /// the Page is unknown.
    pub async fn read(
        &self,
        page_id: &str,
        after: Option<String>,
    ) -> Option<Result<Page<UnifiedThread>, Error>> {
        let graph = self.pages.get(page_id)?;
        let fields = UnifiedThreadFields::new();
        let mut request = ListConversations::new(page_id)
            .limit(25)
            .fields(fields.updated_time().participants().unread_count());
        if let Some(cursor) = after {
            request = request.after(cursor);
        }
        Some(graph.page(&request).await)
    }
}
