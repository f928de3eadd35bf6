//! Names that several files of the bindings mention.

/// The folder of selectors and expansions.
pub(super) const FIELDS: &str = "fields";

/// Returns the name of the selector of a type's fields.
pub fn selector_name(ty: &str) -> String {
    format!("{ty}Fields")
}

/// Returns the name of what an operation's parameters do within a field.
pub fn expansion_name(operation: &str) -> String {
    format!("{operation}Expansion")
}
