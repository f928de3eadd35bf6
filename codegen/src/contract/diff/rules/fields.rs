//! Fields of objects.

use crate::contract::diff::{Bump, Effect, Rule, Severity};

rules! {
    FIELD_ADDED = "field-added", Added, Compatible, Minor:
        "A field is new. Whoever does not ask for it does not get it.";
    FIELD_REMOVED = "field-removed", Removed, BreakingRead, Major:
        "A field is gone, and Graph refuses a call that asks for it.";
    FIELD_RENAMED = "field-renamed", Changed, BreakingRead, Major:
        "A field has another name and the same type and doc.";
    FIELD_TYPE_CHANGED = "field-type-changed", Changed, BreakingRead, Major:
        "A field has another type.";
    FIELD_MADE_REQUIRED = "field-made-required", Changed, BreakingRead, Major:
        "Every response has a field that might be left out. Its Rust type is no `Option` any more, and a response without it fails.";
    FIELD_MADE_OPTIONAL = "field-made-optional", Changed, BreakingRead, Major:
        "A field that every response had may be left out. Its Rust type is an `Option`.";
    DEFAULT_FIELD_ADDED = "default-field-added", Added, Compatible, Minor:
        "A response has one more field where none is asked for.";
    DEFAULT_FIELD_REMOVED = "default-field-removed", Removed, BreakingRead, Major:
        "A response has a field less where none is asked for: who reads it has to ask for it.";
    FIELD_MODIFIERS_ADDED = "field-modifiers-added", Added, Compatible, Major:
        "A field takes the parameters of an operation as modifiers. All that was sent is still taken, but its selector has another Rust type.";
    FIELD_MODIFIERS_CHANGED = "field-modifiers-changed", Changed, BreakingSend, Major:
        "A field takes the parameters of an operation as modifiers no more, or those of another.";
}
