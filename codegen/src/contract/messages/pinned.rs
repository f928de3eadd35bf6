//! Pinned facts of Meta's machine-readable spec.

use crate::contract::diagnostic::Diagnostic;
use crate::contract::messages::{list, most_similar, unknown};
use crate::contract::spec::located::Name;

const PIN_AGAIN: &str = "pin the facts again with `cargo codegen upstream <folder> \
                         --graph-version <version> --pin`, or correct this line";

pub fn unknown_version(version: &Name, known: &[&str]) -> Diagnostic {
    let help = match most_similar(version, known) {
        Some(similar) => format!("did you mean `{similar}`? The versions are {}", list(known)),
        None => format!("remove its facts; the versions are {}", list(known)),
    };
    Diagnostic::new(format!(
        "facts of `{}` are pinned, which is not a version of the spec",
        **version
    ))
    .at(version.place, "not one of the `versions`")
    .help(help)
}

pub fn empty_origin(origin: &Name) -> Diagnostic {
    Diagnostic::new("the origin of the pinned facts is empty")
        .at(origin.place, "")
        .help("name the release of Meta's spec that they are from")
}

pub fn no_values(name: &Name) -> Diagnostic {
    Diagnostic::new(format!("the pinned enum `{}` has no values", **name))
        .at(name.place, "no values")
        .help(PIN_AGAIN)
}

pub fn invalid_pattern(pattern: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "`{}` does not name a node or a call",
        pattern.escape_debug()
    ))
    .at(pattern.place, "")
    .help("write `Node`, `Node.edge`, or `*.edge` for the edge of every node")
}

pub fn invalid_node(name: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "`{}` is not the name of a node",
        name.escape_debug()
    ))
    .at(name.place, "")
    .help("write the name as Meta's spec does, such as `UnifiedThread`")
}

pub fn invalid_type(owner: &Name, ty: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "`{}` is not a type of Meta's spec: the type of the pinned `{}`",
        ty.escape_debug(),
        **owner
    ))
    .at(ty.place, "")
    .help(PIN_AGAIN)
}

pub fn not_covered(pattern: &str, name: &Name) -> Diagnostic {
    Diagnostic::new(format!("`covers` does not list the pinned `{pattern}`"))
        .at(name.place, "pinned here")
        .help(format!("add `{pattern}` to `covers`"))
}

pub fn unknown_parameter(name: &Name, known: &[&str]) -> Diagnostic {
    unknown("parameter", "parameters", (name, name.place), known)
}
