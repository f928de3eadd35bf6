//! Strings with known values, and opaque identifiers.

use crate::contract::diff::{Bump, Effect, Rule, Severity};

rules! {
    ENUM_ADDED = "enum-added", Added, Compatible, Minor:
        "An enum is new, with all its values.";
    ENUM_REMOVED = "enum-removed", Removed, BreakingSend, Major:
        "An enum is gone, with all its values: code that names it does not compile.";
    ENUM_RENAMED = "enum-renamed", Changed, BreakingSend, Major:
        "An enum has another name and the same doc and values. What has its type is not reported.";
    ENUM_VALUE_ADDED = "enum-value-added", Added, Compatible, Minor:
        "A value is new. It was `Unknown` before, and no match is complete without that.";
    ENUM_VALUE_REMOVED = "enum-value-removed", Removed, BreakingSend, Major:
        "A value that calls can send is gone.";
    ENUM_VALUE_RENAMED = "enum-value-renamed", Changed, BreakingSend, Major:
        "A value has another spelling and the same doc.";
    READ_ENUM_VALUE_REMOVED = "read-enum-value-removed", Removed, BreakingRead, Major:
        "A value that only responses have is gone. One that comes all the same is `Unknown`, but code that names it does not compile.";
    ID_ADDED = "id-added", Added, Compatible, Minor:
        "A type of ids is new.";
    ID_REMOVED = "id-removed", Removed, BreakingSend, Major:
        "A type of ids is gone: code that names it does not compile.";
    ID_RENAMED = "id-renamed", Changed, BreakingSend, Major:
        "A type of ids has another name and the same doc. What has its type is not reported.";
}
