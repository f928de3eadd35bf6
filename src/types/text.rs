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

/// Defines an id: a struct that keeps an id as Graph writes it, with the traits of text.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_id {
    ($(#[$docs:meta])* pub struct $ty:ident;) => {
        $(#[$docs])*
        // The derived traits agree with those of `str`, as `Borrow` requires.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $ty(::std::string::String);

        impl $ty {
            /// Returns the id as Graph writes it.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::From<::std::string::String> for $ty {
            #[inline]
            fn from(id: ::std::string::String) -> Self {
                Self(id)
            }
        }

        impl ::std::convert::From<u64> for $ty {
            /// Returns the id with these digits, as an id is read that Graph sends as an
            /// integer.
            fn from(digits: u64) -> Self {
                Self(::std::string::ToString::to_string(&digits))
            }
        }

        impl ::std::convert::From<$ty> for ::std::string::String {
            #[inline]
            fn from(id: $ty) -> Self {
                id.0
            }
        }

        impl ::std::borrow::Borrow<str> for $ty {
            #[inline]
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        $crate::__impl_text!(@exact $ty);
        $crate::__impl_text!(@read $ty $crate::__rt::read_text);
        $crate::__impl_text!(@into $ty);
    };
}

/// Implements the traits of text for an enum with `as_str` and `From<String>`. With
/// `ignoring case` its values are compared as Graph compares them.
///
/// It is not `Borrow<str>`, because its hash differs from that of its text.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_text {
    ($ty:ident, ignoring case) => {
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

        $crate::__impl_text!(@enum $ty);
    };
    ($ty:ident) => {
        $crate::__impl_text!(@exact $ty);
        $crate::__impl_text!(@enum $ty);
    };
    (@enum $ty:ident) => {
        impl ::std::convert::From<$ty> for ::std::string::String {
            fn from(value: $ty) -> Self {
                ::std::convert::From::from(value.as_str())
            }
        }

        $crate::__impl_text!(@read $ty <::std::string::String as $crate::__rt::serde::Deserialize>::deserialize);
        $crate::__impl_text!(@into $ty);
    };
    (@exact $ty:ident) => {
        impl ::std::cmp::PartialEq<str> for $ty {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }
    };

    // From and into the forms in which callers keep text.
    (@into $ty:ident) => {
        impl ::std::convert::From<&Self> for $ty {
            fn from(value: &Self) -> Self {
                ::std::clone::Clone::clone(value)
            }
        }

        $crate::__impl_text!(@from $ty:
            &str,
            &::std::string::String,
            ::std::boxed::Box<str>,
            ::std::borrow::Cow<'_, str>,
        );

        impl ::std::convert::From<::std::sync::Arc<str>> for $ty {
            fn from(text: ::std::sync::Arc<str>) -> Self {
                Self::from(&*text)
            }
        }

        impl<'a> ::std::convert::From<&'a $ty> for &'a str {
            fn from(value: &'a $ty) -> Self {
                value.as_str()
            }
        }

        impl<'a> ::std::convert::From<&'a $ty> for ::std::borrow::Cow<'a, str> {
            fn from(value: &'a $ty) -> Self {
                ::std::borrow::Cow::Borrowed(value.as_str())
            }
        }

        $crate::__impl_text!(@to $ty:
            ::std::borrow::Cow<'_, str>,
            ::std::boxed::Box<str>,
            ::std::sync::Arc<str>,
        );

        $crate::__impl_text!(@equal $ty: &str, ::std::string::String,);

        impl ::std::cmp::PartialEq<$ty> for str {
            fn eq(&self, other: &$ty) -> bool {
                other == self
            }
        }
    };
    (@from $ty:ident: $($text:ty,)*) => {$(
        impl ::std::convert::From<$text> for $ty {
            fn from(text: $text) -> Self {
                Self::from(<::std::string::String as ::std::convert::From<$text>>::from(text))
            }
        }
    )*};
    (@to $ty:ident: $($text:ty,)*) => {$(
        impl ::std::convert::From<$ty> for $text {
            fn from(value: $ty) -> Self {
                ::std::convert::From::from(::std::string::String::from(value))
            }
        }
    )*};
    (@equal $ty:ident: $($text:ty,)*) => {$(
        impl ::std::cmp::PartialEq<$text> for $ty {
            fn eq(&self, other: &$text) -> bool {
                <Self as ::std::cmp::PartialEq<str>>::eq(self, other)
            }
        }

        impl ::std::cmp::PartialEq<$ty> for $text {
            fn eq(&self, other: &$ty) -> bool {
                <$ty as ::std::cmp::PartialEq<str>>::eq(other, self)
            }
        }
    )*};
    (@read $ty:ident $($read:tt)*) => {
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
