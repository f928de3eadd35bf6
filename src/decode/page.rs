//! Reads the pages of an edge.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};

use super::careful::Careful;
use super::notes::Notes;
use super::path::Path;
use super::raw::{Elements, Members};
use super::{Report, Settings};
use crate::types::edge::{Paging, WirePage};

/// A page as Graph sent it.
pub(crate) struct DecodedPage<T> {
    pub(crate) items: Vec<T>,
    pub(crate) paging: Option<Paging>,
    pub(crate) report: Report,
}

/// Reads a page. What is wrong outside of its nodes is an error.
pub(crate) fn page<T: DeserializeOwned>(
    body: &[u8],
    settings: Settings,
) -> Result<DecodedPage<T>, serde_json::Error> {
    let strictly = || {
        let WirePage(edge) = serde_json::from_slice(body)?;
        Ok(DecodedPage {
            items: edge.data,
            paging: edge.paging,
            report: Report::default(),
        })
    };
    settings.read(strictly, || carefully(body, settings))
}

/// Reads the nodes of a page one by one, those that do not fit with care.
fn carefully<T: DeserializeOwned>(body: &[u8], settings: Settings) -> Option<DecodedPage<T>> {
    let notes = Notes::new(settings.keep_unknown);
    let text = super::text(body, &notes);
    let Members(members) = serde_json::from_str(&text).ok()?;
    let member = |wanted: &str| {
        let mut named = members.iter().filter(|(name, _)| name == wanted);
        match (named.next(), named.next()) {
            (Some((_, value)), None) => Ok(Some(value.get())),
            (None, _) => Ok(None),
            (Some(_), Some(_)) => Err(()),
        }
    };
    let nodes = match member("data").ok()?? {
        "null" => Vec::new(),
        list => serde_json::from_str::<Elements>(list).ok()?.0,
    };
    let paging = paging(member("paging").ok()?, &notes)?;
    let data = Path::Member(&Path::Body, "data");
    let mut items = Vec::with_capacity(nodes.len());
    for (place, node) in nodes.into_iter().enumerate() {
        let path = Path::Element(&data, place);
        items.extend(Careful::new(node, &path, &notes).read_node::<T>());
    }
    Some(DecodedPage {
        items,
        paging,
        report: notes.into_report(),
    })
}

/// Reads where the page stands. Without it nodes would be lost, so nothing may
/// be left out.
fn paging(paging: Option<&str>, notes: &Notes) -> Option<Option<Paging>> {
    let path = Path::Member(&Path::Body, "paging");
    let Some(paging) = paging else {
        return Some(None);
    };
    let before = notes.losses();
    let read = Careful::new(paging, &path, notes).read().ok()?;
    (notes.losses() == before).then_some(read)
}

/// Returns the nodes before the first mistake of a body that is no JSON.
pub(crate) fn readable_start<T: DeserializeOwned>(body: &[u8]) -> Vec<T> {
    let mut items = Vec::new();
    let mut body = serde_json::Deserializer::from_slice(body);
    // It fails as the first reading did, and what counts is how far it came.
    let _ = body.deserialize_map(Start(&mut items));
    items
}

/// Collects the nodes of a page one by one.
struct Start<'a, T>(&'a mut Vec<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Start<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut page: A) -> Result<(), A::Error> {
        while let Some(member) = page.next_key::<String>()? {
            match member.as_str() {
                "data" => return page.next_value_seed(self),
                _ => page.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut nodes: A) -> Result<(), A::Error> {
        while let Some(node) = nodes.next_element()? {
            self.0.push(node);
        }
        Ok(())
    }
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Start<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, data: D) -> Result<(), D::Error> {
        data.deserialize_seq(self)
    }
}
