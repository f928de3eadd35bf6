//! How bodies are decoded.

use crate::request::field_set::FieldSet;

/// What to do with a value that does not match the contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Decoding {
    /// Leave the field empty, or leave out the node that requires it, and report it in
    /// a [`Report`](crate::Report).
    #[default]
    Tolerant,
    /// Refuse the response with [`Error::Decode`](crate::Error::Decode).
    Strict,
}

/// The members to keep that the contract does not list.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Keep<'a> {
    #[default]
    None,
    /// Those that are selected by their names.
    Selected(&'a FieldSet),
    All,
}

impl<'a> Keep<'a> {
    /// Returns whether a member of an object is kept.
    pub(super) fn keeps(self, name: &str) -> bool {
        match self {
            Self::None => false,
            Self::Selected(fields) => fields.keeps(name),
            Self::All => true,
        }
    }

    /// Returns whether any member is kept, at any depth.
    pub(super) fn keeps_any(self) -> bool {
        match self {
            Self::None => false,
            Self::Selected(fields) => fields.keeps_any(),
            Self::All => true,
        }
    }

    /// Returns the members to keep within a member of an object.
    pub(super) fn within(self, name: &str) -> Self {
        match self {
            Self::Selected(fields) => fields.within(name).map_or(Self::None, Self::Selected),
            all_or_none => all_or_none,
        }
    }
}

/// How bodies are decoded.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Settings<'a> {
    pub(crate) decoding: Decoding,
    pub(crate) keep: Keep<'a>,
}

impl<'a> Settings<'a> {
    /// Keeps the members that a selection asks for by their names, too.
    pub(crate) fn keeping(self, fields: Option<&'a FieldSet>) -> Self {
        match (self.keep, fields) {
            (Keep::None, Some(fields)) if fields.keeps_any() => Self {
                keep: Keep::Selected(fields),
                ..self
            },
            _ => self,
        }
    }

    /// Decodes by the first of the ways that is allowed and succeeds.
    pub(super) fn decode<T>(
        self,
        strictly: impl Fn() -> Result<T, serde_json::Error>,
        tolerantly: impl Fn() -> Option<T>,
    ) -> Result<T, serde_json::Error> {
        match (self.decoding, self.keep.keeps_any()) {
            (Decoding::Strict, false) => strictly(),
            (Decoding::Strict, true) => strictly().map(|value| tolerantly().unwrap_or(value)),
            (Decoding::Tolerant, false) => strictly().or_else(|error| tolerantly().ok_or(error)),
            (Decoding::Tolerant, true) => tolerantly().map_or_else(strictly, Ok),
        }
    }
}
