//! JSON of which nothing is lost, and of which no value has to be of an expected type.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, Unexpected};
use serde_json::value::RawValue;

use crate::decode::JsonKind;
use crate::decode::raw::{Members, Text};
use crate::types::edge::Paging;
use crate::types::timestamp::Timestamp;

/// 2004-02-04, as a Unix time.
const FACEBOOK_BEGAN: i64 = 1_075_852_800;

/// A node as Graph sent it.
///
/// Its text is kept as it is: the halves of surrogate pairs, which Rust's strings cannot
/// hold, are escapes in it. `Debug` does not show it, because it has texts of messages.
#[derive(Clone)]
pub(super) struct RawNode(Box<RawValue>);

/// What is no object is no node.
impl<'de> Deserialize<'de> for RawNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Box::<RawValue>::deserialize(deserializer)?;
        match JsonKind::of(value.get()) {
            JsonKind::Object => Ok(Self(value)),
            _ => Err(D::Error::invalid_type(
                Unexpected::Other("a value"),
                &"an object",
            )),
        }
    }
}

impl RawNode {
    pub(super) fn json(&self) -> Json<'_> {
        Json(&self.0)
    }
}

impl fmt::Debug for RawNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawNode").finish_non_exhaustive()
    }
}

/// A value within a node.
#[derive(Clone, Copy)]
pub(super) struct Json<'a>(&'a RawValue);

impl<'a> Json<'a> {
    /// Returns the value as it was sent.
    pub(super) fn text(self) -> &'a str {
        self.0.get()
    }

    fn is_object(self) -> bool {
        JsonKind::of(self.text()) == JsonKind::Object
    }

    /// Returns the members of an object, none if it is another value.
    pub(super) fn object(self) -> Object<'a> {
        Object(serde_json::from_str(self.text()).unwrap_or_default())
    }

    /// Returns the elements of a list, or of `data` of an edge. `None` if it is neither.
    pub(super) fn list(self) -> Option<Vec<Json<'a>>> {
        if self.text().starts_with('{') {
            return self.object().get("data")?.list();
        }
        let elements: Vec<&'a RawValue> = serde_json::from_str(self.text()).ok()?;
        Some(elements.into_iter().map(Json).collect())
    }

    /// Returns a time. One from before Facebook is none, such as 0.
    fn time(self) -> Option<Timestamp> {
        let time: Timestamp = self.string()?.parse().ok()?;
        (time.unix_seconds() >= FACEBOOK_BEGAN).then_some(time)
    }

    /// Returns a string, with U+FFFD for each half of a surrogate pair, or a number as text.
    fn string(self) -> Option<String> {
        match JsonKind::of(self.text()) {
            // All of its digits.
            JsonKind::Number => Some(self.text().to_owned()),
            _ => {
                let text: Text<'a> = serde_json::from_str(self.text()).ok()?;
                Some(text.text.into_owned())
            }
        }
    }
}

/// The members of an object.
pub(super) struct Object<'a>(Members<'a>);

impl<'a> Object<'a> {
    /// Returns a member that is not null.
    pub(super) fn get(&self, name: &str) -> Option<Json<'a>> {
        let (_, value) = self.0.members.iter().find(|(other, _)| other == name)?;
        (value.get() != "null").then_some(Json(value))
    }

    /// Returns a text, or a number as text.
    pub(super) fn string(&self, name: &str) -> Option<String> {
        self.get(name)?.string()
    }

    /// Returns a time.
    pub(super) fn time(&self, name: &str) -> Option<Timestamp> {
        self.get(name)?.time()
    }

    /// Returns the paging of an edge: an error if it cannot be read, because the following
    /// pages would be lost.
    pub(super) fn paging(&self) -> Result<Option<Paging>, serde_json::Error> {
        let paging = self.get("paging");
        paging
            .map(|paging| serde_json::from_str(paging.text()))
            .transpose()
    }

    /// Returns the JSON of the object without a member.
    pub(super) fn without(&self, name: &str) -> String {
        let others = self.0.members.iter().filter(|(other, _)| other != name);
        let others = others.map(|(name, value)| {
            let name = serde_json::Value::from(&**name);
            format!("{name}:{}", value.get())
        });
        format!("{{{}}}", others.collect::<Vec<_>>().join(","))
    }
}

/// Reads the members of an object into columns, and counts those whose type none has.
pub(super) struct Columns<'c, 'a> {
    object: Object<'a>,
    other_types: &'c mut u64,
}

impl<'c, 'a> Columns<'c, 'a> {
    pub(super) fn new(object: Object<'a>, other_types: &'c mut u64) -> Self {
        Self {
            object,
            other_types,
        }
    }

    pub(super) fn string(&mut self, name: &str) -> Option<String> {
        self.read(name, Json::string)
    }

    pub(super) fn integer(&mut self, name: &str) -> Option<i64> {
        self.read(name, |json| json.string()?.parse().ok())
    }

    pub(super) fn time(&mut self, name: &str) -> Option<Timestamp> {
        self.read(name, Json::time)
    }

    /// Reads each element of a list or an edge.
    pub(super) fn each<T>(
        &mut self,
        name: &str,
        mut read: impl FnMut(&mut Columns<'_, 'a>) -> T,
    ) -> Vec<T> {
        let elements = self.read(name, Json::list).unwrap_or_default();
        let elements = elements.into_iter();
        elements
            .map(|json| read(&mut Columns::new(json.object(), self.other_types)))
            .collect()
    }

    /// Returns the object of a name; `None` if there is none.
    pub(super) fn object(&mut self, name: &str) -> Option<Columns<'_, 'a>> {
        let json = self.read(name, |json| json.is_object().then_some(json))?;
        Some(Columns::new(json.object(), self.other_types))
    }

    fn read<T>(&mut self, name: &str, read: impl FnOnce(Json<'a>) -> Option<T>) -> Option<T> {
        let value = read(self.object.get(name)?);
        *self.other_types += u64::from(value.is_none());
        value
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Columns, RawNode};

    fn node(json: &str) -> RawNode {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn halves_of_surrogate_pairs_are_kept_and_read_as_replacement_characters() {
        let json = r#"{"message":"a\ud83d b\ude00\u0000c","id":"m_1"}"#;
        let node = node(json);
        let text = node.json().object().string("message");
        assert_eq!(text.as_deref(), Some("a\u{FFFD} b\u{FFFD}\0c"));
        assert_eq!(node.json().text(), json);
    }

    #[test]
    fn null_is_absent_and_all_digits_are_kept() {
        let node =
            node(r#"{"id":12345678901234567890123,"name":["x"],"size":"12","from":3,"data":null}"#);
        let object = node.json().object();
        assert_eq!(
            object.string("id").as_deref(),
            Some("12345678901234567890123")
        );
        assert!(object.get("data").is_none());
        assert_eq!(
            object.without("name"),
            r#"{"id":12345678901234567890123,"size":"12","from":3,"data":null}"#
        );
    }

    #[test]
    fn columns_count_values_of_another_type() {
        let node = node(
            r#"{"id":1,"name":["x"],"size":"12","from":3,"data":null,"to":[{"id":{}},{"id":"1"}]}"#,
        );
        let mut count = 0;
        let mut columns = Columns::new(node.json().object(), &mut count);
        assert_eq!(columns.string("id").as_deref(), Some("1"));
        assert_eq!(columns.string("name"), None);
        assert_eq!(columns.integer("size"), Some(12));
        assert_eq!(columns.time("name"), None);
        assert!(columns.object("from").is_none());
        assert_eq!(columns.string("data"), None);
        assert_eq!(columns.string("absent"), None);
        let ids = columns.each("to", |to| to.string("id"));
        assert_eq!(ids, [None, Some("1".to_owned())]);
        assert_eq!(count, 4);
    }

    #[test]
    fn edges_and_lists_have_elements() {
        for json in [r#"{"data":[1,2]}"#, r#"{"data":[1,2],"paging":{}}"#] {
            assert_eq!(node(json).json().list().unwrap().len(), 2);
        }
        assert!(node(r#"{"paging":{}}"#).json().list().is_none());
        assert!(node(r#"{"data":7}"#).json().list().is_none());
        assert!(serde_json::from_str::<RawNode>("7").is_err());
    }
}
