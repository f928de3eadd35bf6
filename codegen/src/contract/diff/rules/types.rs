//! Objects in responses.

use crate::contract::diff::{Bump, Effect, Rule, Severity};

rules! {
    TYPE_ADDED = "type-added", Added, Compatible, Minor:
        "A type is new, with all its fields.";
    TYPE_REMOVED = "type-removed", Removed, BreakingRead, Major:
        "A type is gone, with all its fields.";
    TYPE_RENAMED = "type-renamed", Changed, BreakingRead, Major:
        "A type has another name and the same doc and fields. What has its type is not reported.";
    TYPE_LEFT_TO_RUNTIME = "type-left-to-runtime", Changed, BreakingRead, Major:
        "The runtime reads a type by hand that had Rust of its own: code that names it does not compile.";
    TYPE_NOW_GENERATED = "type-now-generated", Changed, Compatible, Minor:
        "A type that the runtime read by hand has Rust of its own.";
    TYPE_NO_LONGER_SHARED = "type-no-longer-shared", Changed, BreakingRead, Major:
        "Versions that shared a Rust type have one each: code that gives a value of one version to the other does not compile.";
    TYPE_NOW_SHARED = "type-now-shared", Changed, Compatible, Minor:
        "Versions that had a Rust type each share one.";
}
