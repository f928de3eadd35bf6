//! Who answers, and with which headers.

use crate::contract::diff::{Bump, Effect, Rule, Severity};

rules! {
    HOST_ADDED = "host-added", Added, Compatible, Minor:
        "A host is new, to those calls too that name no hosts.";
    HOST_REMOVED = "host-removed", Removed, BreakingSend, Major:
        "A host is gone, and its constant with it.";
    HOST_URL_CHANGED = "host-url-changed", Changed, BreakingSend, Major:
        "A host has another URL. The token goes there.";
    HEADER_ADDED = "header-added", Added, Compatible, Patch:
        "A header of responses is stated. The runtime reads headers by hand.";
    HEADER_REMOVED = "header-removed", Removed, BreakingRead, Major:
        "A header of responses is gone.";
    HEADER_TYPE_CHANGED = "header-type-changed", Changed, BreakingRead, Major:
        "A header of responses has another type.";
}
