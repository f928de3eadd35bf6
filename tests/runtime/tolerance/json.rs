//! JSON as it is written: with numbers of any size, and with texts that are not
//! Unicode, which `serde_json::Value` cannot hold.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// JSON whose scalars are kept as they are written.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Scalar(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// A step from a value to one within it.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Member(String),
    Element(usize),
}

impl Json {
    pub fn parse(text: &str) -> Self {
        match text.trim_start().as_bytes()[0] {
            b'[' => {
                let elements: Vec<&RawValue> = serde_json::from_str(text).unwrap();
                Self::List(elements.iter().map(|one| Self::parse(one.get())).collect())
            }
            b'{' => {
                let Members(members) = serde_json::from_str(text).unwrap();
                let members = members.into_iter();
                Self::Object(
                    members
                        .map(|(name, one)| (name, Self::parse(one.get())))
                        .collect(),
                )
            }
            _ => Self::Scalar(text.trim().to_owned()),
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Self::Scalar(text) if text == "null")
    }

    /// The value at a path.
    pub fn get(&self, path: &[Step]) -> &Self {
        let Some((step, rest)) = path.split_first() else {
            return self;
        };
        match (self, step) {
            (Self::List(elements), Step::Element(place)) => elements[*place].get(rest),
            (Self::Object(members), Step::Member(name)) => {
                let member = members.iter().find(|(other, _)| other == name);
                member.unwrap().1.get(rest)
            }
            _ => panic!("no {step:?} in {self:?}"),
        }
    }

    /// Puts another value at a path.
    pub fn replace(&mut self, path: &[Step], by: Self) {
        let Some((step, rest)) = path.split_first() else {
            *self = by;
            return;
        };
        match (self, step) {
            (Self::List(elements), Step::Element(place)) => elements[*place].replace(rest, by),
            (Self::Object(members), Step::Member(name)) => {
                let member = members.iter_mut().find(|(other, _)| other == name);
                member.unwrap().1.replace(rest, by);
            }
            (value, _) => panic!("no {step:?} in {value:?}"),
        }
    }

    /// The paths to all values within this one.
    pub fn paths(&self) -> Vec<Vec<Step>> {
        let within: Vec<(Step, &Self)> = match self {
            Self::Scalar(_) => Vec::new(),
            Self::List(elements) => {
                let elements = elements.iter().enumerate();
                elements
                    .map(|(place, one)| (Step::Element(place), one))
                    .collect()
            }
            Self::Object(members) => {
                let members = members.iter();
                members
                    .map(|(name, one)| (Step::Member(name.clone()), one))
                    .collect()
            }
        };
        let mut paths = Vec::new();
        for (step, value) in within {
            paths.push(vec![step.clone()]);
            paths.extend(
                value
                    .paths()
                    .into_iter()
                    .map(|rest| [vec![step.clone()], rest].concat()),
            );
        }
        paths
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(text) => f.write_str(text),
            Self::List(elements) => {
                f.write_str("[")?;
                for (place, element) in elements.iter().enumerate() {
                    let comma = if place > 0 { "," } else { "" };
                    write!(f, "{comma}{element}")?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (place, (name, value)) in members.iter().enumerate() {
                    let comma = if place > 0 { "," } else { "" };
                    write!(f, "{comma}{}:{value}", serde_json::json!(name))?;
                }
                f.write_str("}")
            }
        }
    }
}

/// A path as reports write it.
pub fn written(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Member(name) if text.is_empty() => text.push_str(name),
            Step::Member(name) => text = format!("{text}.{name}"),
            Step::Element(place) => text = format!("{text}[{place}]"),
        }
    }
    text
}

/// The members of an object, in order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = object.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}
