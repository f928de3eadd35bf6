//! Types, enums, fields and headers.

use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::messages::{conflict, list, most_similar, unknown};
use crate::contract::spec::located::{Located, Name};
use crate::contract::spec::{TypeExpr, VersionName, other_name};

pub fn unknown_type(used: Place, name: &str, known: &[&str]) -> Diagnostic {
    let similar = other_name(name).or_else(|| most_similar(name, known));
    let help = match similar {
        Some(similar) => format!("did you mean `{similar}`? If not, define `{name}`"),
        None => format!("the known types are {}", list(known)),
    };
    Diagnostic::new(format!("unknown type `{name}`"))
        .at(used, "not defined in the spec")
        .help(help)
}

pub fn type_unavailable(used: Place, name: &str, version: VersionName) -> Diagnostic {
    Diagnostic::new(format!("the type `{name}` is not available in `{version}`"))
        .at(used, "used here")
        .help("limit the use with `since` and `removed_in`, as the type is limited")
}

/// A type or an enum that has nothing in it in a version.
pub fn empty_type(
    (kind, part): (&str, &str),
    name: &Name,
    version: VersionName,
    substitute: &str,
) -> Diagnostic {
    Diagnostic::new(format!(
        "the {kind} `{}` has no {part} in `{version}`",
        **name
    ))
    .at(name.place, format!("no {part}"))
    .help(format!(
        "add a {part}, or refer to `{substitute}` instead of the {kind}"
    ))
}

pub fn unknown_default_field(field: &Name, known: &[&str]) -> Diagnostic {
    unknown("default field", "fields", (field, field.place), known)
}

pub fn ambiguous_one_or_many(used: Place, of: &TypeExpr) -> Diagnostic {
    Diagnostic::new(format!("one `{of}` cannot be told apart from many"))
        .at(used, format!("`{of}` is not an object"))
        .help("write `one_or_many<T>` with a type `T` of the spec, or `list<T>`")
}

pub fn edge_of_collections(used: Place, of: &TypeExpr) -> Diagnostic {
    Diagnostic::new(format!("no edge has nodes of the type `{of}`"))
        .at(used, "an edge is a list already")
        .help("write `edge<T>` with a type `T` of the spec, or `edge<Object>`")
}

/// A type whose required fields lead back to it; `cycle` has their types.
pub fn recursive_type(name: &Name, cycle: &[&Located<TypeExpr>]) -> Diagnostic {
    let names = cycle.iter().map(|ty| format!("`{ty}`"));
    let path = names.collect::<Vec<_>>().join(" requires ");
    let message = format!("the type `{name}` requires itself: `{name}` requires {path}");
    let places = cycle.iter().map(|ty| ty.place);
    let diagnostic = places.fold(Diagnostic::new(message), |diagnostic, place| {
        diagnostic.at(place, "required here")
    });
    diagnostic.help("remove `required: true` from one of the fields: no value of the type ends")
}

/// A type that the runtime reads, used where a generated one is needed.
pub fn not_generated(ty: &Located<TypeExpr>, name: &Name) -> Diagnostic {
    Diagnostic::new(format!("no Rust type is generated for `{}`", **name))
        .at(ty.place, "needed here")
        .at(name.place, "`runtime: true`")
        .help(format!(
            "use another type, or remove `runtime` from `{}`",
            **name
        ))
}

pub fn invalid_header_name(name: &Name) -> Diagnostic {
    Diagnostic::new(format!("invalid header name `{}`", name.escape_debug()))
        .at(name.place, "")
        .help("write it as Graph sends it: letters, digits, `-`, `_` and `.`")
}

pub fn same_header(name: &Name, first: &Name) -> Diagnostic {
    let message = format!("`{}` and `{}` are the same header", **first, **name);
    conflict(message, name, first).help("remove one of the two: header names ignore case")
}

pub fn invalid_upstream_name(name: &str, place: Place) -> Diagnostic {
    Diagnostic::new(format!("`{name}` cannot be a name in Meta's spec"))
        .at(place, "")
        .help(
            "write a node such as `Page`; for a call also an edge, such as \
             `Page.conversations`, or `*.conversations` for all nodes that have it",
        )
}
