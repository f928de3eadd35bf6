//! Types that are text on the wire: ids and open enums.

use std::cmp::Ordering;
use std::fmt;
use std::hash::Hasher;

use serde::Serialize;
use serde::de::{self, Deserialize, Deserializer, Visitor};

/// The newtype name by which the tolerant deserializer recognizes text that may be an
/// integer in JSON.
pub(crate) const TEXT: &str = "page_conversations::text";

/// Reads text, or an integer as its digits.
///
/// # Errors
///
/// Returns the error of the deserializer. Other deserializers than the tolerant one
/// refuse integers of more than 64 bits.
pub fn read_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_newtype_struct(TEXT, TextVisitor)
}

/// Compares texts as Graph compares values of enums, ignoring the case of ASCII letters.
pub fn cmp_ignoring_case(one: &str, other: &str) -> Ordering {
    lowercase(one).cmp(lowercase(other))
}

/// Hashes a text so that texts which differ only in case have the same hash.
pub fn hash_ignoring_case<H: Hasher>(text: &str, state: &mut H) {
    lowercase(text).for_each(|byte| state.write_u8(byte));
    state.write_u8(0xff);
}

fn lowercase(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

/// Text that may be received as an integer.
#[derive(Serialize)]
pub(crate) struct WireText(pub(crate) String);

impl<'de> Deserialize<'de> for WireText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer).map(Self)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text or an integer")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<String, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

/// Implements the traits of text for a type with `as_str` and `From<String>`. With
/// `or integer` it is also read from an integer, as its digits. With `ignoring case` its
/// values are compared as Graph compares them.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_text {
    ($ty:ident, ignoring case) => {
        $crate::__impl_text!(@read $ty <::std::string::String as $crate::__rt::serde::Deserialize>::deserialize);

        impl ::std::cmp::PartialEq for $ty {
            fn eq(&self, other: &Self) -> bool {
                *self == *other.as_str()
            }
        }

        impl ::std::cmp::Eq for $ty {}

        impl ::std::cmp::PartialOrd for $ty {
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(::std::cmp::Ord::cmp(self, other))
            }
        }

        impl ::std::cmp::Ord for $ty {
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                $crate::__rt::cmp_ignoring_case(self.as_str(), other.as_str())
            }
        }

        impl ::std::hash::Hash for $ty {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                $crate::__rt::hash_ignoring_case(self.as_str(), state);
            }
        }

        impl ::std::cmp::PartialEq<str> for $ty {
            fn eq(&self, other: &str) -> bool {
                self.as_str().eq_ignore_ascii_case(other)
            }
        }
    };
    (@exact $ty:ident) => {
        impl ::std::cmp::PartialEq<str> for $ty {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }
    };
    ($ty:ident) => {
        $crate::__impl_text!(@exact $ty);
        $crate::__impl_text!(@read $ty <::std::string::String as $crate::__rt::serde::Deserialize>::deserialize);
    };
    ($ty:ident, or integer) => {
        $crate::__impl_text!(@exact $ty);
        $crate::__impl_text!(@read $ty $crate::__rt::read_text);
    };
    (@read $ty:ident $($read:tt)*) => {
        impl ::std::convert::From<&str> for $ty {
            fn from(text: &str) -> Self {
                Self::from(::std::string::String::from(text))
            }
        }

        impl ::std::str::FromStr for $ty {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok(Self::from(text))
            }
        }

        impl ::std::convert::AsRef<str> for $ty {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::cmp::PartialEq<&str> for $ty {
            fn eq(&self, other: &&str) -> bool {
                *self == **other
            }
        }

        impl ::std::fmt::Display for $ty {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::__rt::serde::Serialize for $ty {
            fn serialize<S: $crate::__rt::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::__rt::serde::Deserialize<'de> for $ty {
            fn deserialize<D: $crate::__rt::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                ($($read)*)(deserializer).map(Self::from)
            }
        }
    };
}
