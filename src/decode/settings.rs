//! How bodies are decoded.

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

/// How bodies are decoded.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) decoding: Decoding,
    pub(crate) keep_unknown: bool,
}

impl Settings {
    /// Decodes by the first of the ways that is allowed and succeeds.
    pub(super) fn decode<T>(
        self,
        strictly: impl Fn() -> Result<T, serde_json::Error>,
        tolerantly: impl Fn() -> Option<T>,
    ) -> Result<T, serde_json::Error> {
        match (self.decoding, self.keep_unknown) {
            (Decoding::Strict, false) => strictly(),
            (Decoding::Strict, true) => strictly().map(|value| tolerantly().unwrap_or(value)),
            (Decoding::Tolerant, false) => strictly().or_else(|error| tolerantly().ok_or(error)),
            (Decoding::Tolerant, true) => tolerantly().map_or_else(strictly, Ok),
        }
    }
}
