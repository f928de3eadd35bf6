//! Members that the contract does not list.

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::client::response_info::ResponseInfo;
use crate::decode::{json_path, message};
use crate::error::Error;
use crate::error::bad_response::DecodeError;

/// Members of an object that the contract does not list, as JSON.
///
/// Members are kept if a selection asks for them by their names, with `other`, or all if
/// [`GraphBuilder::keep_unknown_members`](crate::GraphBuilder::keep_unknown_members) is set.
/// The object is serialized with them. Access tokens in them are replaced.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct UnknownMembers(Option<Box<Map<String, Value>>>);

impl UnknownMembers {
    fn new(members: Map<String, Value>) -> Self {
        // Equal to the default if there are none.
        Self((!members.is_empty()).then(|| Box::new(members)))
    }

    /// Returns the value of a member, if it is present.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// Returns the value of a member as a `T`; `None` if it is absent or `null`.
    ///
    /// ```
    /// use page_conversations::v26_0::UnifiedThread;
    /// use serde_json::json;
    ///
    /// let thread = UnifiedThread::new("t_1").unknown([("labels", json!(["vip", 7]))]);
    /// let error = thread.unknown.read::<Vec<String>>("labels").unwrap_err();
    /// assert!(error.to_string().contains("at `labels[1]`"));
    /// assert_eq!(thread.unknown.read::<Vec<String>>("colors").unwrap(), None);
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`Error::Decode`] if the value is not a `T`. Its path begins at the object.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Error> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        // Errors of text have a position, from which the path is known.
        let text = value.to_string();
        serde_json::from_str(&text).map_err(|error| {
            let path = json_path::at(text.as_bytes(), error.line(), error.column());
            let dot = if path.is_empty() || path.starts_with('[') {
                ""
            } else {
                "."
            };
            Error::Decode(Box::new(DecodeError {
                info: ResponseInfo::default(),
                path: Some(format!("{name}{dot}{path}")),
                message: message(&error),
            }))
        })
    }

    /// Returns the names and values of the members.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let members = self.0.iter().flat_map(|members| members.iter());
        members.map(|(name, value)| (name.as_str(), value))
    }

    /// Returns the number of members.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |members| members.len())
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for UnknownMembers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(members: I) -> Self {
        let members = members.into_iter();
        Self::new(
            members
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

impl fmt::Debug for UnknownMembers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for UnknownMembers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for UnknownMembers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = UnknownMembers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
                let mut members = Map::new();
                while let Some((name, value)) = object.next_entry()? {
                    members.insert(name, value);
                }
                Ok(UnknownMembers::new(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}
