//! Deserializes the objects of the contract.

/// Implements `Deserialize` for a struct whose fields are members of an object.
///
/// serde's derive would also accept a list, value by value, without an error. The struct
/// has a field for each member, and the field `unknown` for members that the contract
/// does not list.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_object {
    ($ty:ident { $($field:ident: $wire:literal $($required:ident)?,)* }) => {
        impl<'de> $crate::__rt::serde::Deserialize<'de> for $ty {
            fn deserialize<__D: $crate::__rt::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::std::result::Result<Self, __D::Error> {
                #[allow(non_camel_case_types)]
                enum __Member {
                    $($field,)*
                    __unknown,
                    __other,
                }

                struct __Name;

                impl $crate::__rt::serde::de::Visitor<'_> for __Name {
                    type Value = __Member;

                    fn expecting(
                        &self,
                        f: &mut ::std::fmt::Formatter<'_>,
                    ) -> ::std::fmt::Result {
                        f.write_str("the name of a member")
                    }

                    fn visit_str<E>(self, name: &str) -> ::std::result::Result<__Member, E> {
                        ::std::result::Result::Ok(match name {
                            $($wire => __Member::$field,)*
                            _ => __Member::__other,
                        })
                    }

                    // Names in JSON are text: a number announces the unknown members.
                    fn visit_u64<E>(self, _: u64) -> ::std::result::Result<__Member, E> {
                        ::std::result::Result::Ok(__Member::__unknown)
                    }
                }

                impl<'de> $crate::__rt::serde::Deserialize<'de> for __Member {
                    fn deserialize<__D: $crate::__rt::serde::Deserializer<'de>>(
                        deserializer: __D,
                    ) -> ::std::result::Result<Self, __D::Error> {
                        deserializer.deserialize_identifier(__Name)
                    }
                }

                struct __Object;

                impl<'de> $crate::__rt::serde::de::Visitor<'de> for __Object {
                    type Value = $ty;

                    fn expecting(
                        &self,
                        f: &mut ::std::fmt::Formatter<'_>,
                    ) -> ::std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<__A: $crate::__rt::serde::de::MapAccess<'de>>(
                        self,
                        mut object: __A,
                    ) -> ::std::result::Result<$ty, __A::Error> {
                        use ::std::option::Option::{None, Some};
                        $(let mut $field = None;)*
                        let mut unknown = $crate::__rt::UnknownMembers::default();
                        while let Some(member) = object.next_key::<__Member>()? {
                            match member {
                                $(__Member::$field => {
                                    if $field.is_some() {
                                        return $crate::__rt::duplicate_member($wire);
                                    }
                                    $field = Some(object.next_value()?);
                                })*
                                __Member::__unknown => unknown = object.next_value()?,
                                __Member::__other => $crate::__rt::skip_value(&mut object)?,
                            }
                        }
                        ::std::result::Result::Ok($ty {
                            $($field: $crate::__impl_object!(@value $field $wire $($required)?),)*
                            unknown,
                        })
                    }
                }

                deserializer.deserialize_struct(
                    $crate::__rt::OBJECT,
                    &[$($wire),*],
                    __Object,
                )
            }
        }
    };
    (@value $field:ident $wire:literal) => {
        $field.unwrap_or_default()
    };
    (@value $field:ident $wire:literal required) => {
        match $field {
            Some(value) => value,
            None => return $crate::__rt::missing_member($wire),
        }
    };
}

use serde::de::{Error, IgnoredAny, MapAccess};

/// The struct name by which the tolerant deserializer recognizes objects of the contract.
pub const OBJECT: &str = "page_conversations::object";

/// Returns the error of an object with a duplicate member.
pub fn duplicate_member<T, E: Error>(member: &'static str) -> Result<T, E> {
    Err(E::duplicate_field(member))
}

/// Returns the error of an object without a required member.
pub fn missing_member<T, E: Error>(member: &'static str) -> Result<T, E> {
    Err(E::missing_field(member))
}

/// Skips the value of a member.
pub fn skip_value<'de, A: MapAccess<'de>>(object: &mut A) -> Result<(), A::Error> {
    object.next_value::<IgnoredAny>().map(drop)
}
