//! Reads a map as the variant of an enum that its entry `type` names.

use serde::de::{self, DeserializeSeed, Error as _, Visitor};

use super::error::ReadError;
use super::read::{Entries, Reader};
use crate::contract::messages::values::Expected;
use crate::contract::spec::tagged::TYPE;
use crate::contract::yaml::Entry;

/// Deserializes a map with `type` as an enum.
pub(super) struct TaggedReader<'t>(pub(super) Reader<'t>);

impl<'de, 't> de::Deserializer<'de> for TaggedReader<'t> {
    type Error = ReadError<'t>;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let reader = self.0;
        if !reader.node.is_map() {
            let expected = Expected::Other(format!("a map with `{TYPE}`"));
            return Err(ReadError::unexpected(expected).at(reader.node));
        }
        let mut entries = reader.node.merged();
        let tag = entries.find(|entry| entry.name() == TYPE && !reader.skipped.has_entry(entry));
        match tag {
            Some(tag) => visitor.visit_enum(Variant { reader, tag }),
            None => Err(ReadError::missing_field(TYPE)),
        }
        .map_err(|error| error.at(reader.node))
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.0.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Variant<'t> {
    reader: Reader<'t>,
    tag: &'t Entry,
}

impl<'t> Variant<'t> {
    /// The entries besides the name of the variant.
    fn entries(self) -> Entries<'t> {
        let entries = self.reader.node.merged();
        let entries = entries.filter(|entry| entry.name() != TYPE);
        Entries::new(self.reader, Box::new(entries))
    }
}

impl<'de, 't> de::EnumAccess<'de> for Variant<'t> {
    type Error = ReadError<'t>;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self), Self::Error> {
        let name = seed.deserialize(self.reader.of(&self.tag.value))?;
        Ok((name, self))
    }
}

impl<'de, 't> de::VariantAccess<'de> for Variant<'t> {
    type Error = ReadError<'t>;

    fn unit_variant(self) -> Result<(), Self::Error> {
        let Reader { node, skipped } = self.reader;
        let mut others = node.merged().filter(|entry| entry.name() != TYPE);
        match others.find(|entry| !skipped.has_entry(entry)) {
            Some(other) => Err(ReadError::unknown_field("", &[TYPE]).at(&other.key)),
            None => Ok(()),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Self::Error> {
        Err(ReadError::custom("a variant has no named members"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Self::Error> {
        Err(ReadError::custom("a variant has no named members"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_map(self.entries())
    }
}
