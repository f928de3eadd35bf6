//! What items that may be limited to some versions have in common.

use super::{EnumValue, ErrorCode, Operation, Param, Replacement, Span, Type};

/// An item that may be limited to some versions.
pub trait Lifetime {
    /// Returns the versions; empty for all.
    fn available(&self) -> &[Span];

    /// Returns what to use instead once it is removed.
    fn replaced_by(&self) -> Option<&Replacement>;
}

macro_rules! lifetime {
    ($($item:ty),*) => {$(
        impl Lifetime for $item {
            fn available(&self) -> &[Span] {
                &self.available
            }

            fn replaced_by(&self) -> Option<&Replacement> {
                self.replaced_by.as_ref()
            }
        }
    )*};
}

lifetime!(EnumValue, ErrorCode, Operation, Param, Type);
