//! The Page itself, which is not in the contract: its name, its id, and its
//! conversations as a field. Clients ask for it to see whether a token works.

use std::borrow::Cow;

use crate::simulator::model::world::Page;
use crate::simulator::render::node::{Data, Node, Within};

/// Names of the type of a Page.
pub(crate) const PAGE: &str = "Page";

/// The type of a field of a Page.
pub(crate) fn field(name: &str) -> Option<&'static str> {
    match name {
        "id" | "name" => Some("string"),
        "conversations" | "threads" => Some("UnifiedThread"),
        _ => None,
    }
}

/// A Page, with the edges that are asked for as JSON.
pub(crate) struct PageNode<'a> {
    pub(crate) page: &'a Page,
    pub(crate) edges: Vec<(&'a str, String)>,
}

impl Node for PageNode<'_> {
    fn data<'a>(&'a self, field: &str, _: &Within<'_>) -> Option<Data<'a>> {
        match field {
            "id" => Some(Data::Text(Cow::Borrowed(&self.page.id))),
            "name" => Some(Data::Text(Cow::Borrowed(&self.page.name))),
            _ => {
                let (_, json) = self.edges.iter().find(|(name, _)| *name == field)?;
                Some(Data::Raw(json.clone()))
            }
        }
    }

    fn default_fields(&self) -> &'static [&'static str] {
        &["name"]
    }
}
