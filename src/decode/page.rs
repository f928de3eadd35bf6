//! Decodes the pages of an edge.

use std::fmt;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::path::Path;
use super::raw::{Elements, Members};
use super::report::Report;
use super::report_builder::ReportBuilder;
use super::settings::{Keep, Settings};
use super::tolerant::TolerantDeserializer;
use crate::types::edge::{Paging, WirePage};

/// A decoded page.
pub(crate) struct DecodedPage<T> {
    pub(crate) items: Vec<T>,
    pub(crate) paging: Option<Paging>,
    pub(crate) report: Report,
}

/// Decodes a page. A mismatch outside of its nodes is an error.
pub(crate) fn page<T: DeserializeOwned>(
    body: &[u8],
    settings: Settings<'_>,
) -> Result<DecodedPage<T>, serde_json::Error> {
    let strictly = || {
        let WirePage(edge) = super::parse(body)?;
        Ok(DecodedPage {
            items: edge.data,
            paging: edge.paging,
            report: Report::default(),
        })
    };
    settings.decode(strictly, || tolerantly(body, settings))
}

/// Decodes the nodes of a page individually, tolerantly those that do not match.
fn tolerantly<T: DeserializeOwned>(body: &[u8], settings: Settings<'_>) -> Option<DecodedPage<T>> {
    let report = ReportBuilder::default();
    let text = report.text(body);
    // All of it is checked first: a name may otherwise have control characters.
    let raw: &RawValue = serde_json::from_str(&text).ok()?;
    let Members {
        members,
        has_replaced,
    } = serde_json::from_str(raw.get()).ok()?;
    if has_replaced {
        return None;
    }
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
    let paging = paging(member("paging").ok()?, &report)?;
    let data = Path::Member(&Path::Body, "data");
    let mut items = Vec::with_capacity(nodes.len());
    for (place, node) in nodes.into_iter().enumerate() {
        let path = Path::Element(&data, place);
        let node = TolerantDeserializer::new(node, &path, settings.keep, &report);
        items.extend(node.read_node::<T>());
    }
    Some(DecodedPage {
        items,
        paging,
        report: report.build(),
    })
}

/// Decodes `paging`. An error if it does not tell the next page, because that would lose the
/// following pages.
fn paging(paging: Option<&str>, report: &ReportBuilder) -> Option<Option<Paging>> {
    let path = Path::Member(&Path::Body, "paging");
    let Some(paging) = paging else {
        return Some(None);
    };
    TolerantDeserializer::new(paging, &path, Keep::None, report)
        .read_paging(None)
        .ok()
}

/// Returns the nodes before the syntax error of a body.
pub(crate) fn readable_start<T: DeserializeOwned>(body: &[u8], settings: Settings<'_>) -> Vec<T> {
    let mut start = Start {
        nodes: Vec::new(),
        keep: settings.keep,
    };
    let mut body = serde_json::Deserializer::from_slice(body);
    // The error is known; the nodes before it are wanted.
    let _ = body.deserialize_map(&mut start);
    start.nodes
}

/// Collects the nodes of a page one by one.
struct Start<'a, T> {
    nodes: Vec<T>,
    keep: Keep<'a>,
}

impl<T: DeserializeOwned> Start<'_, T> {
    /// Reads a node that matches the contract, with its members to keep.
    fn read(&self, node: &str) -> Option<T> {
        let read = serde_json::from_str(node).ok()?;
        let (data, report) = (Path::Member(&Path::Body, "data"), ReportBuilder::default());
        let path = Path::Element(&data, self.nodes.len());
        let kept = TolerantDeserializer::new(node, &path, self.keep, &report).read();
        Some(kept.unwrap_or(read))
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for &mut Start<'_, T> {
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
        if !self.keep.keeps_any() {
            while let Some(node) = nodes.next_element()? {
                self.nodes.push(node);
            }
            return Ok(());
        }
        while let Some(node) = nodes.next_element::<&RawValue>()? {
            let Some(node) = self.read(node.get()) else {
                return Ok(());
            };
            self.nodes.push(node);
        }
        Ok(())
    }
}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for &mut Start<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, data: D) -> Result<(), D::Error> {
        data.deserialize_seq(self)
    }
}
