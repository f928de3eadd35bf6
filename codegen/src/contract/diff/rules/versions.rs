//! Which Graph versions there are.

use crate::contract::diff::{Bump, Effect, Rule, Severity};

rules! {
    VERSION_ADDED = "version-added", Opened, Compatible, Minor:
        "A Graph version is opened. Whoever calls an older one sees nothing of it.";
    VERSION_REMOVED = "version-removed", Removed, BreakingSend, Major:
        "A Graph version is dropped, with its module of the bindings.";
    VERSION_DATES_CHANGED = "version-dates-changed", Changed, Compatible, Patch:
        "The day of a version's release or of its end changed. No call is refused for it.";
    AVAILABILITY_RESTATED = "availability-restated", Changed, DocsOnly, Patch:
        "The spec states the versions of a thing in another way, and they are the same.";
    FORMS_RESTATED = "forms-restated", Changed, DocsOnly, Patch:
        "The spec has more or fewer entries of a thing, for some versions each, and it is the same in all.";
}
