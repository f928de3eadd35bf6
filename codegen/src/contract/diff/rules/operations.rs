//! Calls, and what is said of them.

use crate::contract::diff::{Bump, Effect, Rule, Severity};

rules! {
    OPERATION_ADDED = "operation-added", Added, Compatible, Minor:
        "A call is new, with all that belongs to it.";
    OPERATION_REMOVED = "operation-removed", Removed, BreakingSend, Major:
        "A call is gone, with all that belongs to it.";
    OPERATION_RENAMED = "operation-renamed", Changed, BreakingSend, Major:
        "A call has another name and is the same otherwise: its request type has it too.";
    OPERATION_PATH_CHANGED = "operation-path-changed", Changed, BreakingSend, Major:
        "A call goes to another path. What it reads there need not be the same.";
    OPERATION_RETURNS_CHANGED = "operation-returns-changed", Changed, BreakingRead, Major:
        "A call answers with another type.";
    OPERATION_HOST_ADDED = "operation-host-added", Added, Compatible, Minor:
        "One more host takes a call.";
    OPERATION_HOST_REMOVED = "operation-host-removed", Removed, BreakingSend, Major:
        "A host that took a call refuses it.";
    OPERATION_PARAMETERS_MOVED = "operation-parameters-moved", Changed, DocsOnly, None:
        "An operation states its parameters by those of another one, or no longer, and takes the same.";
    LIMITATION_ADDED = "limitation-added", Added, BreakingSend, Major:
        "Something that a call could do it cannot do any more.";
    LIMITATION_LIFTED = "limitation-lifted", Removed, Compatible, Minor:
        "A call can do what it could not do.";
    UNSUPPORTED_ADDED = "unsupported-added", Added, DocsOnly, Patch:
        "A kind of call is stated as refused. The bindings never had it.";
    UNSUPPORTED_REMOVED = "unsupported-removed", Removed, DocsOnly, Patch:
        "A kind of call is no longer stated as refused. The bindings have it once an operation states it.";
    NOTE_ADDED = "note-added", Added, DocsOnly, Patch:
        "A note on a call is new.";
    NOTE_REMOVED = "note-removed", Removed, DocsOnly, Patch:
        "A note on a call is gone.";
    OPERATION_ERROR_ADDED = "operation-error-added", Added, DocsOnly, Patch:
        "The documentation of a call names one more error code. Any call can fail with any code.";
    OPERATION_ERROR_REMOVED = "operation-error-removed", Removed, DocsOnly, Patch:
        "The documentation of a call names an error code no more. Any call can fail with any code.";
}
