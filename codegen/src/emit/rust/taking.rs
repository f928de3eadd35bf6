//! How functions take values: as they are, or as anything that converts into
//! them.

use crate::contract::spec::TypeExpr;

/// How a function takes a value of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taking {
    /// As it is: a literal of a number would have no type to convert from, and a parsed
    /// time none to be parsed as.
    Plain,
    /// Anything that converts into it.
    Into,
    /// The items of a list.
    Items,
    /// Anything that converts into the items of a list.
    Each,
    /// The names and values of a map.
    Pairs,
    /// Names, and anything that converts into the values of a map.
    Entries,
}

impl Taking {
    pub(super) fn of(ty: &TypeExpr) -> Self {
        let is_plain = |of: &TypeExpr| Self::of(of) == Self::Plain;
        match ty {
            TypeExpr::Bool
            | TypeExpr::Int
            | TypeExpr::UnsignedInt
            | TypeExpr::Float
            | TypeExpr::Datetime => Self::Plain,
            // An edge is a list with cursors, which its items alone would lose.
            TypeExpr::String
            | TypeExpr::TimestampMs
            | TypeExpr::Object
            | TypeExpr::Named(_)
            | TypeExpr::Edge(_) => Self::Into,
            TypeExpr::List(of) | TypeExpr::OneOrMany(of) if is_plain(of) => Self::Items,
            TypeExpr::List(_) | TypeExpr::OneOrMany(_) => Self::Each,
            TypeExpr::Map(of) if is_plain(of) => Self::Pairs,
            TypeExpr::Map(_) => Self::Entries,
        }
    }

    /// The type that is named: that of the items where there are any.
    pub(super) fn named(self, ty: &TypeExpr) -> &TypeExpr {
        match self {
            Self::Plain | Self::Into => ty,
            _ => ty.of(),
        }
    }

    /// The word for it in `__rt::fields!`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Into => "into",
            Self::Items => "items",
            Self::Each => "each",
            Self::Pairs => "pairs",
            Self::Entries => "entries",
        }
    }

    /// The type of a function's parameter.
    pub(super) fn input(self, named: &str) -> String {
        match self {
            Self::Plain => named.to_owned(),
            Self::Into => format!("impl Into<{named}>"),
            Self::Items => format!("impl IntoIterator<Item = {named}>"),
            Self::Each => format!("impl IntoIterator<Item: Into<{named}>>"),
            Self::Pairs => format!("impl IntoIterator<Item = (impl Into<String>, {named})>"),
            Self::Entries => {
                format!("impl IntoIterator<Item = (impl Into<String>, impl Into<{named}>)>")
            }
        }
    }

    /// The value that is kept of a function's parameter.
    pub(super) fn value(self, ident: &str) -> String {
        let items = format!("{ident}.into_iter()");
        match self {
            Self::Plain => ident.to_owned(),
            Self::Into => format!("{ident}.into()"),
            Self::Items => format!("{items}.collect()"),
            Self::Each => format!("{items}.map(Into::into).collect()"),
            Self::Pairs => format!("{items}.map(|(name, value)| (name.into(), value)).collect()"),
            Self::Entries => {
                format!("{items}.map(|(name, value)| (name.into(), value.into())).collect()")
            }
        }
    }
}
