//! What goes into a call: its query, its path, and what every read takes.

use crate::report::{Bump, Rule, Severity};

rules! {
    OPTIONAL_PARAMETER_ADDED = "optional-parameter-added", Compatible, Minor:
        "A parameter is new and may be left out. The request has one more setter.";
    REQUIRED_PARAMETER_ADDED = "required-parameter-added", BreakingSend, Major:
        "A parameter is new and a call fails without it. `new` of the request takes one more argument.";
    PARAMETER_REMOVED = "parameter-removed", BreakingSend, Major:
        "A parameter is gone, and its setter with it.";
    PARAMETER_RENAMED = "parameter-renamed", BreakingSend, Major:
        "A parameter has another name and the same type and doc: Graph does not know the old name.";
    PATH_PARAMETER_RENAMED = "path-parameter-renamed", Compatible, Patch:
        "What stands in for braces of a path has another name, which goes over no wire and is no name of the bindings.";
    PARAMETER_MADE_REQUIRED = "parameter-made-required", BreakingSend, Major:
        "A call fails without a parameter that it did not need.";
    PARAMETER_MADE_OPTIONAL = "parameter-made-optional", Compatible, Major:
        "A call works without a parameter that it needed. All that was sent is still taken, but `new` of the request takes one argument less.";
    PARAMETER_TYPE_WIDENED = "parameter-type-widened", Compatible, Major:
        "A parameter takes more than it did. All that was sent is still taken, but the Rust type is another.";
    PARAMETER_TYPE_NARROWED = "parameter-type-narrowed", BreakingSend, Major:
        "A parameter takes less than it did.";
    PARAMETER_TYPE_CHANGED = "parameter-type-changed", BreakingSend, Major:
        "A parameter has another type, and neither takes all that the other does.";
    PARAMETER_STYLE_CHANGED = "parameter-style-changed", BreakingSend, Major:
        "A list goes into the query in another form. Who writes queries by hand is refused.";
    PARAMETER_LIMIT_LOWERED = "parameter-limit-lowered", BreakingSend, Major:
        "A list may have fewer entries than it might.";
    PARAMETER_LIMIT_RAISED = "parameter-limit-raised", Compatible, Minor:
        "A list may have more entries than it might.";
}
