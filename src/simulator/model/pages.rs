//! The Pages of a world.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use imbl::HashMap;

use super::page::Page;

/// The Pages of a world in the order in which they were added. A clone shares them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pages {
    list: Arc<Vec<Page>>,
    /// Indexes by the ids of the Pages, and by those of their accounts.
    by_id: HashMap<String, usize>,
    by_account_id: HashMap<String, usize>,
}

impl Pages {
    /// Adds a Page, with the username of its linked Instagram account, if any.
    pub(crate) fn add(
        &mut self,
        id: Cow<'static, str>,
        name: Cow<'static, str>,
        username: Option<String>,
    ) {
        let index = self.list.len();
        let page = Page {
            index,
            id,
            name,
            username,
        };
        self.by_id.insert(page.id.to_string(), index);
        if page.username.is_some() {
            for id in [page.account_id(), page.scoped_account_id()] {
                self.by_account_id.insert(id, index);
            }
        }
        Arc::make_mut(&mut self.list).push(page);
    }

    /// Returns the Page with an id.
    pub(crate) fn find(&self, id: &str) -> Option<&Page> {
        self.list.get(*self.by_id.get(id)?)
    }

    /// Returns the Page whose linked Instagram account has an id.
    pub(crate) fn find_account(&self, id: &str) -> Option<&Page> {
        self.list.get(*self.by_account_id.get(id)?)
    }

    /// Returns the Pages with a linked Instagram account.
    pub(crate) fn with_account(&self) -> impl Iterator<Item = &Page> {
        self.list.iter().filter(|page| page.username.is_some())
    }
}

impl Deref for Pages {
    type Target = [Page];

    fn deref(&self) -> &[Page] {
        &self.list
    }
}
