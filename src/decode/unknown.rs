//! Members that the contract does not list.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

/// Members of an object that the contract does not list, as JSON.
///
/// It is empty unless
/// [`GraphBuilder::keep_unknown_members`](crate::GraphBuilder::keep_unknown_members) is
/// set. The object is serialized with them.
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
