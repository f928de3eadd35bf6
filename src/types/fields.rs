//! Constructors, setters and getters of generated structs.
//!
//! A macro writes them, because they say nothing that the list of the fields does not. They
//! are `inline`, so that crates which do not call them do not pay for compiling them.

/// Implements reading, the constructor and the setters of a struct with the fields of a
/// type.
///
/// Each field states how a value of its type is taken:
///
/// - `plain`: as it is
/// - `into`: anything that converts into it
/// - `boxed`: the same, kept in a `Box`
/// - `items`: the items of a list
/// - `each`: anything that converts into the items of a list
/// - `pairs`: the names and values of a map
/// - `entries`: names, and anything that converts into the values of a map
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_fields {
    ($ty:ident {
        required {
            $($must:ident: $must_take:ident $must_of:ty = $must_wire:literal,)*
        }
        optional {
            $($may:ident $(as $setter:ident)?: $take:ident $of:ty = $wire:literal,)*
        }
    }) => {
        $crate::__impl_object!($ty {
            $($must: $must_wire required,)*
            $($may: $wire,)*
        });

        impl $ty {
            /// Creates the value without optional fields.
            #[inline]
            pub fn new($($must: $crate::__impl_fields!(@taken $must_take $must_of)),*) -> Self {
                Self {
                    $($must: $crate::__impl_fields!(@kept $must_take $must),)*
                    $($may: ::std::option::Option::None,)*
                    unknown: ::std::default::Default::default(),
                }
            }

            $($crate::__impl_fields!(@setter $may [$($setter)? $may] $take $of);)*

            /// Sets [`unknown`](field@Self::unknown).
            #[must_use]
            pub fn unknown(
                mut self,
                unknown: impl ::std::iter::IntoIterator<Item = (
                    impl ::std::convert::Into<::std::string::String>,
                    impl ::std::convert::Into<$crate::__rt::serde_json::Value>,
                )>,
            ) -> Self {
                self.unknown = ::std::iter::FromIterator::from_iter(unknown);
                self
            }

            /// Returns a member that the contract does not list, as
            /// [`UnknownMembers::read`](__rt::UnknownMembers::read) does. It is kept if a
            /// selection asks for it with `other`.
            ///
            /// # Errors
            ///
            /// Returns an error if the value is not a `T`.
            #[inline]
            pub fn other<T: $crate::__rt::serde::de::DeserializeOwned>(
                &self,
                name: &str,
            ) -> ::std::result::Result<::std::option::Option<T>, $crate::Error> {
                self.unknown.read(name)
            }
        }
    };

    // The name of the setter is that of the field, unless the field states another.
    (@setter $field:ident [$setter:ident $($_:ident)?] $take:ident $of:ty) => {
        #[doc = concat!(
            "Sets [`", stringify!($field), "`](field@Self::", stringify!($field), ").",
        )]
        #[must_use]
        #[inline]
        pub fn $setter(mut self, $field: $crate::__impl_fields!(@taken $take $of)) -> Self {
            self.$field = ::std::option::Option::Some($crate::__impl_fields!(@kept $take $field));
            self
        }
    };

    (@taken plain $of:ty) => { $of };
    (@taken into $of:ty) => { impl ::std::convert::Into<$of> };
    (@taken boxed $of:ty) => { impl ::std::convert::Into<$of> };
    (@taken items $of:ty) => { impl ::std::iter::IntoIterator<Item = $of> };
    (@taken each $of:ty) => {
        impl ::std::iter::IntoIterator<Item: ::std::convert::Into<$of>>
    };
    (@taken pairs $of:ty) => {
        impl ::std::iter::IntoIterator<Item = (
            impl ::std::convert::Into<::std::string::String>,
            $of,
        )>
    };
    (@taken entries $of:ty) => {
        impl ::std::iter::IntoIterator<Item = (
            impl ::std::convert::Into<::std::string::String>,
            impl ::std::convert::Into<$of>,
        )>
    };

    (@kept plain $value:ident) => { $value };
    (@kept into $value:ident) => { ::std::convert::Into::into($value) };
    (@kept boxed $value:ident) => {
        ::std::boxed::Box::new(::std::convert::Into::into($value))
    };
    (@kept items $value:ident) => { ::std::iter::FromIterator::from_iter($value) };
    (@kept each $value:ident) => {
        ::std::iter::Iterator::collect(::std::iter::Iterator::map(
            ::std::iter::IntoIterator::into_iter($value),
            ::std::convert::Into::into,
        ))
    };
    (@kept pairs $value:ident) => {
        ::std::iter::Iterator::collect(::std::iter::Iterator::map(
            ::std::iter::IntoIterator::into_iter($value),
            |(name, value)| (::std::convert::Into::into(name), value),
        ))
    };
    (@kept entries $value:ident) => {
        ::std::iter::Iterator::collect(::std::iter::Iterator::map(
            ::std::iter::IntoIterator::into_iter($value),
            |(name, value)| {
                (::std::convert::Into::into(name), ::std::convert::Into::into(value))
            },
        ))
    };
}

/// Writes the getters of a request, in its `impl`.
///
/// Each states how the value is read from the field that keeps it: `copied`, `borrowed`,
/// or by the name of a method of `Option`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_getters {
    (@value copied $kept:expr) => { $kept };
    (@value borrowed $kept:expr) => { &$kept };
    (@value $method:ident $kept:expr) => { $kept.$method() };
    ($($getter:ident: $field:ident $read:ident -> $ty:ty = $name:literal,)*) => {$(
        #[doc = concat!("Returns the parameter `", $name, "`.")]
        #[inline]
        pub fn $getter(&self) -> $ty {
            $crate::__impl_getters!(@value $read self.$field)
        }
    )*};
}

/// Implements the selection of fields by their names. It lists the fields of the contract,
/// and the edges among them that a request of its own reads too.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_selector {
    ($ty:ident, fields: [$($field:literal),* $(,)?], paged: [$($paged:literal),* $(,)?],) => {
        impl $ty {
            const LISTED: $crate::__rt::ListedFields = $crate::__rt::ListedFields {
                fields: &[$($field),*],
                paged: &[$($paged),*],
            };

            /// Selects a field by its name, such as one that the contract does not list. The
            /// method `other` of the node returns its value.
            ///
            /// A call with an invalid name is refused with `Error::Invalid`.
            #[inline]
            pub fn other(self, name: impl ::std::convert::Into<::std::string::String>) -> Self {
                Self(self.0.other_of(Self::LISTED, ::std::convert::Into::into(name)))
            }

            /// Selects a field by its name, and fields of it: an
            /// [`Expansion`](__rt::Expansion) of a selection, or of text such as
            /// `"id,name"`.
            #[inline]
            pub fn other_with<F: ::std::convert::Into<$crate::__rt::FieldSet>>(
                self,
                name: impl ::std::convert::Into<::std::string::String>,
                expansion: $crate::__rt::Expansion<F>,
            ) -> Self {
                let name = ::std::convert::Into::into(name);
                Self(self.0.other_of_with(Self::LISTED, name, expansion))
            }
        }
    };
}
