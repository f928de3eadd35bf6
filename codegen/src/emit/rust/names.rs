//! Names that several files of the bindings mention.

/// The folder of selectors and expansions.
pub(super) const FIELDS: &str = "fields";

/// Name of the selector of a type's fields.
pub(super) fn selector_name(ty: &str) -> String {
    format!("{ty}Fields")
}

/// Name of what an operation's parameters do within a field.
pub(super) fn expansion_name(operation: &str) -> String {
    format!("{operation}Expansion")
}
