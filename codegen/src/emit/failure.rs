//! Defects of the generator.

/// A defect of the generator: a spec that passed the checks has no bindings.
#[derive(Debug, thiserror::Error)]
#[error("cannot generate bindings from a valid spec, which is a bug in the generator: {message}")]
pub struct Failure {
    message: String,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

impl From<syn::Error> for Failure {
    fn from(error: syn::Error) -> Self {
        Self::new(error.to_string())
    }
}
