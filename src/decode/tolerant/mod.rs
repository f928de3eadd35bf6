//! A deserializer that continues after a mismatch.
//!
//! serde asks a list or an object for its next value by type (`next_element::<T>`,
//! `next_value::<T>`), so a value that fails can be retried as `null`, which leaves
//! an optional field empty, or be left out. This works for all types, and each value
//! is tried once and once as `null`: the time is linear in the body, for each level
//! of nested types.
//!
//! The input is known to be JSON and is parsed one level at a time, so that an
//! invalid value, such as a number that no type can hold, affects nothing but itself.

mod access;
mod deserializer;

use std::borrow::Cow;
use std::collections::HashMap;

use serde::de::{Deserialize, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde_json::value::RawValue;

use super::error::MismatchError;
use super::path::Path;
use super::raw::{Members, Text};
use super::report::{JsonKind, Outcome};
use super::report_builder::ReportBuilder;
use super::settings::Keep;
use crate::types::edge::Paging;

/// Deserializes a value, and reports what does not match.
#[derive(Clone, Copy)]
pub(super) struct TolerantDeserializer<'a, 'de> {
    value: &'de str,
    path: &'a Path<'a>,
    /// The members to keep of an object at this place.
    keep: Keep<'a>,
    report: &'a ReportBuilder,
    /// Number of values around this one.
    depth: u8,
    /// Whether it stands in place of a list, and is read as its only element.
    is_sole_element: bool,
}

/// Maximum nesting of values, as in serde_json.
const MAX_DEPTH: u8 = 128;

impl<'a, 'de> TolerantDeserializer<'a, 'de> {
    pub(super) fn new(
        value: &'de str,
        path: &'a Path<'a>,
        keep: Keep<'a>,
        report: &'a ReportBuilder,
    ) -> Self {
        Self {
            value,
            path,
            keep,
            report,
            depth: 0,
            is_sole_element: false,
        }
    }

    /// Returns the deserializer of a nested value.
    fn nested<'b>(self, value: &'de str, path: &'b Path<'b>) -> TolerantDeserializer<'b, 'de>
    where
        'a: 'b,
    {
        TolerantDeserializer {
            value,
            path,
            keep: self.keep,
            report: self.report,
            depth: self.depth + 1,
            is_sole_element: false,
        }
    }

    /// Reads the value as a `T`.
    pub(super) fn read<T: Deserialize<'de>>(self) -> Result<T, MismatchError> {
        let read = match self.is_too_deep() {
            true => Err(Self::too_deep()),
            false => T::deserialize(self),
        };
        read.map_err(|error| error.at(self.path, self.value))
    }

    /// Reads the value as a `T`. A mismatch is reported and returns `None`.
    fn read_or_leave_out<T: Deserialize<'de>>(self) -> Option<T> {
        match self.read() {
            Ok(value) => Some(value),
            Err(error) => {
                self.report.add(error, Outcome::LeftOut);
                None
            }
        }
    }

    /// Reads one node of several as a `T`. A mismatch is reported, and returns `None` if
    /// the node is lost.
    pub(super) fn read_node<T: Deserialize<'de>>(self) -> Option<T> {
        // Most nodes match, and this is faster. A cursor within one that is altered is not used.
        let is_plain = !self.keep.keeps_any() && !self.report.may_be_altered(self.value);
        let fast = is_plain.then(|| serde_json::from_str(self.value).ok());
        fast.flatten().or_else(|| self.read_or_leave_out())
    }

    /// Reads the value as a `T`, or as an empty one if it does not match.
    fn read_or_empty<T: Deserialize<'de>>(self) -> Result<T, MismatchError> {
        self.read().or_else(|error| {
            let null: Result<T, MismatchError> = T::deserialize(().into_deserializer());
            let Ok(empty) = null else { return Err(error) };
            self.report.add(error, Outcome::LeftEmpty);
            Ok(empty)
        })
    }

    fn is_too_deep(self) -> bool {
        self.depth >= MAX_DEPTH
    }

    fn too_deep() -> MismatchError {
        MismatchError::expected("JSON that is less deeply nested")
    }

    fn kind(self) -> JsonKind {
        JsonKind::of(self.value)
    }

    /// Converts a value to the expected form. That is reported, unless a mismatch of a
    /// nested value is.
    fn convert<T>(
        self,
        expected: &'static str,
        read: impl FnOnce() -> Result<T, MismatchError>,
    ) -> Result<T, MismatchError> {
        let before = self.report.mismatch_count();
        let value = read()?;
        if self.report.mismatch_count() == before {
            let error = MismatchError::expected(expected).at(self.path, self.value);
            self.report.add(error, Outcome::Converted);
        }
        Ok(value)
    }

    /// Returns the members of the object. Of duplicate names the last one is kept, which
    /// is reported if it is one of `fields`.
    fn members(
        self,
        fields: &[&str],
    ) -> Result<Vec<(Cow<'de, str>, &'de RawValue)>, MismatchError> {
        let Members {
            members,
            has_replaced,
        } = serde_json::from_str(self.value).map_err(|_| MismatchError::expected("an object"))?;
        if has_replaced {
            self.replaced("an object with names that are valid Unicode");
        }
        let mut last = HashMap::with_capacity(members.len());
        for (place, (name, _)) in members.iter().enumerate() {
            last.insert(name.clone(), place);
        }
        if last.len() == members.len() {
            return Ok(members);
        }
        let mut kept = Vec::with_capacity(last.len());
        for (place, (name, value)) in members.into_iter().enumerate() {
            if last.get(&name) == Some(&place) {
                kept.push((name, value));
            } else if fields.contains(&&*name) {
                let path = Path::Member(self.path, &name);
                let error =
                    MismatchError::expected("one member of this name").at(&path, value.get());
                self.report.add(error, Outcome::LeftOut);
            }
        }
        Ok(kept)
    }

    fn is_empty_list(self) -> bool {
        self.kind() == JsonKind::List && self.value[1..].trim_start() == "]"
    }

    fn is_body(self) -> bool {
        matches!(self.path, Path::Body)
    }

    /// Reads a member of a page.
    fn page_member<T: Deserialize<'de>>(self) -> Result<T, MismatchError> {
        match self.path {
            Path::Member(_, "data") => match self.kind() {
                JsonKind::List | JsonKind::Null => self.read(),
                _ => Err(MismatchError::expected("a list")),
            },
            _ => self.read_paging(None),
        }
    }

    /// Reads a member of an edge within a node. If its paging does not tell the next page, a page
    /// without a cursor follows.
    fn edge_member<T: Deserialize<'de>>(self) -> Result<T, MismatchError> {
        match self.path {
            Path::Member(_, "paging") => self.read_paging(Some(Paging::new().has_next(true))),
            _ => self.read_or_empty(),
        }
    }

    /// Reads `paging`, of which nothing that tells the next page may be lost: the edge would seem
    /// to end. Returns `otherwise` if it is.
    pub(super) fn read_paging<T: Deserialize<'de>>(
        self,
        otherwise: Option<Paging>,
    ) -> Result<T, MismatchError> {
        let before = self.report.lost_values();
        let value = self.read_or_empty()?;
        let is_altered = self.report.may_be_altered(self.value);
        if self.report.lost_values() == before && !is_altered {
            return Ok(value);
        }
        let paging = self.next_page(is_altered).or(otherwise);
        let paging =
            paging.ok_or_else(|| MismatchError::expected("the cursor of the next page"))?;
        T::deserialize(serde_json::to_value(paging).unwrap_or_default())
            .map_err(MismatchError::custom)
    }

    /// Returns what unreadable paging tells of the next page, or `None` if one follows whose cursor
    /// it does not tell.
    fn next_page(self, is_altered: bool) -> Option<Paging> {
        let report = ReportBuilder::default();
        let quietly = TolerantDeserializer::new(self.value, self.path, Keep::None, &report);
        let mut paging: Paging = quietly.read().unwrap_or_default();
        if is_altered || report.has_altered_values() {
            // The cursor may be one of them.
            paging.after = None;
        }
        let members: Option<Members<'_>> = serde_json::from_str(self.value).ok();
        paging.has_next = members.is_none_or(|read| {
            let mut next = read.members.iter().filter(|(name, _)| name == "next");
            // A name that was altered may be that of `next`.
            is_altered || read.has_replaced || next.any(|(_, url)| url.get() != "null")
        });
        (!paging.has_next || paging.after.is_some()).then_some(paging)
    }

    /// Reads a value of which nothing may be left out.
    fn without_loss<T>(
        self,
        read: impl FnOnce() -> Result<T, MismatchError>,
    ) -> Result<T, MismatchError> {
        let before = self.report.lost_values();
        let value = read()?;
        match self.report.lost_values() == before {
            true => Ok(value),
            false => Err(MismatchError::expected(
                "a page without mismatches outside of its nodes",
            )),
        }
    }

    fn scalar<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, MismatchError> {
        match self.kind() {
            JsonKind::Null => visitor.visit_unit(),
            JsonKind::Boolean => visitor.visit_bool(self.value == "true"),
            JsonKind::Number => self.number(visitor),
            JsonKind::String => match serde_json::from_str(self.value) {
                Ok(text) => self.string(text, visitor),
                Err(_) => Err(MismatchError::expected("text")),
            },
            JsonKind::List => Err(MismatchError::invalid_type(Unexpected::Seq, &visitor)),
            JsonKind::Object => Err(MismatchError::invalid_type(Unexpected::Map, &visitor)),
        }
    }

    fn string<V: Visitor<'de>>(
        self,
        string: Text<'de>,
        visitor: V,
    ) -> Result<V::Value, MismatchError> {
        let value = match string.text {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text)?,
            Cow::Owned(text) => visitor.visit_string(text)?,
        };
        if string.has_replaced {
            self.replaced("text that is valid Unicode");
        }
        Ok(value)
    }

    /// Reports that characters were replaced.
    fn replaced(self, expected: &'static str) {
        let error = MismatchError::expected(expected).at(self.path, self.value);
        self.report.add(error, Outcome::Replaced);
    }

    /// Returns the value as a signed integer. `-0` is none, as in serde_json.
    fn integer(self) -> Option<i64> {
        let number = self.value.parse().ok();
        number.filter(|_| self.value != "-0")
    }

    fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, MismatchError> {
        if let Ok(number) = self.value.parse() {
            return visitor.visit_u64(number);
        }
        if let Some(number) = self.integer() {
            return visitor.visit_i64(number);
        }
        let number: f64 = self.value.parse().unwrap_or(f64::INFINITY);
        match number.is_finite() {
            true => visitor.visit_f64(number),
            false => Err(MismatchError::expected(
                "a number within the range of `f64`",
            )),
        }
    }

    /// Reads text, or an integer as its digits. An integer that 64 bits cannot hold is
    /// reported.
    fn text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, MismatchError> {
        let digits = self.value.strip_prefix('-').unwrap_or(self.value);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.scalar(visitor);
        }
        let read = || visitor.visit_borrowed_str(self.value);
        match self.value.parse::<u64>().is_ok() || self.integer().is_some() {
            true => read(),
            false => self.convert("text, or an integer of 64 bits", read),
        }
    }
}
