//! Names on the wire and in Rust.

use std::fmt::Display;

use crate::contract::diagnostic::Diagnostic;
use crate::contract::forbidden::Reason;
use crate::contract::messages::conflict;
use crate::contract::spec::located::{Located, Name};

const LEAVE_OUT: &str = "remove it, and mention it in the doc of what it is part of";

pub fn invalid_wire_name(kind: &str, name: &Name) -> Diagnostic {
    Diagnostic::new(format!("invalid {kind} name `{}`", name.escape_debug()))
        .at(name.place, "contains a character of Graph's query syntax")
        .help("write the name as Graph sends it, and each name as an entry of its own")
}

/// A parameter that no call may send.
pub fn forbidden_parameter(name: &Name, reason: Reason) -> Diagnostic {
    let (label, help) = match reason {
        Reason::Secret => (
            "puts a secret into URLs",
            "remove it: the client sends the token and its proof in the way that Graph asks for",
        ),
        Reason::Write => (
            "makes a read write",
            "remove it: the contract describes reads only",
        ),
        Reason::Response => (
            "changes the form of responses",
            "remove it: the runtime reads JSON as Graph sends it by default",
        ),
    };
    Diagnostic::new(format!("the parameter `{}` is forbidden", **name))
        .at(name.place, label)
        .help(help)
}

pub fn reserved_parameter(name: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "the name `{}` is reserved for generated code",
        **name
    ))
    .at(name.place, "reserved")
    .help("remove the parameter, and mention it in the doc of the operation")
}

pub fn reserved_type_name(name: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "the name `{}` is reserved for generated code",
        **name
    ))
    .at(name.place, "reserved")
    .help("put the name of the node or the edge before it")
}

pub fn backtick_in_value(value: &Name) -> Diagnostic {
    Diagnostic::new("a value cannot have a backtick")
        .at(value.place, "has one")
        .help("remove it: docs write values between backticks")
}

/// A name of which references would mean the type of the contract's language.
pub fn built_in_type_name(name: &Name) -> Diagnostic {
    Diagnostic::new(format!("the name `{}` is that of a built-in type", **name))
        .at(name.place, "reserved")
        .help("put the name of the node or the edge before it")
}

pub fn not_camel_case(name: &Name, camel_case: &str) -> Diagnostic {
    Diagnostic::new(format!("invalid type name `{}`", **name))
        .at(
            name.place,
            "expected letters and digits, the first a capital",
        )
        .help(format!("write `{camel_case}`"))
}

/// A field whose name is that of a method generated for another field.
pub fn taken_by_method(name: &Name, field: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "`{}` is also the name of a method generated for `{}`",
        **name, **field
    ))
    .at(name.place, "this field")
    .at(field.place, "the method selects fields of this one")
    .help("remove one of the two")
}

/// A name that is that of a type generated for another entry.
pub fn taken_by_generated_type(name: &Name, entry: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "`{}` is also the name of a type generated for `{}`",
        **name, **entry
    ))
    .at(name.place, "this name")
    .at(entry.place, "the type is generated for this")
    .help("rename one of the two")
}

/// An entry of a list that names what another one of it does.
pub fn duplicate<T: Display>(kind: &str, again: &Located<T>, first: &Located<T>) -> Diagnostic {
    Diagnostic::new(format!("duplicate {kind} `{}`", **again))
        .at(again.place, "repeated here")
        .at(first.place, "first here")
        .help("remove one of the two")
}

pub fn no_identifier(kind: &str, name: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "the {kind} `{}` has no Rust identifier",
        name.escape_debug()
    ))
    .at(name.place, "cannot become an identifier")
    .help(LEAVE_OUT)
}

pub fn invalid_label(kind: &str, label: &Name) -> Diagnostic {
    Diagnostic::new(format!("invalid {kind} name `{}`", label.escape_debug()))
        .at(label.place, "a constant in Rust cannot have this name")
        .help("begin it with a letter, and use letters, digits and `_`")
}

pub fn same_identifier(name: &Name, other: &Name, identifier: &str) -> Diagnostic {
    let message = match name.value == other.value {
        true => format!("the name `{}` has two meanings", **name),
        false => format!(
            "`{}` and `{}` are both `{identifier}` in Rust",
            **other, **name
        ),
    };
    conflict(message, name, other).help("rename or remove one of the two")
}
