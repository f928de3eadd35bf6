//! Parses one level of JSON.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object, in order. Names may be duplicate.
#[derive(Default)]
pub(crate) struct Members<'de> {
    pub(crate) members: Vec<(Cow<'de, str>, &'de RawValue)>,
    /// Whether characters of names were replaced.
    pub(super) has_replaced: bool,
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
                let mut read = Members::default();
                while let Some((name, value)) = object.next_entry::<Text<'de>, _>()? {
                    read.has_replaced |= name.has_replaced;
                    read.members.push((name.text, value));
                }
                Ok(read)
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// The elements of a list.
pub(super) struct Elements<'de>(pub(super) Vec<&'de str>);

impl<'de> Deserialize<'de> for Elements<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Elements<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = list.next_element::<&RawValue>()? {
                    elements.push(element.get());
                }
                Ok(Elements(elements))
            }
        }

        deserializer.deserialize_seq(List)
    }
}

/// Text, borrowed if it has no escapes, with U+FFFD for each half of a surrogate pair.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Text<'de> {
    pub(crate) text: Cow<'de, str>,
    /// Whether characters were replaced.
    pub(super) has_replaced: bool,
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl<'de> Visitor<'de> for Bytes {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_borrowed_bytes<E: de::Error>(self, bytes: &'de [u8]) -> Result<Text<'de>, E> {
                match std::str::from_utf8(bytes) {
                    Ok(text) => Ok(Text {
                        text: Cow::Borrowed(text),
                        has_replaced: false,
                    }),
                    Err(_) => self.visit_bytes(bytes),
                }
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Text<'de>, E> {
                let text = replace_halves(bytes);
                Ok(Text {
                    has_replaced: matches!(text, Cow::Owned(_)),
                    text: Cow::Owned(text.into_owned()),
                })
            }
        }

        // Strings of Rust cannot hold halves of surrogate pairs, bytes can.
        deserializer.deserialize_bytes(Bytes)
    }
}

/// Returns the text of bytes in which halves of surrogate pairs are three bytes each, which
/// are one character of the result.
fn replace_halves(bytes: &[u8]) -> Cow<'_, str> {
    let mut text = String::new();
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(valid) if text.is_empty() => return Cow::Borrowed(valid),
            Ok(valid) => return Cow::Owned(text + valid),
            Err(error) => {
                let (valid, invalid) = rest.split_at(error.valid_up_to());
                text.push_str(&String::from_utf8_lossy(valid));
                text.push(char::REPLACEMENT_CHARACTER);
                let is_half = invalid.len() >= 3 && invalid[0] == 0xED && invalid[1] >= 0xA0;
                rest = &invalid[if is_half { 3 } else { 1 }..];
            }
        }
    }
}
