//! What goes into a call: its query, its path, and what every read takes.

use crate::contract::diff::{Bump, Effect, Rule, Severity};

rules! {
    OPTIONAL_PARAMETER_ADDED = "optional-parameter-added", Added, Compatible, Minor:
        "A parameter is new and may be left out. The request has one more setter.";
    REQUIRED_PARAMETER_ADDED = "required-parameter-added", Added, BreakingSend, Major:
        "A parameter is new and a call fails without it. `new` of the request takes one more argument.";
    PARAMETER_REMOVED = "parameter-removed", Removed, BreakingSend, Major:
        "A parameter is gone, and its setter with it.";
    PARAMETER_RENAMED = "parameter-renamed", Changed, BreakingSend, Major:
        "A parameter has another name and the same type and doc: Graph does not know the old name.";
    PATH_PARAMETER_RENAMED = "path-parameter-renamed", Changed, Compatible, Patch:
        "What stands in for braces of a path has another name, which goes over no wire and is no name of the bindings.";
    PARAMETER_MADE_REQUIRED = "parameter-made-required", Changed, BreakingSend, Major:
        "A call fails without a parameter that it did not need.";
    PARAMETER_MADE_OPTIONAL = "parameter-made-optional", Changed, Compatible, Major:
        "A call works without a parameter that it needed. All that was sent is still taken, but `new` of the request takes one argument less.";
    PARAMETER_TYPE_WIDENED = "parameter-type-widened", Changed, Compatible, Major:
        "A parameter takes more than it did. All that was sent is still taken, but the Rust type is another.";
    PARAMETER_TYPE_NARROWED = "parameter-type-narrowed", Changed, BreakingSend, Major:
        "A parameter takes less than it did.";
    PARAMETER_TYPE_CHANGED = "parameter-type-changed", Changed, BreakingSend, Major:
        "A parameter has another type, and neither takes all that the other does.";
    PARAMETER_STYLE_CHANGED = "parameter-style-changed", Changed, BreakingSend, Major:
        "A list goes into the query in another form. Who writes queries by hand is refused.";
    PARAMETER_LIMIT_LOWERED = "parameter-limit-lowered", Changed, BreakingSend, Major:
        "A list may have fewer entries than it might.";
    PARAMETER_LIMIT_RAISED = "parameter-limit-raised", Changed, Compatible, Minor:
        "A list may have more entries than it might.";
}
