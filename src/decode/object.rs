//! How the objects of the contract are read from JSON.

/// Implements `Deserialize` for a struct whose fields are members of an object.
///
/// serde's derive would read a struct from a list too, value by value, which
/// gives wrong values without an error. The struct has a field for each member
/// and one more, `unknown`, for members that the contract does not know.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($ty:ident { $($field:ident: $wire:literal $($required:ident)?,)* }) => {
        impl<'de> $crate::__rt::serde::Deserialize<'de> for $ty {
            fn deserialize<D: $crate::__rt::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
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

                    // JSON has no such name: it announces the unknown members.
                    fn visit_u64<E>(self, _: u64) -> ::std::result::Result<__Member, E> {
                        ::std::result::Result::Ok(__Member::__unknown)
                    }
                }

                impl<'de> $crate::__rt::serde::Deserialize<'de> for __Member {
                    fn deserialize<D: $crate::__rt::serde::Deserializer<'de>>(
                        deserializer: D,
                    ) -> ::std::result::Result<Self, D::Error> {
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

                    fn visit_map<A: $crate::__rt::serde::de::MapAccess<'de>>(
                        self,
                        mut object: A,
                    ) -> ::std::result::Result<$ty, A::Error> {
                        use ::std::option::Option::{None, Some};
                        $(let mut $field = None;)*
                        let mut unknown = $crate::__rt::UnknownMembers::default();
                        while let Some(member) = object.next_key::<__Member>()? {
                            match member {
                                $(__Member::$field => {
                                    if $field.is_some() {
                                        return $crate::__rt::twice($wire);
                                    }
                                    $field = Some(object.next_value()?);
                                })*
                                __Member::__unknown => unknown = object.next_value()?,
                                __Member::__other => $crate::__rt::skip(&mut object)?,
                            }
                        }
                        ::std::result::Result::Ok($ty {
                            $($field: $crate::__object!(@value $field $wire $($required)?),)*
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
            None => return $crate::__rt::missing($wire),
        }
    };
}

use serde::de::{Error, IgnoredAny, MapAccess};

/// The name under which objects of the contract ask a deserializer for a struct.
/// The careful deserializer tells them by it from other structs.
pub const OBJECT: &str = "page_conversations::object";

/// The error of an object that has a member twice.
pub fn twice<T, E: Error>(member: &'static str) -> Result<T, E> {
    Err(E::duplicate_field(member))
}

/// The error of an object without a member that it must have.
pub fn missing<T, E: Error>(member: &'static str) -> Result<T, E> {
    Err(E::missing_field(member))
}

/// Reads over the value of a member.
pub fn skip<'de, A: MapAccess<'de>>(object: &mut A) -> Result<(), A::Error> {
    object.next_value::<IgnoredAny>().map(drop)
}
